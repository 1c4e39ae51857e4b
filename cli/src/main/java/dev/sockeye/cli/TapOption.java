package dev.sockeye.cli;

import dev.sockeye.Network;
import dev.sockeye.tap.PcapngSink;
import dev.sockeye.tap.TapNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The network of a command, with a tap over it where {@code --tap} asks for one. */
final class TapOption implements Supplier<Network> {

  /** After a signal, while connections end, and then while the rest is written. */
  private static final long PATIENCE_SECONDS = 2;

  private final Supplier<Network> networks;
  private final CountDownLatch closed = new CountDownLatch(1);
  private Path file;
  private PcapngSink sink;
  private Network tapped;
  private Thread hook;

  TapOption(Supplier<Network> networks) {
    this.networks = networks;
  }

  /** Records to a file from now on. */
  void to(Path path) throws IOException {
    file = path;
    sink = PcapngSink.builder().waitWhenFull().create(path);
    tapped = TapNetwork.over(networks.get(), sink);
    hook = new Thread(this::writeOnExit, "sockeye-tap-exit");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  boolean isOn() {
    return tapped != null;
  }

  @Override
  public Network get() {
    return isOn() ? tapped : networks.get();
  }

  /**
   * Closes the file when the command has ended.
   *
   * @return the status, unless that was good and the file could not be written
   */
  int ended(int status, Complaints complaints) {
    if (!isOn()) {
      return status;
    }
    try {
      sink.close();
      return status;
    } catch (IOException e) {
      complaints.tell(file + ": " + e.getMessage());
      return status == ExitStatus.OK ? ExitStatus.FAILED : status;
    } finally {
      closed.countDown();
      ClosedOnExit.remove(hook);
    }
  }

  /** A signal ends the process while the command may still be at work, or wait for input. */
  private void writeOnExit() {
    try {
      if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Thread writing = new Thread(this::flush, "sockeye-tap-flush");
        writing.setDaemon(true);
        writing.start();
        writing.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** For as long as it takes: for ever to a named pipe that nobody reads. */
  private void flush() {
    try {
      sink.flush();
    } catch (IOException e) {
      return; // Nobody is left to be told.
    }
  }
}
