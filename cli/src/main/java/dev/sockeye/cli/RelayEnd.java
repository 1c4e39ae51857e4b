package dev.sockeye.cli;

import dev.sockeye.server.LoopSocket;
import java.util.function.Supplier;

/**
 * One of the two sockets of a relay, of either shape: what comes from it goes to the other one, no
 * faster than that one takes it, and each direction ends by itself. For the loop's thread alone.
 *
 * @param <S> the shape
 */
abstract class RelayEnd<S extends LoopSocket> {

  private S socket; // null until there is one to pass on to
  private RelayEnd<S> peer;
  private boolean ended; // It sends no more.
  private boolean deaf; // It takes no more: what is sent to it is dropped.

  /** What was accepted waits until there is something to pass on to. */
  static void await(LoopSocket accepted) {
    accepted.hold(); // Only its end tells whether all is answered.
    accepted.pause();
  }

  /**
   * Begins to pass on.
   *
   * @param accepted that of this end
   * @param other the other end
   * @param opening gives that of the other end, whose callbacks may come before it returns
   */
  final void join(S accepted, RelayEnd<S> other, Supplier<S> opening) {
    peer = other;
    other.peer = this;
    socket = accepted;
    other.socket = opening.get();
    other.socket.hold();
    accepted.resume();
  }

  private boolean isJoined() {
    return peer != null;
  }

  /** The socket that takes what comes from this one. */
  final S target() {
    return peer.socket;
  }

  final boolean isTargetDeaf() {
    return peer.deaf;
  }

  /** What was passed on went nowhere, and so does what follows. */
  final void targetIsDeaf() {
    peer.deaf = true;
  }

  /** What was just passed on is kept: the source waits. */
  final void targetIsFull() {
    socket.pause();
  }

  public void drained(S to) {
    if (isJoined()) {
      peer.socket.resume();
    }
  }

  public void ended(S from) {
    ended = true;
    peer.socket.shutdownOutput();
    endIfOver();
  }

  /** What it has sent already, such as an early answer, is passed on nevertheless. */
  final void takesNoMore() {
    deaf = true;
    peer.socket.resume();
    endIfOver();
  }

  private void endIfOver() {
    if (ended && deaf) {
      socket.close();
      peer.socket.reset();
    } else if (ended && peer.ended) {
      socket.close();
      peer.socket.close();
    }
  }

  public void closed(S gone, Throwable cause) {
    if (!isJoined()) {
      return;
    } else if (cause == null) {
      peer.socket.close();
    } else {
      peer.socket.reset();
    }
  }
}
