package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.Poller;
import java.io.IOException;
import java.nio.channels.SelectionKey;

/**
 * An endpoint that a loop serves, as its times and limits let it: what it waits for, in which pace
 * it is read, and what moves over it, which is counted and told to what watches that. Most have no
 * time to keep and nothing kept: what does that is made when it is first needed. For the loop's
 * thread alone.
 */
abstract class TimedConnection extends Served {

  private final Tally tally;
  private final long born = System.nanoTime();
  private long bytesRead;
  private long bytesWritten;
  private Poller.Registration registration; // null until the poller has it
  private int operations; // what the poller is to tell
  private Watchdog watchdog; // null until there is a time to keep
  private Pace pace; // null until what is kept is nearly too much
  private Vigil vigil; // null until there is one to keep
  private boolean halfDuplex;

  TimedConnection(EventLoop loop, Endpoint socket, Owner owner, Terms terms) {
    super(loop, socket, owner, terms);
    tally = owner.counters().tally(loop);
    halfDuplex = terms.halfDuplex();
  }

  /** Its time is over, for a reason such as "nothing has come for ". */
  abstract void timedOut(String what, String reason, long nanos);

  /** Whether a callback is under way, after which what is waited for is looked at anyway. */
  abstract boolean isDispatching();

  final Watchdog watchdog() {
    if (watchdog == null) {
      watchdog = new Watchdog(this, loop);
    }
    return watchdog;
  }

  /** It stands: its times count from now on. */
  final void keep(Timeouts timeouts) {
    if (watchdog != null || timeouts.any()) {
      watchdog().start(timeouts);
    }
  }

  /** Registers with the loop's poller, which is to tell of nothing yet. */
  final void register() throws IOException {
    if (registration == null) {
      registration = loop.poller().register(served, 0, this);
    }
  }

  /** Takes the place of a registration, whose member passes on what it is told. */
  final void takeOver(Poller.Registration other) {
    registration = other.interest(0);
  }

  /** Has the poller tell of nothing any more, and let go of it at its next look. */
  final void unregister() {
    registration.cancel();
  }

  /** Has the poller tell of these operations of {@link SelectionKey} from now on. */
  final void interest(int wanted) {
    if (wanted != operations) {
      operations = wanted;
      registration.interest(wanted);
    }
  }

  /**
   * Whether it waits for input and for nothing else: a peer that is being answered may be silent.
   */
  final boolean waitsForInput() {
    return isInput(operations);
  }

  private static boolean isInput(int operations) {
    return operations == SelectionKey.OP_READ;
  }

  /** What it waits for, and why it does not wait for input, for people. */
  final String describeInterest(boolean ended) {
    boolean writes = (operations & SelectionKey.OP_WRITE) != 0;
    return describeInput(ended) + (writes ? ", waits for its peer to read" : "");
  }

  private String describeInput(boolean ended) {
    if ((operations & SelectionKey.OP_READ) != 0) {
      return "waits for input";
    } else if (isPaused()) {
      return "paused by its handler";
    }
    return ended ? "has had all input" : "reads no more until its output is taken";
  }

  /**
   * Says what is waited for from now on.
   *
   * @param half whether it is nothing, of a connection that may still be written to
   */
  final void await(int wanted, boolean half) {
    if (watchdog != null) {
      watchdog.rests(isInput(wanted) && !isInput(operations));
    }
    keepVigil(half);
    interest(wanted);
  }

  private void keepVigil(boolean half) {
    if (half && vigil == null) {
      vigil = new Vigil(this);
    }
    if (vigil != null) {
      vigil.keep(half);
    }
  }

  /**
   * Whether it is read from although output may be kept for it: always when the handler takes
   * input, unless that wants one after the other, or so much is kept that reading waits for a
   * while, as {@link Pace} has it.
   */
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

  /** Messages have come, of so many bytes together. */
  final void requested(int messages, long bytes) {
    tally.requested(messages);
    wasRead(bytes);
  }

  /** A message is answered. */
  final void replied() {
    tally.replied();
  }

  final void wasRead(long bytes) {
    bytesRead += bytes;
    tally.wasRead(bytes);
    if (watchdog != null) {
      watchdog.inputMoves();
    }
  }

  /**
   * A stream is given bytes to write, which its owner counts at once; {@link #wasWritten} tells
   * when they go out.
   */
  final void isToWrite(long bytes) {
    tally.wasWritten(bytes);
  }

  /** Bytes went out; how many were already kept does not matter to the clock. */
  final void wasWritten(long bytes) {
    bytesWritten += bytes;
    if (bytes > 0) {
      outputMoves();
    }
  }

  /** A message goes out, or is kept; what is kept already is none the nearer to its end. */
  final void wasSent(long bytes) {
    bytesWritten += bytes;
    tally.wasWritten(bytes);
    if (!wantsOutput()) {
      outputMoves();
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

  /** How long it is open, and what has moved, for people. */
  final String moved() {
    return "open for "
        + ServerDump.seconds(System.nanoTime() - born)
        + ", "
        + bytesRead
        + " bytes read and "
        + bytesWritten
        + " written";
  }

  /** Has the flight recorder know that it is closed. */
  final void record(Throwable cause) {
    FlightRecorder.closed(served, peer(), born, bytesRead, bytesWritten, cause);
  }
}
