package dev.sockeye.server;

import dev.sockeye.BrokenPipeException;
import dev.sockeye.Endpoint;
import dev.sockeye.ReadinessSource;
import dev.sockeye.internal.DescriptorStream;
import dev.sockeye.spi.CloseNotice;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.RejectedExecutionException;

/** The states of an endpoint that a loop serves, from its connect to its end. */
abstract class LoopConnection extends TimedConnection {

  /** How long the peer has, after all is written, to read it and close. */
  static final long LINGER = 2_000_000_000L;

  private LoopState state = LoopState.NEW;
  private boolean inputEnded;
  private boolean draining;
  private boolean broken; // Its end is to be a reset, where the transport has that.
  private boolean dispatching; // A callback is under way, after which all is looked at again.
  private boolean stood; // Which its owner was told.
  private boolean closes; // As soon as it stands, and what is kept is handed over.

  LoopConnection(EventLoop loop, Endpoint socket, Owner owner, Terms terms) {
    super(loop, socket, owner, terms);
  }

  /** Registers, from the loop's thread. */
  final void open() {
    if (state != LoopState.NEW) {
      return;
    } else if (!loop.poller().isOpen()) {
      closeNow(null); // The loop ends, and this with it.
      return;
    }
    loop.join(this);
    dispatching = true;
    try {
      unblock();
      register();
      if (served instanceof DescriptorStream stream) {
        stream.stayNonBlocking();
      }
      CloseNotice.of(served).ifPresent(notice -> notice.onClose(this::closedElsewhere));
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
    interest(SelectionKey.OP_CONNECT);
    if (timeouts().write() != 0) { // else it has as long as the system lets it
      watchdog().limitConnect(timeouts().write());
    }
  }

  private void begin() throws Exception {
    state = LoopState.OPEN;
    keep(timeouts());
    stands();
    owner.stands(facade());
    stood = true;
    during("handler");
    opened();
    if (closes && state == LoopState.OPEN) {
      beginClosing();
    }
    if (owner.isClosing()) {
      draining = true;
    }
    settle();
  }

  @Override
  public final void ready(int operations) {
    if (isClosed()) {
      return;
    }
    dispatching = true;
    try {
      if ((operations & SelectionKey.OP_CONNECT) != 0) {
        takeConnect();
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

  private void takeConnect() throws Exception {
    if (state != LoopState.NEW) {
      during("wait");
      throw new BrokenPipeException(served + ": the peer, which had ended its output, has gone");
    } else if (served.finishConnect()) {
      begin();
    }
  }

  private void takeOutput() throws Exception {
    if (state == LoopState.LINGERING) {
      closeNow(null); // It was waited for what was written to be sent.
    } else {
      during("write");
      output();
    }
  }

  private void takeInput() throws Exception {
    if (state == LoopState.LINGERING) {
      during("read");
      if (discard() < 0) {
        inputEnds();
      }
    } else if (state == LoopState.OPEN && !inputEnded && mayRead()) {
      input();
    }
  }

  @Override
  public final void again() {
    if (isClosed() || state == LoopState.NEW) {
      return;
    }
    dispatching = true;
    try {
      if (state == LoopState.OPEN) {
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
    if (!served.isOpen()) {
      closeNow(null); // by who has the endpoint
    }
    if (draining && state == LoopState.OPEN && isIdle() && !wantsOutput()) {
      during("read");
      if (!inputEnded && input()) {
        loop.again(this);
      } else {
        closeGently(); // unless the handler has closed it meanwhile
      }
    }
    if (state == LoopState.CLOSING && isDrained() && isAnswered()) {
      linger();
    } else if (state == LoopState.CLOSING) {
      watchdog().limitClose(); // what was gathered is kept by now
    }
    if (state == LoopState.LINGERING && inputEnded && !broken) {
      depart();
    }
    if (!isClosed()) {
      updateInterest();
    }
  }

  private void depart() {
    if (served instanceof ReadinessSource) { // which no selector has
      closeNow(null);
      return;
    }
    state = LoopState.LEAVING;
    stopTimers(); // Nobody is waited for any more.
    unregister();
    loop.depart(this);
  }

  /** The poller has let go of it. */
  final void left() {
    closeNow(null); // unless that was done meanwhile
  }

  private void linger() throws IOException {
    during("close");
    if (!broken && inputEnded) {
      depart();
      return;
    } else if (broken ? !Reset.whenSent(served) : !shutdown()) {
      closeNow(null);
      return;
    }
    state = LoopState.LINGERING;
    watchdog().limit(LINGER, () -> closeNow(null));
  }

  private void updateInterest() {
    int wanted = 0;
    if (wantsOutput() || (state == LoopState.LINGERING && broken)) {
      wanted |= SelectionKey.OP_WRITE;
    }
    if (!inputEnded && (state == LoopState.LINGERING || (state == LoopState.OPEN && mayRead()))) {
      wanted |= SelectionKey.OP_READ;
    }
    await(wanted, wanted == 0 && inputEnded && takesOutput());
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
    if (state == LoopState.NEW && !dispatching) {
      ready(SelectionKey.OP_CONNECT); // which tells whether the connect has failed
    } else if (state != LoopState.CLOSED) {
      changed();
    }
  }

  @Override
  final void changed() {
    if (!dispatching) {
      loop.again(this);
    }
  }

  @Override
  public final void drain() {
    draining = true;
    if (state == LoopState.NEW && isDrained()) {
      closeNow(null);
    } else {
      changed();
    }
  }

  /** Begins the end. */
  final void closeGently() {
    if (state == LoopState.NEW && isDrained()) {
      closeNow(null);
    } else if (state == LoopState.NEW) {
      closes = true;
      watchdog().limitConnectToClose();
    } else if (state == LoopState.OPEN) {
      beginClosing();
      changed();
    }
  }

  /** Begins an end that the peer does not take for one. */
  public final void reset() {
    loop.requireInLoop();
    broken |= !isEnding();
    closeGently();
  }

  private void beginClosing() {
    closes();
    state = state == LoopState.OPEN ? LoopState.CLOSING : state; // unless it has failed meanwhile
  }

  public final void abort() {
    loop.requireInLoop();
    broken |= state != LoopState.LEAVING; // which is closed but for its descriptor
    closeNow(null);
  }

  /** What a server ends before it is done is broken off; a program's own endpoint is closed. */
  @Override
  public final void end() {
    broken |= owner.isClosing() && !isEnding();
    closeNow(null);
  }

  private boolean isEnding() {
    return state == LoopState.LINGERING || state == LoopState.LEAVING;
  }

  /** A failure ends the connection; it is told unless the connection is at its end anyway. */
  final void fail(Throwable cause) {
    if (state == LoopState.CLOSED) {
      return;
    } else if (state != LoopState.NEW && isClosedElsewhere(cause)) {
      closeNow(null);
      return;
    }
    if (!isEnding()) {
      broken = true;
      owner.failed(new Failure(during(), peer(), cause));
    }
    closeNow(cause);
  }

  /** Who has the endpoint has closed it, and need not be told. */
  private boolean isClosedElsewhere(Throwable cause) {
    return cause instanceof ClosedChannelException && !served.isOpen();
  }

  private void closeNow(Throwable cause) {
    if (state == LoopState.CLOSED) {
      return;
    }
    boolean inSelector = state != LoopState.LEAVING && loop.poller().isOpen();
    state = LoopState.CLOSED;
    loop.leave(this);
    stopTimers();
    beforeClose(broken || wantsOutput(), inSelector);
    try {
      attempt("close", served::close);
      if (stood) {
        owner.ended(facade());
      }
      attempt("record", () -> record(cause));
      attempt("handler", () -> ended(cause));
    } finally {
      owner.released();
    }
  }

  @Override
  final void timedOut(String what, String reason, long nanos) {
    during(what);
    fail(new SocketTimeoutException(reason + nanos / 1_000_000 + " ms"));
  }

  @Override
  public final String describe() {
    return served
        + ": "
        + moved()
        + ", "
        + waitsFor()
        + (kept() == 0 ? "" : ", " + kept() + " bytes of output kept")
        + remarks();
  }

  private String waitsFor() {
    return state == LoopState.OPEN
        ? describeInterest(inputEnded) + (isHeld() ? ", held" : "")
        : state.waitsFor();
  }

  final void inputEnds() {
    inputEnded = true;
  }

  final boolean hasInputEnded() {
    return inputEnded;
  }

  @Override
  final boolean isDispatching() {
    return dispatching;
  }

  final boolean isNew() {
    return state == LoopState.NEW;
  }

  /** Whether messages may still be sent, or kept until the connection stands. */
  final boolean takesMessages() {
    return state == LoopState.OPEN || (state == LoopState.NEW && !closes);
  }

  /** Whether its end has come, be the descriptor given back or not. */
  final boolean isClosed() {
    return state == LoopState.CLOSED || state == LoopState.LEAVING;
  }

  /** Whether the handler may still write. */
  final boolean isOpen() {
    return state == LoopState.OPEN;
  }
}
