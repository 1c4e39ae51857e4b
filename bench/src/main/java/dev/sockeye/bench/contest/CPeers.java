package dev.sockeye.bench.contest;

import dev.sockeye.bench.Coprocess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The same calls in C: {@code trip.c}, a process that inherits this one's CPU. */
final class CPeers implements Contender {

  private final Coprocess program;

  private CPeers(Coprocess program) {
    this.program = program;
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
    return new CPeers(Coprocess.start(command));
  }

  @Override
  public void run(int operations) throws IOException {
    program.ask("" + operations);
  }

  @Override
  public void close() throws IOException {
    program.close();
  }
}
