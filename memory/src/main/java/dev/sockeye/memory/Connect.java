package dev.sockeye.memory;

import dev.sockeye.Errno;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NoConnectionPendingException;

/** The {@code connect(2)} of a socket, which may be under way. Guarded by the kernel's lock. */
final class Connect {

  private final MemorySocket<?> socket;
  private ConnectAttempt attempt; // null unless pending

  Connect(MemorySocket<?> socket) {
    this.socket = socket;
  }

  boolean isPending() {
    return attempt != null;
  }

  /** Whether it has come to its end and is to be told of it. */
  boolean isOver() {
    return attempt != null && attempt.isOver();
  }

  void requireNone() {
    if (attempt != null) {
      throw new ConnectionPendingException();
    }
  }

  /**
   * Begins; in blocking mode, waits for the end.
   *
   * @return whether it stands
   */
  boolean begin(ConnectAttempt newAttempt) throws IOException {
    attempt = newAttempt;
    attempt.start();
    return complete();
  }

  /**
   * Goes on with it, {@code finishConnect}.
   *
   * @param stands whether the socket is connected already
   */
  boolean finish(boolean stands) throws IOException {
    socket.requireOpen();
    if (attempt == null && !stands) {
      throw new NoConnectionPendingException();
    }
    socket.output().begin();
    return attempt == null || complete();
  }

  private boolean complete() throws IOException {
    long deadline = socket.sendDeadline();
    ConnectAttempt pending = attempt;
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
  void cancel() {
    if (attempt != null) {
      attempt.end(Errno.ECONNABORTED);
    }
  }
}
