package dev.sockeye.server;

import dev.sockeye.internal.StreamSplicing;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What comes over one connection goes on over another, through a pipe, without being seen. A pipe
 * stays, once it was opened, as long as both connections do. For the loop's thread alone.
 */
final class Passage {

  /** At this many bytes that come at once a passage begins, and at so few it ends. */
  static final int MUCH = 32 * 1024;

  static final int LITTLE = 8 * 1024;

  /** Each takes up to four descriptors, which are to be left for connections. */
  private static final int MOST = 128;

  private static final AtomicInteger OPEN = new AtomicInteger();

  private final StreamConnection from;
  private final StreamConnection to;
  private final StreamSplicing.Pump pump;
  private boolean open = true; // the pump
  private boolean passing;
  private boolean sourceGone;

  private Passage(StreamConnection from, StreamConnection to, StreamSplicing.Pump pump) {
    this.from = from;
    this.to = to;
    this.pump = pump;
  }

  /** Whether there may be one more now. */
  static boolean isRoom() {
    return OPEN.get() < MOST;
  }

  /** Whether one can be opened, or found to be impossible, without a wait. */
  static boolean isReady(StreamConnection from, StreamConnection to) {
    return StreamSplicing.isReadyBetween(from.endpoint(), to.endpoint());
  }

  /**
   * Gives {@code null} where there can never be one.
   *
   * @throws IOException if there can be none now, or a stream is closed, which its next call tells
   */
  static Passage open(StreamConnection from, StreamConnection to) throws IOException {
    StreamSplicing.Pump pump = StreamSplicing.between(from.endpoint(), to.endpoint());
    if (pump == null) {
      return null;
    }
    OPEN.incrementAndGet();
    return new Passage(from, to, pump);
  }

  StreamConnection from() {
    return from;
  }

  StreamConnection to() {
    return to;
  }

  boolean isOpen() {
    return open;
  }

  /** Whether what comes is not shown to the handler. */
  boolean isPassing() {
    return passing;
  }

  void passing(boolean on) {
    passing = on && open && !sourceGone;
  }

  /** Takes what has come; as {@link StreamSplicing.Pump#take}. */
  long take() throws IOException {
    return pump.take();
  }

  /** Gives on what the socket takes now; gives how much that was. */
  long give() throws IOException {
    long given = 0;
    for (long n = 1; n > 0 && held() > 0; given += n) {
      n = Math.max(0, pump.give());
    }
    if (sourceGone && held() == 0) {
      close();
    }
    return given;
  }

  /** How much was taken and not given on. */
  int held() {
    return open ? pump.held() : 0;
  }

  /** Nothing more comes. What is held is still given on. */
  void sourceGone() {
    passing = false;
    sourceGone = true;
    if (held() == 0) {
      close();
    } else {
      pump.closeSource();
    }
  }

  /** What is held is lost. */
  void close() {
    passing = false;
    if (open) {
      open = false;
      pump.close();
      OPEN.decrementAndGet();
    }
  }
}
