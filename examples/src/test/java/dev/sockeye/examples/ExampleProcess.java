package dev.sockeye.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of this module in a process of its own, as a reader would run it. */
final class ExampleProcess implements AutoCloseable {

  private final Process process;

  private ExampleProcess(Process process) {
    this.process = process;
  }

  /** What a process printed, and how it ended. */
  record Result(int status, String output, String errors) {}

  static ExampleProcess start(Class<?> program, String... arguments) throws IOException {
    ProcessBuilder builder = command(program, List.of());
    builder.command().addAll(List.of(arguments));
    return new ExampleProcess(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Starts a program by another one, which is given the command. */
  static ExampleProcess startBy(String[] starter, Class<?> program, String... arguments)
      throws IOException {
    ProcessBuilder builder = command(program, List.of());
    builder.command().addAll(0, List.of(starter));
    builder.command().addAll(List.of(arguments));
    return new ExampleProcess(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Runs a program to its end, in a folder and with system properties and variables. */
  static Result run(
      Class<?> program,
      Path folder,
      List<String> options,
      Map<String, String> environment,
      String... arguments)
      throws Exception {
    ProcessBuilder builder = command(program, options).directory(folder.toFile());
    builder.command().addAll(List.of(arguments));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    String errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "still running");
    return new Result(process.exitValue(), output, errors);
  }

  private static ProcessBuilder command(Class<?> program, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED", // Java 24 and later warn without
            "-cp",
            System.getProperty("java.class.path")));
    command.addAll(options);
    command.add(program.getName());
    return new ProcessBuilder(command);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
