package dev.sockeye.bench.contest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The same calls in C: {@code trip.c}, a process that inherits this one's CPU. */
final class CPeers implements Contender {

  private final Process process;
  private final PrintStream in;
  private final BufferedReader out;

  private CPeers(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    in = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  static Contender roundTrips(String kind, int size) throws IOException {
    return start(kind, "" + size);
  }

  static Contender throughput(String kind, int size) throws IOException {
    return start("-t", kind, "" + size);
  }

  private static Contender start(String... args) throws IOException {
    String folder = System.getProperty("bench.native");
    if (folder == null) {
      throw new UnsupportedOperationException("no C compiler here");
    }
    List<String> command = new ArrayList<>(List.of(folder + "/trip"));
    command.addAll(List.of(args));
    return new CPeers(command);
  }

  @Override
  public void run(int operations) throws IOException {
    in.println(operations);
    if (out.readLine() == null) {
      throw new IOException("the C program has ended");
    }
  }

  @Override
  public void close() {
    in.close();
    process.destroy();
  }
}
