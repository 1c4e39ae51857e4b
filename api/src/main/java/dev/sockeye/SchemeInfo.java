package dev.sockeye;

import java.util.Objects;
import java.util.Optional;

/**
 * A URI scheme of a {@link Network}.
 *
 * @param scheme such as {@code tcp}
 * @param transport the name of the transport that brings it
 * @param spec the socket that it stands for; of the shape {@link Endpoint} if the URI names one
 *     that is open already, such as {@code fd:3}, whatever it is
 * @param unavailable why this host cannot run it and what to do about it; empty if it can
 */
public record SchemeInfo(
    String scheme, String transport, SocketSpec<?> spec, Optional<String> unavailable) {

  /**
   * Creates the description.
   *
   * @param scheme the scheme
   * @param transport the transport's name
   * @param spec the socket that it stands for
   * @param unavailable why not, or empty
   */
  public SchemeInfo {
    Objects.requireNonNull(scheme, "scheme");
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(unavailable, "unavailable");
  }
}
