package dev.sockeye;

import java.net.SocketException;
import java.util.Objects;

/** A failed socket call for which the JDK has no exception class of its own, with its errno. */
public class SocketErrnoException extends SocketException {

  private static final long serialVersionUID = 1L;

  /** Never {@code null}. */
  private final Errno errno;

  /**
   * Creates the exception.
   *
   * @param message operation, transport, addresses and cause
   * @param errno the error number
   */
  public SocketErrnoException(String message, Errno errno) {
    super(message);
    this.errno = Objects.requireNonNull(errno, "errno");
  }

  /**
   * The error number.
   *
   * @return the errno
   */
  public Errno errno() {
    return errno;
  }
}
