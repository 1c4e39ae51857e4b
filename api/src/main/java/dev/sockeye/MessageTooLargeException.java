package dev.sockeye;

/**
 * {@link Errno#EMSGSIZE}: a message is longer than the transport, the system or a limit that was
 * set can carry. Nothing was sent and the endpoint stays usable.
 */
public class MessageTooLargeException extends SocketErrnoException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message operation, transport, addresses and cause
   */
  public MessageTooLargeException(String message) {
    super(message, Errno.EMSGSIZE);
  }
}
