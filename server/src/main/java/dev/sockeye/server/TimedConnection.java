package dev.sockeye.server;

import dev.sockeye.Endpoint;

/**
 * An endpoint that a loop serves, as its times and limits let it: what it waits for, in which pace
 * it is read, and what watches that it moves. Most have no time to keep and nothing kept: what does
 * that is made when it is first needed. For the loop's thread alone.
 */
abstract class TimedConnection extends Served {

  final Interest interest = new Interest();
  private Watchdog watchdog; // null until there is a time to keep
  private Pace pace; // null until what is kept is nearly too much
  private Vigil vigil; // null until there is one to keep
  private boolean halfDuplex;

  TimedConnection(EventLoop loop, Endpoint socket, Owner owner, Terms terms) {
    super(loop, socket, owner, terms);
    halfDuplex = terms.halfDuplex();
  }

  /** Its time is over, for a reason such as "nothing has come for ". */
  abstract void timedOut(String what, String reason, long nanos);

  /** Whether a callback is under way, after which what is waited for is looked at anyway. */
  abstract boolean isDispatching();

  final Watchdog watchdog() {
    if (watchdog == null) {
      watchdog = new Watchdog(this, loop, interest);
    }
    return watchdog;
  }

  /** It stands: its times count from now on. */
  final void keep(Timeouts timeouts) {
    if (watchdog != null || timeouts.any()) {
      watchdog().start(timeouts);
    }
  }

  /**
   * Says what is waited for from now on.
   *
   * @param half whether it is nothing, of a connection that may still be written to
   */
  final void await(int operations, boolean half) {
    if (watchdog != null) {
      watchdog.rests(Interest.isInput(operations) && !interest.isInput());
    }
    keepVigil(half);
    interest.set(operations);
  }

  private void keepVigil(boolean half) {
    if (half && vigil == null) {
      vigil = new Vigil(this, interest);
    }
    if (vigil != null) {
      vigil.keep(half);
    }
  }

  final boolean mayRead() {
    return wantsInput() && (halfDuplex ? !wantsOutput() : hasRoom());
  }

  private boolean hasRoom() {
    if (!Pace.isNearlyFull(this)) {
      return true;
    } else if (pace == null) {
      pace = new Pace(this);
    }
    return pace.isOver();
  }

  public final void halfDuplex(boolean on) {
    loop.requireInLoop();
    halfDuplex = on;
    changed();
  }

  final void inputMoves() {
    if (watchdog != null) {
      watchdog.inputMoves();
    }
  }

  /** The socket took some of what is kept. */
  final void outputMoves() {
    if (pace != null) {
      pace.outputMoves();
    }
    if (watchdog != null) {
      watchdog.outputMoves(isDispatching());
    }
  }

  final void stopTimers() {
    if (watchdog != null) {
      watchdog.stop();
    }
    if (pace != null) {
      pace.outputMoves();
    }
    if (vigil != null) {
      vigil.stop();
    }
  }
}
