package dev.sockeye.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.spi.ToolProvider;

/** Class paths such as users have: of jars, and of no more than a program needs. */
final class ClassPaths {

  private static final String NEWER = "META-INF" + File.separator + "versions";

  private ClassPaths() {}

  /**
   * Takes a part of this program's class path.
   *
   * @param needs which files of it
   * @param folder where folders of classes become jars
   */
  static String ofJars(Predicate<String> needs, Path folder) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String file : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (needs.test(file) && !file.contains(NEWER)) { // which are in the folder of the others
        jars.add(Files.isDirectory(Path.of(file)) ? jar(file, folder).toString() : file);
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  private static Path jar(String classes, Path folder) throws IOException {
    boolean multiRelease = Files.isDirectory(Path.of(classes, NEWER));
    Path manifest = folder.resolve("manifest");
    Files.writeString(manifest, multiRelease ? "Multi-Release: true\n" : "");
    Path jar = Files.createTempFile(folder, "classes", ".jar");
    String[] arguments = {"-cfm", jar.toString(), manifest.toString(), "-C", classes, "."};
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow(() -> new IOException("this Java has no jar tool"))
            .run(System.out, System.err, arguments);
    if (status != 0) {
      throw new IOException("no jar of " + classes + ": status " + status);
    }
    return jar;
  }
}
