package dev.sockeye.tls;

import javax.net.ssl.SSLException;

/**
 * The stream underneath ended without the peer's close_notify: by an attacker or a crash, what was
 * still to come is lost, RFC 8446 section 6.1.
 */
public final class TlsTruncatedException extends SSLException {

  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message says where
   */
  public TlsTruncatedException(String message) {
    super(message);
  }
}
