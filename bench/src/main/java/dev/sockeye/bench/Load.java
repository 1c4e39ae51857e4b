package dev.sockeye.bench;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The load generator, {@code load.c}: connections to a server, which it loads for a while each time
 * that it is told to, and which are idle otherwise.
 */
final class Load implements Closeable {

  private final Coprocess program;

  private Load(Coprocess program) {
    this.program = program;
  }

  /**
   * Connects, and has one request answered on each connection.
   *
   * @throws IOException if the server hangs up, answers wrongly or not at all
   */
  static Load connect(Lab lab, ServerProcess server, int connections) throws IOException {
    return connect(lab, server.address(), server.pid(), connections);
  }

  /** As that, to an address whose process is told of. */
  static Load connect(Lab lab, String address, long pid, int connections) throws IOException {
    return connect(lab, address, pid, List.of("-c" + connections));
  }

  /** As that, with options of the load generator's. */
  static Load connect(Lab lab, ServerProcess server, List<String> options) throws IOException {
    return connect(lab, server.address(), server.pid(), options);
  }

  static Load connect(Lab lab, String address, long pid, List<String> options) throws IOException {
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("-p" + pid, address));
    Coprocess program = Coprocess.start(lab.pinnedNative(lab.host().loadCpu(), "load", arguments));
    try {
      program.readLine(); // "ready"
      return new Load(program);
    } catch (IOException e) {
      program.close();
      throw e;
    }
  }

  /**
   * Puts the server under load.
   *
   * @param warmUp seconds before what is measured
   * @param seconds measured
   * @throws IOException if the server hangs up, answers wrongly or not at all
   */
  Figures run(double warmUp, double seconds) throws IOException {
    return Figures.parse(program.ask(String.format(Locale.ROOT, "%.3f %.3f", warmUp, seconds)));
  }

  @Override
  public void close() throws IOException {
    program.close();
  }

  /** What it says of a run. */
  record Figures(Map<String, Double> values) {

    static Figures parse(String line) {
      Map<String, Double> values = new HashMap<>();
      for (String pair : line.split(" ", -1)) {
        String[] nameAndValue = pair.split("=", -1);
        values.put(nameAndValue[0], Double.valueOf(nameAndValue[1]));
      }
      return new Figures(values);
    }

    double perSecond() {
      return values.get("rate");
    }

    /** Microseconds within which so many of a hundred requests were answered: 50 or 99. */
    double percentile(int percent) {
      return values.get("p" + percent);
    }

    /** Microseconds of the server's CPU for a request. */
    double serverCpu() {
      return 1e6 * values.get("server_cpu") / perSecond();
    }

    /** How many CPUs the server took. */
    double serverCores() {
      return values.get("server_cpu");
    }

    /** Microseconds of the load generator's CPU for a request. */
    double loadCpu() {
      return 1e6 * values.get("load_cpu") / perSecond();
    }
  }
}
