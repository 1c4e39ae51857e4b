package dev.sockeye.locked;

import dev.sockeye.Errno;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NoConnectionPendingException;

/** The {@code connect(2)} of a {@link LockedSocket}. Guarded by the socket's lock. */
public final class ConnectCall {

  private final LockedSocket<?> socket;
  private PendingConnect attempt; // null unless pending

  /**
   * Creates it.
   *
   * @param socket the socket that may connect
   */
  public ConnectCall(LockedSocket<?> socket) {
    this.socket = socket;
  }

  /**
   * Tells whether it is under way, or over and not finished.
   *
   * @return whether
   */
  public boolean isPending() {
    return attempt != null;
  }

  /**
   * Tells whether it has come to its end and is to be told of it.
   *
   * @return whether
   */
  public boolean isOver() {
    return attempt != null && attempt.isOver();
  }

  /**
   * Throws if it is under way.
   *
   * @throws ConnectionPendingException if so
   */
  public void requireNone() {
    if (attempt != null) {
      throw new ConnectionPendingException();
    }
  }

  /**
   * Begins; in blocking mode, waits for the end.
   *
   * @param newAttempt what ends it
   * @param start starts it; it may be over when this returns
   * @return whether it stands
   * @throws IOException if it failed; the socket is closed then
   */
  public boolean begin(PendingConnect newAttempt, Runnable start) throws IOException {
    attempt = newAttempt;
    start.run();
    return complete();
  }

  /**
   * Goes on with it, {@code finishConnect}.
   *
   * @param stands whether the socket is connected already
   * @return whether it stands
   * @throws NoConnectionPendingException if none was begun
   * @throws IOException if it failed; the socket is closed then
   */
  public boolean finish(boolean stands) throws IOException {
    socket.requireOpen();
    if (attempt == null && !stands) {
      throw new NoConnectionPendingException();
    }
    socket.output().begin();
    return attempt == null || complete();
  }

  private boolean complete() throws IOException {
    long deadline = socket.sendDeadline();
    PendingConnect pending = attempt;
    while (!pending.isOver()) {
      if (!socket.isBlocking()) {
        return false;
      }
      await(deadline);
    }
    attempt = null;
    if (pending.failure() != null) {
      socket.close();
      throw socket.failure("connect", pending.failure());
    }
    return true;
  }

  /** The state of a socket whose connect failed is unspecified: it is closed. */
  private void await(long deadline) throws IOException {
    try {
      socket.output().await("connect", deadline);
    } catch (SocketTimeoutException e) {
      socket.close();
      throw e;
    }
  }

  /** Gives up, since the socket is closed. */
  public void cancel() {
    if (attempt != null) {
      attempt.end(Errno.ECONNABORTED);
    }
  }
}
