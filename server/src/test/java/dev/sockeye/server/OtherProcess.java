package dev.sockeye.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** A program in a process of its own, with the class path of this one; it speaks in lines. */
final class OtherProcess implements Closeable {

  private final Process process;
  private final BufferedReader output;
  private final Writer input;
  private String lastLine;

  private OtherProcess(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    output = process.inputReader(UTF_8);
    input = process.outputWriter(UTF_8);
  }

  static OtherProcess start(Class<?> program, String... arguments) throws IOException {
    return new OtherProcess(java(System.getProperty("java.class.path"), program, arguments));
  }

  /**
   * Starts it with so few descriptors that it can use them all up. Its classes come from jars, as
   * they are shipped, which are open: those of a folder could not be loaded without descriptors.
   */
  static OtherProcess startWithDescriptors(
      int limit, Path folder, Class<?> program, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -n " + limit + "; exec \"$0\" \"$@\""));
    command.addAll(java(packed(folder), program, arguments));
    return new OtherProcess(command);
  }

  /** Starts a program in Python's own language, with what follows as its arguments. */
  static OtherProcess startPython(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("python3", "-u", "-c", program));
    command.addAll(List.of(arguments));
    return new OtherProcess(command);
  }

  private static String packed(Path folder) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = folder.resolve(entries.size() + ".jar");
      boolean isFolder = Files.isDirectory(Path.of(entry));
      if (isFolder) {
        pack(Path.of(entry), jar);
      }
      entries.add(isFolder ? jar.toString() : entry);
    }
    return String.join(File.pathSeparator, entries);
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
  }

  private static List<String> java(String classPath, Class<?> program, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-cp",
                classPath,
                program.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** The next line that the program writes, which it must. */
  String nextLine() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the program has ended");
    }
    lastLine = line;
    return line;
  }

  String lastLine() {
    return lastLine;
  }

  String ask(String question) throws IOException {
    input.write(question + "\n");
    input.flush();
    return nextLine();
  }

  /** {@code SIGTERM}. */
  void terminate() {
    process.toHandle().destroy(); // Process.destroy() would close its output too
  }

  Duration processorTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    output.close();
  }
}
