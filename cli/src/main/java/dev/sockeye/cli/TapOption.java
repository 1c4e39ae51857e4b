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

  /** After a signal, while connections end. */
  private static final long PATIENCE_SECONDS = 2;

  private final Supplier<Network> networks;
  private final CountDownLatch closed = new CountDownLatch(1);
  private Path file;
  private PcapngSink sink;
  private Network tapped;

  TapOption(Supplier<Network> networks) {
    this.networks = networks;
  }

  /** Records to a file from now on. */
  void to(Path path) throws IOException {
    file = path;
    sink = PcapngSink.builder().waitWhenFull().create(path);
    tapped = TapNetwork.over(networks.get(), sink);
    Runtime.getRuntime().addShutdownHook(new Thread(this::writeOnExit, "sockeye-tap-exit"));
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
    }
  }

  /** A signal ends the process while the command may still be at work, or wait for input. */
  private void writeOnExit() {
    try {
      if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        sink.flush();
      }
    } catch (IOException e) {
      return; // Nobody is left to be told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
