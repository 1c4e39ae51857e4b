package dev.sockeye.socket;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;

/** What {@link java.net.Socket} calls what a channel calls otherwise. */
final class Failures {

  private static final String CLOSED = "Socket closed";

  private Failures() {}

  static void requireOpen(boolean closed) throws SocketException {
    if (closed) {
      throw new SocketException("Socket is closed");
    }
  }

  static SocketException closed() {
    return new SocketException(CLOSED);
  }

  static SocketException closed(Exception cause) {
    return because(CLOSED, cause);
  }

  static SocketException because(String message, Exception cause) {
    SocketException told = new SocketException(message);
    told.initCause(cause);
    return told;
  }

  /**
   * What a socket throws where its endpoint throws that.
   *
   * @param open whether the endpoint is
   */
  static IOException of(IOException e, boolean open) {
    if (e instanceof ClosedByInterruptException || !(e instanceof ClosedChannelException)) {
      return e;
    }
    return open ? because("Socket output is shutdown", e) : closed(e);
  }
}
