package dev.sockeye.server;

/**
 * Watches that a connection keeps its timeouts, and that its end comes within a limit. For the
 * loop's thread alone.
 */
final class Watchdog {

  static final String UNREAD = "the peer has read nothing for ";
  static final String UNMOVED = "nothing has moved for ";

  private final LoopConnection connection;
  private final EventLoop loop;
  private Timeouts timeouts = Timeouts.NONE;
  private Timers.Planned next; // The next look.
  private boolean inputMoves; // And since when it has come to rest is to be looked at.
  private boolean outputMoves;
  private long lastInput;
  private long readingSince; // By when the read timeout counts, if nothing has come since.
  private long lastOutput;

  Watchdog(LoopConnection connection, EventLoop loop) {
    this.connection = connection;
    this.loop = loop;
  }

  /**
   * Begins; the times count from now on.
   *
   * @return whether there are any, and it is to be told what moves
   */
  boolean start(Timeouts kept) {
    stop(); // what was the limit of the connect
    timeouts = kept;
    lastInput = lastOutput = System.nanoTime();
    planLook();
    return kept.any();
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

  /** Whether something ends a connection whose output does not move. */
  boolean limitsOutput() {
    return timeouts.write() != 0;
  }

  void inputMoves() {
    inputMoves = true;
  }

  void outputMoves() {
    outputMoves = true;
  }

  /**
   * The handler has returned, from which on the times count: what it takes for itself is not the
   * peer's.
   */
  void rests(boolean readingBegins) {
    if (inputMoves || outputMoves || readingBegins) {
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
    return left(timeouts.read(), connection.isReading(), later(lastInput, readingSince), now);
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
