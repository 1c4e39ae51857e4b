package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * An endpoint that a loop serves, and what serving it means for its shape. For the loop's thread
 * alone.
 */
abstract class Served extends Member {

  final EventLoop loop;
  final Endpoint served;
  final Owner owner;
  final Terms terms;

  private boolean paused;
  private boolean held;
  private volatile SocketAddress peer; // Known at the latest when the connection stands.
  private String during = "connect"; // What a failure would be a failure of.

  Served(EventLoop loop, Endpoint served, Owner owner, Terms terms) {
    this.loop = loop;
    this.served = served;
    this.owner = owner;
    this.terms = terms;
    peer = peerOf(served);
  }

  private static SocketAddress peerOf(Endpoint socket) {
    try {
      return socket.getRemoteAddress();
    } catch (IOException closed) {
      return null; // The first call tells.
    }
  }

  final void stands() {
    peer = peerOf(served);
  }

  /** What handlers know it by. */
  abstract LoopSocket facade();

  /** Tells the handler that it is open. */
  abstract void opened() throws Exception;

  /**
   * Reads once and lets the handler have it, and says what it is {@linkplain #during doing}; {@code
   * false} if nothing was there.
   */
  abstract boolean input() throws Exception;

  /** Writes what is kept; called when the socket takes more. */
  abstract void output() throws Exception;

  /** Whether what is kept waits for the socket. */
  abstract boolean wantsOutput();

  /** Whether nothing is kept of the output, whatever it waits for. */
  boolean isDrained() {
    return !wantsOutput();
  }

  /** How many bytes are kept of the output for the only peer. */
  abstract int kept();

  /** Whether the output can still be written to. */
  abstract boolean takesOutput();

  /** Whether the handler can take input now. */
  boolean wantsInput() {
    return !paused;
  }

  public final void pause() {
    loop.requireInLoop();
    paused = true;
    changed();
  }

  public final void resume() {
    loop.requireInLoop();
    if (paused) {
      paused = false;
      resumed();
      loop.again(this);
    }
  }

  /** It goes on with what the handler left, if anything. */
  void resumed() {}

  public final void hold() {
    loop.requireInLoop();
    held = true;
  }

  public final void release() {
    loop.requireInLoop();
    held = false;
    changed();
  }

  final boolean isPaused() {
    return paused;
  }

  final boolean isHeld() {
    return held;
  }

  /** What else is kept or due, for people; empty if nothing is. */
  String remarks() {
    return "";
  }

  /** Whether the handler has said that it is not done, though nothing is to be done here. */
  final boolean isBusy() {
    return paused || held;
  }

  /** To be called by what changes anything: without a callback under way nobody looks at it. */
  abstract void changed();

  /** Whether nothing is to be written any more but what is kept. */
  boolean isAnswered() {
    return true;
  }

  /** Whether the handler is done with all that has come. */
  abstract boolean isIdle();

  /** Goes on with what was kept of the input, if the handler can take it now. */
  abstract void redeliver() throws Exception;

  /** The end begins: nothing more is to be taken. */
  void closes() {}

  /** Ends the output; {@code false} if there is nobody who would be told by that. */
  abstract boolean shutdown() throws IOException;

  /** Reads and drops; -1 at the end of input. */
  abstract long discard() throws IOException;

  /** Lets go of all that is kept, and tells the handler that it is closed. */
  abstract void ended(Throwable cause);

  /** Takes it out of blocking mode, in which no poller can wait for it. */
  void unblock() throws IOException {
    if (served.isBlocking()) {
      served.configureBlocking(false);
    }
  }

  /** Those of the server, and where it has none those of the served's options. */
  Timeouts timeouts() throws IOException {
    return terms
        .timeouts()
        .orElse(
            served.getOption(EndpointOptions.SO_RCVTIMEO),
            served.getOption(EndpointOptions.SO_SNDTIMEO));
  }

  /** Whether a connect was begun in non-blocking mode and is to be finished. */
  boolean isConnecting() {
    return !served.isConnected();
  }

  /**
   * Sees to how the close that follows ends the connection.
   *
   * @param resets whether by a reset, where the transport has that
   * @param inSelector whether a selector has it still, in which case the JDK sees to it that a
   *     close does not wait
   */
  final void beforeClose(boolean resets, boolean inSelector) {
    if (resets) {
      Reset.onClose(served);
    } else if (!inSelector) {
      Reset.dropWait(served);
    }
  }

  /** One step of the end, which comes to the next one whatever this throws. */
  final void attempt(String what, EventLoop.Attempt step) {
    try {
      step.run();
    } catch (Throwable e) {
      owner.failed(new Failure(what, peer, e));
    }
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
