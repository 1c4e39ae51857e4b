package dev.sockeye.server;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What one connection passes on unseen, and what another one passes on to it. */
final class Passages {

  /** After a shortage. To try takes descriptors that others need then. */
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  /** Of connections that never passed anything on: one for all, which never changes. */
  static final Passages NONE = new Passages(null);

  private final StreamConnection connection;
  private Passage outgoing; // null unless something was ever passed on
  private Passage arriving; // null unless something ever was
  private boolean impossible; // there is nothing to be passed on by
  private boolean isShort; // there was nothing a moment ago
  private long shortSince;

  Passages(StreamConnection connection) {
    this.connection = connection;
  }

  // What comes over the connection.

  /** Whether what comes is to be taken here. What a closing one would have is the handler's. */
  boolean isOutgoing() {
    return outgoing != null && outgoing.isPassing() && outgoing.to().takesOutput();
  }

  /** Whether the other connection takes no more. */
  boolean isHeldUp() {
    return isOutgoing() && outgoing.to().wantsOutput();
  }

  /** Begins to pass on, if that can be. */
  void begin(StreamConnection to) {
    if (outgoing == null || (outgoing.to() != to && outgoing.held() == 0)) {
      open(to);
    }
    if (outgoing != null && outgoing.to() == to) {
      outgoing.passing(to.takesOutput());
    }
  }

  private void open(StreamConnection to) {
    if (outgoing != null) {
      outgoing.sourceGone();
      outgoing = null;
    }
    boolean free = to.passages().arriving == null || !to.passages().arriving.isOpen();
    boolean fits = free && to.takesOutput() && to.loop() == connection.loop();
    boolean may = fits && !impossible && !isShort() && Passage.isRoom();
    if (may && Passage.isReady(connection, to)) {
      openNow(to);
    }
  }

  private boolean isShort() {
    isShort = isShort && System.nanoTime() - shortSince < PAUSE;
    return isShort;
  }

  private void openNow(StreamConnection to) {
    try {
      outgoing = Passage.open(connection, to);
    } catch (IOException e) { // such as for want of descriptors: it is received as ever meanwhile
      isShort = true;
      shortSince = System.nanoTime();
      return;
    }
    impossible = outgoing == null;
    if (outgoing != null) {
      to.ownPassages().arriving = outgoing;
    }
  }

  /** Takes what has come; as {@link Passage#take}. */
  long take() throws IOException {
    Passage through = outgoing;
    long n = through.take();
    if (n > 0) {
      connection.wasRead(n);
      through.to().passages().arrived(n);
    }
    if (n != 0 && n < Passage.LITTLE) {
      through.passing(false);
    }
    return n;
  }

  // What comes from another one.

  /** How much of it is to go before all that the connection keeps. */
  int held() {
    return arriving == null ? 0 : arriving.held();
  }

  private void arrived(long n) {
    connection.isToWrite(n);
    try {
      give();
    } catch (IOException e) {
      connection.tellWriteFailed(e);
    }
    if (held() > 0) {
      connection.outputMoves(); // The time that the rest may take begins.
      connection.changed();
    }
  }

  /** Gives on what the socket takes now. */
  void give() throws IOException {
    if (held() > 0) {
      connection.wasWritten(arriving.give());
    }
  }

  /** The connection has handed all over, and takes more. */
  void goOn() {
    if (arriving != null) {
      arriving.from().changed();
    }
  }

  /** The connection takes no more: what comes is the other handler's again. */
  void refuse() {
    if (arriving != null) {
      arriving.close();
      arriving.from().changed();
    }
  }

  /** The connection is closed. */
  void close() {
    refuse();
    if (outgoing != null) {
      outgoing.sourceGone();
    }
  }
}
