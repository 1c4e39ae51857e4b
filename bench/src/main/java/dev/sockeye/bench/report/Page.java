package dev.sockeye.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page of the documentation with parts that come from a run: what stands between {@code <!-- name
 * -->} and {@code <!-- /name -->} is replaced, all else is left as it was written.
 */
public final class Page {

  private final Path file;
  private String text;

  private Page(Path file, String text) {
    this.file = file;
    this.text = text;
  }

  public static Page open(Path file) throws IOException {
    return new Page(file, Files.readString(file));
  }

  /** Replaces a part. */
  public Page replace(String name, String part) {
    String opening = "<!-- " + name + " -->\n";
    int start = text.indexOf(opening);
    int end = text.indexOf("<!-- /" + name + " -->");
    if (start < 0 || end < start) {
      throw new IllegalArgumentException(file + " has no part " + name);
    }
    text = text.substring(0, start + opening.length()) + "\n" + part + "\n" + text.substring(end);
    return this;
  }

  public void save() throws IOException {
    Files.writeString(file, text);
  }
}
