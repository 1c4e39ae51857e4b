package dev.sockeye.testkit;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A {@link PeerProgram} in a process of its own, with the class path of this one. */
final class PeerProcess implements Closeable {

  private static final Set<PeerProcess> RUNNING = ConcurrentHashMap.newKeySet();

  private final Process process;
  private final BufferedReader output;

  private PeerProcess(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    output = process.inputReader(StandardCharsets.UTF_8);
    RUNNING.add(this);
  }

  /** Ends all that were started and not closed, of a case that hangs. */
  static void killAll() {
    RUNNING.forEach(peer -> peer.process.destroyForcibly());
    RUNNING.clear();
  }

  static PeerProcess start(String... arguments) throws IOException {
    return new PeerProcess(java(arguments));
  }

  /** Starts it with so few descriptors that it can use them all up. */
  static PeerProcess startWithDescriptors(int limit, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -n " + limit + "; exec \"$0\" \"$@\""));
    command.addAll(java(arguments));
    return new PeerProcess(command);
  }

  private static List<String> java(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:-MaxFDLimit",
                "-cp",
                System.getProperty("java.class.path"),
                PeerProgram.class.getName()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /** The next line that the program writes; {@code null} if it writes no more. */
  String nextLine() throws IOException {
    return output.readLine();
  }

  /** {@code kill -9}, where the system has it. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws IOException {
    RUNNING.remove(this);
    process.destroyForcibly();
    output.close();
  }
}
