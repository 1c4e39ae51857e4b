package dev.sockeye;

import java.net.SocketException;

/**
 * {@code MSG_TRUNC}: a message did not fit the buffer. The buffer holds its beginning, the rest is
 * lost, and the next receive gives the next message.
 */
public class MessageTruncatedException extends SocketException {

  private static final long serialVersionUID = 1L;

  /** In bytes, -1 if unknown. */
  private final long length;

  /**
   * Creates the exception.
   *
   * @param message operation, transport and addresses
   * @param length the whole message's length in bytes, -1 if the system does not tell
   */
  public MessageTruncatedException(String message, long length) {
    super(message);
    this.length = length;
  }

  /**
   * How long the message was.
   *
   * @return the length in bytes, -1 if the system does not tell
   */
  public long length() {
    return length;
  }
}
