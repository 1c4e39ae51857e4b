package dev.sockeye;

/**
 * {@link Errno#EPIPE}: a write to a connection whose other side reads no more, or whose own side
 * was shut down. Java raises no {@code SIGPIPE}.
 */
public class BrokenPipeException extends SocketErrnoException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message operation, transport, addresses and cause
   */
  public BrokenPipeException(String message) {
    super(message, Errno.EPIPE);
  }
}
