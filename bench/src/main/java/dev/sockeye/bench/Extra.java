package dev.sockeye.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Tables that are no contest, and have no bars. */
enum Extra {
  /** The system calls of each operation. */
  SYSTEM_CALLS("system calls") {
    @Override
    String table(Lab lab) throws IOException, InterruptedException {
      return SystemCalls.table(lab.java());
    }
  },

  /** JMH's view. */
  JMH("jmh") {
    @Override
    String table(Lab lab) throws IOException, InterruptedException {
      return Jmh.table(lab);
    }
  };

  private final String title;

  Extra(String title) {
    this.title = title;
  }

  abstract String table(Lab lab) throws IOException, InterruptedException;

  /** Adds the table of a Java to those that there are. */
  void add(Map<String, String> tables, Lab lab) throws IOException, InterruptedException {
    String table = "### Java " + lab.java().label() + "\n\n" + table(lab);
    tables.merge(title, table, Extra::join);
  }

  /** The tables of two runs; of a Java that both have, the later one's. */
  static String join(String first, String second) {
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : (first + "\n" + second).split("(?m)^(?=### )", -1)) {
      if (!part.isBlank()) {
        parts.put(part.lines().findFirst().orElseThrow(), part.strip() + "\n");
      }
    }
    return String.join("\n", parts.values());
  }

  private Path file(Path folder) {
    return folder.resolve(title.replace(' ', '-') + ".md");
  }

  static void write(Map<String, String> tables, Path folder) throws IOException {
    for (Extra extra : values()) {
      if (tables.containsKey(extra.title)) {
        Files.writeString(extra.file(folder), tables.get(extra.title));
      }
    }
  }

  static Map<String, String> read(Path folder) throws IOException {
    Map<String, String> tables = new TreeMap<>();
    for (Extra extra : values()) {
      if (Files.exists(extra.file(folder))) {
        tables.put(extra.title, Files.readString(extra.file(folder)));
      }
    }
    return tables;
  }
}
