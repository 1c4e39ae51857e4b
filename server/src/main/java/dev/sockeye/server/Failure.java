package dev.sockeye.server;

import dev.sockeye.Addresses;
import java.net.SocketAddress;
import java.util.Objects;

/**
 * Something that went wrong while serving, and that the server survived.
 *
 * @param during what the server was doing, such as {@code accept} or {@code handler}
 * @param peer whose connection or request it was; {@code null} if nobody's or unnamed
 * @param cause what was thrown
 */
public record Failure(String during, SocketAddress peer, Throwable cause) {

  /**
   * Creates a description.
   *
   * @param during what the server was doing
   * @param peer whose connection it was, or {@code null}
   * @param cause what was thrown
   */
  public Failure {
    Objects.requireNonNull(during, "during");
    Objects.requireNonNull(cause, "cause");
  }

  /** A sentence for a log. */
  @Override
  public String toString() {
    return during + (peer == null ? "" : " for " + Addresses.format(peer)) + ": " + cause;
  }
}
