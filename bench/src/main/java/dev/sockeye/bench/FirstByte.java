package dev.sockeye.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;

/** Times programs from their start until their peer has what they send first. */
final class FirstByte {

  /** The peer's side. */
  @FunctionalInterface
  interface Arrival {

    /**
     * Returns once the first byte is there; throws {@link SocketTimeoutException} if none comes.
     */
    void await() throws IOException;
  }

  private FirstByte() {}

  /** In nanoseconds; the program has one byte of standard input. */
  static long nanos(List<String> command, Arrival arrival)
      throws IOException, InterruptedException {
    Path errors = Lab.log();
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile())
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write('x');
      in.flush();
      arrival.await();
      return System.nanoTime() - start;
    } catch (SocketTimeoutException e) {
      process.destroy();
      throw new IOException(Programs.last(errors, process.waitFor()), e);
    } finally {
      process.waitFor();
    }
  }
}
