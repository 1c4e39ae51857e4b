package dev.sockeye.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The ends of streams that carry much one way, {@code flow.c}. */
final class Flow implements Closeable {

  /** How much goes over a stream. */
  static final long BYTES = 1L << 30;

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Coprocess program;
  private final String port;
  private final Path path;

  private Flow(Coprocess program, String port, Path path) {
    this.program = program;
    this.port = port;
    this.path = path;
  }

  /** Starts it on a CPU; it listens at a port, and at the path. */
  static Flow start(Lab lab, int cpu, Path path) throws IOException {
    Coprocess program = Coprocess.start(lab.pinnedNative(cpu, "flow", List.of(path.toString())));
    try {
      return new Flow(program, program.readLine(), path);
    } catch (IOException e) {
      program.close();
      throw e;
    }
  }

  /** Where it listens, as {@code host:port}. */
  String port() {
    return port;
  }

  /** Where it listens in the file system. */
  Path path() {
    return path;
  }

  /**
   * Sends all the bytes to where something passes them on to this.
   *
   * @param address {@code host:port}
   * @return the seconds until they were there
   */
  double sendBy(String address) throws IOException {
    program.say(address + " " + BYTES);
    return receive(BYTES);
  }

  /**
   * Waits for the end of a stream.
   *
   * @param bytes how many must have come
   * @return the seconds since it was accepted
   * @throws IOException if others have come, or the stream has not ended within a minute, which
   *     ends this as well
   */
  double receive(long bytes) throws IOException {
    Map<String, Double> values = Coprocess.values(program.readLine(LIMIT));
    long came = values.get("bytes").longValue();
    if (came != bytes) {
      throw new IOException(came + " bytes came instead of " + bytes);
    }
    return values.get("nanos") / 1e9;
  }

  @Override
  public void close() throws IOException {
    program.close();
  }
}
