package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.Poller;
import dev.sockeye.SocketOptions;
import dev.sockeye.spi.CloseNotice;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.RejectedExecutionException;

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
    /** All is written, and the output shut down unless it is to be reset; input is dropped. */
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
  private boolean halfDuplex;
  private HighWater highWater; // null until it is reached, which it mostly never is
  private boolean broken; // Its end is to be a reset, where the transport has that.
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
    halfDuplex = terms.halfDuplex();
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

  /** Whether what is kept of the output comes near to its limit. */
  abstract boolean isNearlyFull();

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
      CloseNotice.of(socket).ifPresent(notice -> notice.onClose(this::closedElsewhere));
      if (isConnecting()) {
        awaitConnect();
      } else {
        begin();
      }
    } catch (Throwable e) {
      fail(e);
    } finally {
      dispatching = false;
    }
  }

  private void awaitConnect() throws IOException {
    interest = SelectionKey.OP_CONNECT;
    registration.interest(interest);
    long limit = timeouts().write();
    if (limit != 0) {
      watchdog.limit(limit, () -> timedOut("connect", "the peer has not answered for ", limit));
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
    watched = watchdog.start(timeouts());
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
        takeOutput();
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

  private void takeOutput() throws Exception {
    if (state == State.LINGERING) {
      closeNow(null); // It was waited for what was written to be sent.
    } else {
      during("write");
      output();
    }
  }

  private void takeInput() throws Exception {
    during("read");
    if (state == State.LINGERING) {
      if (discard() < 0) {
        inputEnds();
      }
    } else if (state == State.OPEN && !inputEnded && mayRead()) {
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
    if (!socket.isOpen()) {
      closeNow(null); // by who has the endpoint
    }
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
    if (state == State.LINGERING && inputEnded && !broken) {
      closeNow(null);
    }
    if (state != State.CLOSED) {
      updateInterest();
    }
  }

  private void linger() throws IOException {
    during("close");
    if (broken ? !Reset.whenSent(socket) : inputEnded || !shutdown()) {
      closeNow(null);
      return;
    }
    state = State.LINGERING;
    watchdog.limit(LINGER, () -> closeNow(null));
  }

  private void updateInterest() {
    int wanted = 0;
    if (wantsOutput() || (state == State.LINGERING && broken)) {
      wanted |= SelectionKey.OP_WRITE;
    }
    if (!inputEnded && (state == State.LINGERING || (state == State.OPEN && mayRead()))) {
      wanted |= SelectionKey.OP_READ;
    }
    if (watched) {
      watchdog.rests(isForInput(wanted) && !isForInput(interest));
    }
    if (wanted != interest) {
      interest = wanted;
      registration.interest(wanted);
    }
  }

  /** Reading and writing go on side by side, unless the handler wants one after the other. */
  final boolean mayRead() {
    return wantsInput() && !(halfDuplex ? wantsOutput() : isNearlyFull() && highWater().holds());
  }

  private HighWater highWater() {
    if (highWater == null) {
      highWater = new HighWater(this);
    }
    return highWater;
  }

  public final void halfDuplex(boolean on) {
    loop.requireInLoop();
    halfDuplex = on;
    changed();
  }

  /** From any thread: nobody else tells that the endpoint is closed. */
  private void closedElsewhere() {
    if (loop.inLoop()) {
      changedElsewhere();
      return;
    }
    try {
      loop.execute(this::changedElsewhere);
    } catch (RejectedExecutionException e) {
      return; // The loop is closed, and has closed this.
    }
  }

  private void changedElsewhere() {
    if (state == State.NEW && !dispatching) {
      ready(SelectionKey.OP_CONNECT); // which tells whether the connect has failed
    } else if (state != State.CLOSED) {
      changed();
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

  /** Begins an end that the peer does not take for one. */
  public final void reset() {
    loop.requireInLoop();
    broken |= state != State.LINGERING;
    closeGently();
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

  public final void abort() {
    loop.requireInLoop();
    broken = true;
    closeNow(null);
  }

  /** What a server ends before it is done is broken off; a program's own endpoint is closed. */
  @Override
  public final void end() {
    broken |= owner.isClosing() && state != State.LINGERING;
    closeNow(null);
  }

  /** A failure ends the connection; it is told unless the connection is at its end anyway. */
  final void fail(Throwable cause) {
    if (state == State.CLOSED) {
      return;
    } else if (state != State.NEW && isClosedElsewhere(cause)) {
      closeNow(null);
      return;
    }
    if (state != State.LINGERING) {
      broken = true;
      owner.failed(new Failure(during, peer, cause));
    }
    closeNow(cause);
  }

  /** Who has the endpoint has closed it, and need not be told. */
  private boolean isClosedElsewhere(Throwable cause) {
    return cause instanceof ClosedChannelException && !socket.isOpen();
  }

  private void closeNow(Throwable cause) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    loop.leave(this);
    watchdog.stop();
    if (highWater != null) {
      highWater.moves();
    }
    if (broken || wantsOutput()) {
      Reset.onClose(socket);
    }
    try {
      attempt("close", socket::close);
      attempt("record", () -> record(cause));
      attempt("handler", () -> ended(cause));
    } finally {
      owner.released();
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
    if (highWater != null) {
      highWater.moves();
    }
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

  /**
   * Whether it waits for input and for nothing else: a peer that is being answered may be silent.
   */
  final boolean isReading() {
    return isForInput(interest);
  }

  private static boolean isForInput(int operations) {
    return operations == SelectionKey.OP_READ;
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
