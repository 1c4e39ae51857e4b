package dev.sockeye.bench;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * The load generator of fixed rates, {@code rate.c}: connections to a server, to which requests go
 * at planned moments each time that it is told to, and which are idle otherwise.
 */
final class Rate implements Closeable {

  private final Coprocess program;

  private Rate(Coprocess program) {
    this.program = program;
  }

  /**
   * Connects, and has one request answered on each connection.
   *
   * @throws IOException if the server hangs up, answers wrongly or not at all
   */
  static Rate connect(Lab lab, ServerProcess server, int connections) throws IOException {
    List<String> arguments = List.of("-c" + connections, "-p" + server.pid(), server.address());
    Coprocess program = Coprocess.start(lab.pinnedNative(lab.host().loadCpu(), "rate", arguments));
    try {
      program.readLine(); // "ready"
      return new Rate(program);
    } catch (IOException e) {
      program.close();
      throw e;
    }
  }

  /**
   * Puts the server under load.
   *
   * @param perSecond requests
   * @param warmUp seconds before what is measured
   * @param seconds measured
   * @return latencies from the planned moments, and the CPU that the server took
   * @throws IOException if the server hangs up, answers wrongly or not at all, or is slower
   */
  Load.Figures run(int perSecond, double warmUp, double seconds) throws IOException {
    return Load.Figures.parse(
        program.ask(String.format(Locale.ROOT, "%d %.3f %.3f", perSecond, warmUp, seconds)));
  }

  @Override
  public void close() throws IOException {
    program.close();
  }
}
