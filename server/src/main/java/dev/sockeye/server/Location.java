package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.Pollable;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.nio.channels.NotYetBoundException;

/** Where a socket is that was opened by a URI: the URI to reach it by. */
final class Location {

  private Location() {}

  /**
   * The URI with the socket's addresses; one that has no form in a URI stays as it was asked for.
   */
  static EndpointUri of(Network network, EndpointUri uri, Pollable socket) throws IOException {
    EndpointUri named = named(network, uri, socket.spec());
    try {
      return named.withAddressOf(socket);
    } catch (IllegalArgumentException | NotYetBoundException e) {
      return named;
    }
  }

  /** By the scheme to connect by, where the URI's says only which open socket it is. */
  private static EndpointUri named(Network network, EndpointUri uri, SocketSpec<?> spec) {
    boolean undecided =
        network
            .scheme(uri.scheme())
            .filter(info -> info.spec().shape() == Endpoint.class)
            .isPresent();
    if (!undecided) {
      return uri;
    }
    return network.schemes().stream()
        .filter(info -> isOfTriple(info.spec(), spec))
        .findFirst()
        .map(SchemeInfo::scheme)
        .map(scheme -> EndpointUri.valueOf(scheme + afterScheme(uri)))
        .orElse(uri);
  }

  /** Whatever the shape: messages may be framed over it. */
  private static boolean isOfTriple(SocketSpec<?> one, SocketSpec<?> other) {
    return one.domain().equals(other.domain())
        && one.type().equals(other.type())
        && one.protocol().equals(other.protocol());
  }

  private static String afterScheme(EndpointUri uri) {
    return uri.toString().substring(uri.scheme().length());
  }
}
