package dev.sockeye.cli;

import dev.sockeye.SocketSpec;
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
  private Silence silence; // Once the other one has ended, which cannot be told to this one.

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

  /** It has sent something. */
  final void isHeard() {
    if (silence != null) {
      silence.isBroken();
    }
  }

  /** Whether no end waits for a silence, and so nobody has to notice when something comes. */
  final boolean areEndsTold() {
    return Schemes.hasHalfClose(socket.endpoint().spec())
        && Schemes.hasHalfClose(target().endpoint().spec());
  }

  /** Whether there is one to pass on to. */
  final boolean isJoined() {
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
    if (!peer.ended) { // else the close tells it
      tellEnd(from);
    }
    endIfOver();
  }

  private void tellEnd(S from) {
    if (isEndTold(from.endpoint().spec(), target().endpoint().spec())) {
      target().shutdownOutput();
    } else {
      peer.silence = new Silence(from.loop(), Relay.AFTER_END, from::close);
    }
  }

  /**
   * Whether the other side is told of the end at once: where that would end its own output too, it
   * first has time for its answer, unless nobody waits for one.
   */
  private static boolean isEndTold(SocketSpec<?> from, SocketSpec<?> to) {
    return Schemes.hasHalfClose(to)
        || (to.semantics().isConnectionOriented() && !Schemes.hasHalfClose(from));
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
