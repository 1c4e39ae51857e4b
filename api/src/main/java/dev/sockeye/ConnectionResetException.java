package dev.sockeye;

/**
 * {@link Errno#ECONNRESET}: the peer broke the connection off: it crashed, closed with data unread,
 * or aborted on purpose ({@code SO_LINGER} 0).
 */
public class ConnectionResetException extends SocketErrnoException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message operation, transport, addresses and cause
   */
  public ConnectionResetException(String message) {
    super(message, Errno.ECONNRESET);
  }
}
