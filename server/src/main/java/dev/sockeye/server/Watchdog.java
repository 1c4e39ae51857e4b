package dev.sockeye.server;

/**
 * Watches that a connection keeps its timeouts, and that its end comes within a limit. For the
 * loop's thread alone.
 */
final class Watchdog {

  static final String UNREAD = "the peer has read nothing for ";
  static final String UNMOVED = "nothing has moved for ";
  private static final String UNANSWERED = "the peer has not answered for ";

  /** How long a connection that is to be closed waits for a peer that does not read. */
  private static final long PATIENCE = 30_000_000_000L;

  private final TimedConnection connection;
  private final EventLoop loop;
  private Timeouts timeouts = Timeouts.NONE;
  private boolean watches; // Whether there are timeouts to note, and not only a limit.
  private boolean connectIsLimited;
  private boolean closeIsLimited;
  private Timers.Planned next; // The next look.
  private boolean inputMoves; // And since when it has come to rest is to be looked at.
  private boolean outputMoves;
  private long lastInput;
  private long readingSince; // By when the read timeout counts, if nothing has come since.
  private long lastOutput;

  Watchdog(TimedConnection connection, EventLoop loop) {
    this.connection = connection;
    this.loop = loop;
  }

  /** Begins when the connection stands; the times count from now on. */
  void start(Timeouts kept) {
    stop(); // what was the limit of the connect
    timeouts = kept;
    watches = kept.any();
    lastInput = lastOutput = System.nanoTime();
    planLook();
  }

  void stop() {
    if (next != null) {
      next.cancel();
    }
  }

  /** From now on the connection has so long, whatever moves. */
  void limit(long nanos, Runnable end) {
    stop();
    next = loop.plan(nanos, end);
  }

  /** From now on the connect has so long. */
  void limitConnect(long nanos) {
    connectIsLimited = true;
    limit(nanos, "connect", UNANSWERED);
  }

  /** The connection is to be closed as soon as it stands. */
  void limitConnectToClose() {
    if (!connectIsLimited) {
      limit(PATIENCE, "close", UNANSWERED);
    }
  }

  /** The connection is to be closed as soon as all is answered, and what is kept is written. */
  void limitClose() {
    if (closeIsLimited) {
      return;
    }
    closeIsLimited = true;
    if (!connection.isAnswered()) {
      limit(PATIENCE, "close", "a request has had no answer for ");
    } else if (!connection.isDrained() && timeouts.write() == 0) {
      limit(PATIENCE, "close", UNREAD);
    }
  }

  private void limit(long nanos, String what, String reason) {
    limit(nanos, () -> connection.timedOut(what, reason, nanos));
  }

  void inputMoves() {
    if (watches) {
      inputMoves = true;
    }
  }

  /**
   * Output has moved.
   *
   * @param dispatching whether a callback is under way, at whose end it {@link #rests}
   */
  void outputMoves(boolean dispatching) {
    if (watches) {
      outputMoves = true;
    }
    if (!dispatching) {
      rests(false);
    }
  }

  /**
   * The handler has returned, from which on the times count: what it takes for itself is not the
   * peer's.
   */
  void rests(boolean readingBegins) {
    if (watches && (inputMoves || outputMoves || readingBegins)) {
      note(System.nanoTime(), readingBegins);
    }
  }

  private void note(long now, boolean readingBegins) {
    lastInput = inputMoves ? now : lastInput;
    lastOutput = outputMoves ? now : lastOutput;
    readingSince = readingBegins ? now : readingSince;
    inputMoves = false;
    outputMoves = false;
  }

  private void planLook() {
    if (timeouts.any()) {
      long now = loop.now();
      long wait = Math.min(Math.min(idleLeft(now), readLeft(now)), writeLeft(now));
      next = loop.plan(wait, this::look);
    }
  }

  private void look() {
    long now = loop.now();
    if (writeLeft(now) <= 0) {
      connection.timedOut("write", UNREAD, timeouts.write());
    } else if (readLeft(now) <= 0) {
      connection.timedOut("read", "nothing has come for ", timeouts.read());
    } else if (idleLeft(now) <= 0) {
      connection.timedOut("idle", UNMOVED, timeouts.idle());
    } else {
      planLook();
    }
  }

  private long idleLeft(long now) {
    return left(timeouts.idle(), true, later(lastInput, lastOutput), now);
  }

  private long readLeft(long now) {
    return left(timeouts.read(), connection.waitsForInput(), later(lastInput, readingSince), now);
  }

  private long writeLeft(long now) {
    return left(timeouts.write(), connection.wantsOutput(), lastOutput, now);
  }

  private static long later(long a, long b) {
    return a - b > 0 ? a : b;
  }

  /** What is not waited for now has all its time left. */
  private static long left(long timeout, boolean waiting, long since, long now) {
    if (timeout == 0) {
      return Timers.NEVER;
    }
    return waiting ? since + timeout - now : timeout;
  }
}
