package dev.sockeye.server;

import dev.sockeye.Addresses;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.function.Consumer;

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

  /** Tells somebody. Of what that throws nobody else hears, and all goes on. */
  void tell(Consumer<? super Failure> listener) {
    try {
      listener.accept(this);
    } catch (Throwable e) {
      Log.failure(new Failure("report of a failure", null, e));
    }
  }

  /** A sentence for a log. */
  @Override
  public String toString() {
    return during + (peer == null ? "" : " for " + Addresses.format(peer)) + ": " + cause;
  }
}
