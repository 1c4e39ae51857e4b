package dev.sockeye.server;

import dev.sockeye.Errno;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * A descriptor that is held for the moment when there are none left. Given up then, it lets the JVM
 * load what telling of the shortage needs: a class that cannot be read once is missing for ever.
 */
final class SpareDescriptor {

  // What is on the way to here is loaded now.
  static {
    IOException emfile = new IOException(Errno.EMFILE.text());
    Throwable told = SocketFailure.describe("accept", "socket", null, null, emfile);
    if (Errno.of(told).isEmpty()) {
      throw new AssertionError("EMFILE is not told as such", told);
    }
  }

  private SocketChannel spare;

  /** Takes one, if there is one to take. */
  synchronized void take() {
    if (spare == null) {
      try {
        spare = SocketChannel.open();
      } catch (IOException e) {
        spare = null; // Tried again when accepting goes on.
      }
    }
  }

  /** Lets it go, for whoever needs one. */
  synchronized void giveUp() {
    if (spare != null) {
      try {
        spare.close();
      } catch (IOException e) {
        return; // It is gone all the same.
      } finally {
        spare = null;
      }
    }
  }
}
