package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.Poller;
import dev.sockeye.SocketOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;

/**
 * An endpoint that a loop serves: its readiness and its end, whatever its shape. For the loop's
 * thread alone.
 */
abstract class LoopConnection implements Member {

  /** How long the peer has, after all is written, to read it and close. */
  static final long LINGER = 2_000_000_000L;

  /** How long a connection that is to be closed waits for a peer that does not read. */
  private static final long PATIENCE = 30_000_000_000L;

  /** State only moves forward. */
  private enum State {
    NEW,
    OPEN,
    /** To be closed as soon as what is kept of the output is written. */
    CLOSING,
    /** The output is shut down; input is dropped until its end. */
    LINGERING,
    CLOSED
  }

  private final EventLoop loop;
  private final Endpoint socket;
  private final Owner owner;
  private final Terms terms;
  private final Watchdog watchdog;
  private boolean watched; // Whether there are timeouts: most connections have none to note.
  private final long born;

  private volatile SocketAddress peer; // Known at the latest when the connection stands.
  private Poller.Registration registration;
  private State state = State.NEW;
  private int interest;
  private boolean inputEnded;
  private boolean draining;
  private boolean dispatching; // A callback is under way, after which all is looked at again.
  private String during = "connect"; // What a failure would be a failure of.
  private long bytesRead;
  private long bytesWritten;

  LoopConnection(EventLoop loop, Endpoint socket, Owner owner, Terms terms) {
    this.loop = loop;
    this.socket = socket;
    this.owner = owner;
    this.terms = terms;
    watchdog = new Watchdog(this, loop);
    born = System.nanoTime();
    peer = peerOf(socket);
  }

  private static SocketAddress peerOf(Endpoint socket) {
    try {
      return socket.getRemoteAddress();
    } catch (IOException closed) {
      return null; // The first call tells.
    }
  }

  /** Tells the handler that it is open. */
  abstract void opened() throws Exception;

  /** Reads once and lets the handler have it; {@code false} if nothing was there. */
  abstract boolean input() throws Exception;

  /** Writes what is kept; called when the socket takes more. */
  abstract void output() throws Exception;

  /** Whether what is kept waits for the socket. */
  abstract boolean wantsOutput();

  /** Whether nothing is kept of the output, whatever it waits for. */
  boolean isDrained() {
    return !wantsOutput();
  }

  /** Whether the handler can take input now. */
  abstract boolean wantsInput();

  /** Whether nothing is to be written any more but what is kept. */
  boolean isAnswered() {
    return true;
  }

  /** Whether the handler is done with all that has come. */
  abstract boolean isIdle();

  /** Goes on with what was kept of the input, if the handler can take it now. */
  abstract void redeliver() throws Exception;

  /** Ends the output; {@code false} if there is nobody who would be told by that. */
  abstract boolean shutdown() throws IOException;

  /** Reads and drops; -1 at the end of input. */
  abstract long discard() throws IOException;

  /** Lets go of all that is kept, and tells the handler that it is closed. */
  abstract void ended(Throwable cause);

  /** Registers, from the loop's thread. */
  final void open() {
    if (state != State.NEW) {
      return;
    } else if (!loop.poller().isOpen()) {
      closeNow(null); // The loop ends, and this with it.
      return;
    }
    loop.join(this);
    dispatching = true;
    try {
      unblock();
      registration = loop.poller().register(socket, 0, this);
      watched = watchdog.start(timeouts());
      if (isConnecting()) {
        interest = SelectionKey.OP_CONNECT;
        registration.interest(interest);
      } else {
        begin();
      }
    } catch (Throwable e) {
      fail(e);
    } finally {
      dispatching = false;
    }
  }

  /** Takes it out of blocking mode, in which no poller can wait for it. */
  void unblock() throws IOException {
    socket.configureBlocking(false);
  }

  /** Those of the server, and where it has none those of the socket's options. */
  Timeouts timeouts() throws IOException {
    return terms
        .timeouts()
        .orElse(
            socket.getOption(SocketOptions.SO_RCVTIMEO),
            socket.getOption(SocketOptions.SO_SNDTIMEO));
  }

  /** Whether a connect was begun in non-blocking mode and is to be finished. */
  boolean isConnecting() {
    return !socket.isConnected();
  }

  private void begin() throws Exception {
    state = State.OPEN;
    peer = peerOf(socket);
    during("handler");
    opened();
    if (owner.isClosing()) {
      draining = true;
    }
    settle();
  }

  @Override
  public final void ready(int operations) {
    if (state == State.CLOSED) {
      return;
    }
    dispatching = true;
    try {
      if ((operations & SelectionKey.OP_CONNECT) != 0) {
        if (socket.finishConnect()) {
          begin();
        }
        return;
      }
      if ((operations & SelectionKey.OP_WRITE) != 0) {
        during("write");
        output();
      }
      if ((operations & SelectionKey.OP_READ) != 0) {
        takeInput();
      }
      settle();
    } catch (Throwable e) {
      fail(e);
    } finally {
      dispatching = false;
    }
  }

  private void takeInput() throws Exception {
    during("read");
    if (state == State.LINGERING) {
      if (discard() < 0) {
        closeNow(null);
      }
    } else if (state == State.OPEN && !inputEnded && wantsInput()) {
      input();
    }
  }

  @Override
  public final void again() {
    if (state == State.CLOSED || state == State.NEW) {
      return;
    }
    dispatching = true;
    try {
      if (state == State.OPEN) {
        redeliver();
      }
      settle();
    } catch (Throwable e) {
      fail(e);
    } finally {
      dispatching = false;
    }
  }

  /** After each callback: goes on with the end if there is to be one, and waits for what is due. */
  private void settle() throws Exception {
    if (draining && state == State.OPEN && isIdle() && !wantsOutput()) {
      during("read");
      if (!inputEnded && input()) {
        loop.again(this);
      } else {
        closeGently(); // unless the handler has closed it meanwhile
      }
    }
    if (state == State.CLOSING && isDrained() && isAnswered()) {
      linger();
    }
    if (state != State.CLOSED) {
      updateInterest();
    }
  }

  private void linger() throws IOException {
    during("close");
    if (inputEnded || !shutdown()) {
      closeNow(null);
      return;
    }
    state = State.LINGERING;
    watchdog.limit(LINGER, () -> closeNow(null));
  }

  private void updateInterest() {
    int wanted = 0;
    if (wantsOutput()) {
      wanted |= SelectionKey.OP_WRITE;
    }
    if (state == State.LINGERING || (state == State.OPEN && !inputEnded && wantsInput())) {
      wanted |= SelectionKey.OP_READ;
    }
    if (watched) {
      watchdog.rests((wanted & ~interest & SelectionKey.OP_READ) != 0);
    }
    if (wanted != interest) {
      interest = wanted;
      registration.interest(wanted);
    }
  }

  /** To be called by what changes anything: without a callback under way nobody looks at it. */
  final void changed() {
    if (!dispatching) {
      loop.again(this);
    }
  }

  @Override
  public final void drain() {
    draining = true;
    if (state == State.NEW) {
      closeNow(null);
    } else {
      changed();
    }
  }

  /** Begins the end. */
  final void closeGently() {
    if (state == State.NEW) {
      closeNow(null);
    } else if (state == State.OPEN) {
      beginClosing();
      changed();
    }
  }

  private void beginClosing() {
    state = State.CLOSING;
    if (!isAnswered()) {
      closeWithin(PATIENCE, "a request has had no answer for ");
    } else if (!isDrained() && !watchdog.limitsOutput()) {
      closeWithin(PATIENCE, Watchdog.UNREAD);
    }
  }

  private void closeWithin(long nanos, String reason) {
    watchdog.limit(nanos, () -> timedOut("close", reason, nanos));
  }

  @Override
  public final void abort() {
    loop.requireInLoop();
    closeNow(null);
  }

  /** A failure ends the connection; it is told unless the connection is at its end anyway. */
  final void fail(Throwable cause) {
    if (state == State.CLOSED) {
      return;
    }
    if (state != State.LINGERING) {
      owner.failed(new Failure(during, peer, cause));
    }
    closeNow(cause);
  }

  private void closeNow(Throwable cause) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    loop.leave(this);
    watchdog.stop();
    if (wantsOutput()) {
      reset();
    }
    try {
      attempt("close", socket::close);
      attempt("record", () -> record(cause));
      attempt("handler", () -> ended(cause));
    } finally {
      owner.released();
    }
  }

  /**
   * Output is lost: the peer must not take what it got for all, where the transport can tell it.
   */
  private void reset() {
    try {
      socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException | RuntimeException e) {
      return; // It cannot; or the socket is closed already.
    }
  }

  private void record(Throwable cause) {
    FlightRecorder.closed(socket, peer, born, bytesRead, bytesWritten, cause);
  }

  /** One step of the end, which comes to the next one whatever this throws. */
  private void attempt(String what, EventLoop.Attempt step) {
    try {
      step.run();
    } catch (Throwable e) {
      owner.failed(new Failure(what, peer, e));
    }
  }

  final void timedOut(String what, String reason, long nanos) {
    during = what;
    fail(new SocketTimeoutException(reason + nanos / 1_000_000 + " ms"));
  }

  final void wasRead(long bytes) {
    bytesRead += bytes;
    if (watched) {
      watchdog.inputMoves();
    }
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
    if (!wantsOutput()) {
      outputMoves();
    }
  }

  /** The socket took some of what is kept. */
  final void outputMoves() {
    if (!watched) {
      return;
    }
    watchdog.outputMoves();
    if (!dispatching) {
      watchdog.rests(false);
    }
  }

  final void inputEnds() {
    inputEnded = true;
  }

  /** Whether it waits for input. */
  final boolean isReading() {
    return (interest & SelectionKey.OP_READ) != 0;
  }

  final boolean isNew() {
    return state == State.NEW;
  }

  final boolean isClosed() {
    return state == State.CLOSED;
  }

  /** Whether the handler may still write. */
  final boolean isOpen() {
    return state == State.OPEN;
  }

  /** What is done next, for the report of its failure. */
  final void during(String what) {
    during = what;
  }

  final String during() {
    return during;
  }

  final Owner owner() {
    return owner;
  }

  final Terms terms() {
    return terms;
  }

  public final EventLoop loop() {
    return loop;
  }

  public final SocketAddress peer() {
    return peer;
  }
}
