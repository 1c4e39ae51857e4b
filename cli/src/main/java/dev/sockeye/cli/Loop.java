package dev.sockeye.cli;

import dev.sockeye.Errno;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.Channel;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Repeats what a server does, through all failures, until its socket is closed. */
final class Loop {

  /** What lasts until others give something back: trying again at once would only spin. */
  private static final Set<Errno> SHORTAGES =
      Set.of(Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.ENOBUFS, Errno.EAGAIN);

  private static final long PAUSE_MILLIS = 100;

  private Loop() {}

  /** One turn, such as accepting one connection. */
  @FunctionalInterface
  interface Turn {
    void run() throws IOException;
  }

  /** A call that waits for a peer. */
  @FunctionalInterface
  interface Wait<T> {
    T call() throws IOException;
  }

  /**
   * Waits for a peer however long it takes: an {@code SO_RCVTIMEO} that is meant for connections
   * bounds the listener's calls, too, but a server to which nobody comes has not failed.
   */
  static <T> T patiently(Wait<T> wait) throws IOException {
    T found;
    do {
      found = nullIfNobodyComes(wait);
    } while (found == null);
    return found;
  }

  private static <T> T nullIfNobodyComes(Wait<T> wait) throws IOException {
    try {
      return wait.call();
    } catch (SocketTimeoutException e) {
      return null;
    }
  }

  /** Loads what tells of a shortage while there still are descriptors to load it with. */
  private static void prepare() {
    IOException emfile = new IOException(Errno.EMFILE.text());
    IOException told = SocketFailure.describe("accept", "socket", null, null, emfile);
    if (!isShortage(told) || Complaints.sentence(told).isEmpty()) {
      throw new AssertionError("EMFILE is a shortage", told);
    }
  }

  /**
   * Repeats a turn. A failure is told once until a turn succeeds again, and followed by a pause
   * when it is a shortage or comes again.
   */
  static void whileOpen(Channel socket, Turn turn, Consumer<? super Exception> complaints) {
    prepare();
    boolean failing = false;
    while (socket.isOpen()) {
      try {
        turn.run();
        failing = false;
      } catch (IOException | RuntimeException e) {
        if (!socket.isOpen()) {
          return;
        } else if (!failing) {
          complaints.accept(e);
        }
        if (failing || isShortage(e)) {
          pause();
        }
        failing = true;
      }
    }
  }

  private static boolean isShortage(Exception e) {
    return Errno.of(e).filter(SHORTAGES::contains).isPresent();
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // and the next call on the socket closes it
    }
  }
}
