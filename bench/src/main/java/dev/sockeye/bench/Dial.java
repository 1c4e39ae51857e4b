package dev.sockeye.bench;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Connections one after another, each for one request, {@code dial.c}. */
final class Dial implements Closeable {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Coprocess program;

  private Dial(Coprocess program) {
    this.program = program;
  }

  /** Starts it on the CPU of the load, for an address that is {@code host:port}. */
  static Dial start(Lab lab, String address) throws IOException {
    Coprocess program =
        Coprocess.start(lab.pinnedNative(lab.host().loadCpu(), "dial", List.of(address)));
    try {
      program.readLine(LIMIT); // "ready"
      return new Dial(program);
    } catch (IOException e) {
      program.close();
      throw e;
    }
  }

  /**
   * Connects for a while.
   *
   * @throws IOException if a connection fails, or its answer does
   */
  Count run(double seconds) throws IOException {
    program.say(String.format(Locale.ROOT, "%.3f", seconds));
    Map<String, Double> values = Coprocess.values(program.readLine(LIMIT));
    return new Count(values.get("connections"), values.get("nanos"));
  }

  @Override
  public void close() throws IOException {
    program.close();
  }

  /** How many connections there were, and the nanoseconds that they took together. */
  record Count(double connections, double nanos) {

    double perSecond() {
      return 1e9 * connections / nanos;
    }
  }
}
