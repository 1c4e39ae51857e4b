package dev.sockeye.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The load generator, {@code load.c}: what it says of a run against a server. */
record Load(Map<String, Double> values) {

  private static final Duration CONNECTING = Duration.ofSeconds(60);

  /**
   * Puts a server under load.
   *
   * @throws IOException if the server hangs up, answers wrongly or not at all
   */
  static Load run(Lab lab, ServerProcess server, int connections, double warmUp, double seconds)
      throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            "-c" + connections,
            "-w" + number(warmUp),
            "-t" + number(seconds),
            "-p" + server.pid(),
            server.address());
    Duration limit = CONNECTING.plusMillis((long) (1000 * (warmUp + seconds)));
    Programs.Ending ending =
        Programs.run(limit, lab.pinnedNative(lab.host().loadCpu(), "load", arguments));
    if (!ending.well()) {
      throw new IOException(ending.complaint());
    }
    return parse(ending.lines().get(0));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static Load parse(String line) {
    Map<String, Double> values = new HashMap<>();
    for (String pair : line.split(" ", -1)) {
      String[] nameAndValue = pair.split("=", -1);
      values.put(nameAndValue[0], Double.valueOf(nameAndValue[1]));
    }
    return new Load(values);
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

  /** Microseconds of the load generator's CPU for a request. */
  double loadCpu() {
    return 1e6 * values.get("load_cpu") / perSecond();
  }

  static List<String> idle(Lab lab, ServerProcess server, int connections) {
    List<String> arguments = new ArrayList<>(List.of("-i", "-c" + connections));
    arguments.add(server.address());
    return lab.pinnedNative(lab.host().loadCpu(), "load", arguments);
  }
}
