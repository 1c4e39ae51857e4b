package dev.sockeye.tls;

import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What a close says before it closes: close_notify, unless that would wait, or be untrue: a peer
 * whose bytes were not read is to find a break, as that of a socket does.
 */
final class Farewell {

  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(100); // with a reader

  private final TlsCore core;
  private final StreamEndpoint below;

  private Farewell(TlsCore core) {
    this.core = core;
    below = core.below();
  }

  /**
   * Says it, once the core knows that it is closing. What goes wrong is of no interest.
   *
   * @return whether that is all; {@code false} if the peer is to have more than there is room for
   */
  static boolean say(TlsCore core) {
    Farewell farewell = new Farewell(core);
    if (core.isEstablished() && core.below().isOpen() && core.output().takesTurn()) {
      try {
        return farewell.withoutWriter();
      } catch (IOException | RuntimeException e) {
        return true; // The peer is gone, and has no need to know.
      } finally {
        core.output().lock().unlock();
      }
    }
    return true;
  }

  private boolean withoutWriter() throws IOException {
    if (isAbortive()) {
      return true;
    } else if (core.input().lock().isLocked()) {
      below.shutdownInput(); // A reader that waits is in the way of another mode.
    }
    if (Turns.tryLock(core.input().lock(), Deadline.after(PATIENCE))) {
      try {
        return withoutReader();
      } finally {
        core.input().unlock();
      }
    }
    return true;
  }

  private boolean isAbortive() throws IOException {
    return supportsLinger() && Objects.equals(below.getOption(StandardSocketOptions.SO_LINGER), 0);
  }

  private boolean supportsLinger() {
    return below.supportedOptions().contains(StandardSocketOptions.SO_LINGER);
  }

  /** TCP breaks off, and loses what was sent, if something came that nobody read: tickets too. */
  private boolean withoutReader() throws IOException {
    if (below.isBlocking()) {
      core.dropMemory();
    }
    below.configureBlocking(false);
    if (!isUnread()) {
      return core.output().farewell();
    } else if (supportsLinger()) {
      below.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
    return true;
  }

  private boolean isUnread() {
    try {
      return core.input().decrypt(Deadline.NEVER) > 0 && !core.input().hasEnded();
    } catch (IOException e) {
      return false; // It was cut before.
    }
  }
}
