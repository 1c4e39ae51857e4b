package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.Pollable;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.NotYetBoundException;
import java.util.ArrayList;
import java.util.List;

/** Where a server listens, in the order in which that was asked for. */
final class Locations {

  private final List<SocketAddress> addresses = new ArrayList<>();
  private final List<EndpointUri> uris = new ArrayList<>();

  void add(Network network, EndpointUri uri, Pollable socket) throws IOException {
    addresses.add(socket.getLocalAddress());
    uris.add(bound(named(network, uri), socket));
  }

  /** An address that has no form in a URI is only known as it was asked for. */
  private static EndpointUri bound(EndpointUri uri, Pollable socket) throws IOException {
    try {
      return uri.withAddressOf(socket);
    } catch (IllegalArgumentException | NotYetBoundException e) {
      return uri;
    }
  }

  List<SocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  List<EndpointUri> uris() {
    return List.copyOf(uris);
  }

  /** By the scheme to connect by, where the URI's says only which open socket it is. */
  private static EndpointUri named(Network network, EndpointUri uri) throws IOException {
    boolean undecided =
        network
            .scheme(uri.scheme())
            .filter(info -> info.spec().shape() == Endpoint.class)
            .isPresent();
    if (!undecided) {
      return uri;
    }
    SocketSpec<?> spec = network.spec(uri);
    return network.schemes().stream()
        .filter(info -> info.spec().equals(spec))
        .findFirst()
        .map(SchemeInfo::scheme)
        .map(scheme -> EndpointUri.valueOf(scheme + afterScheme(uri)))
        .orElse(uri);
  }

  private static String afterScheme(EndpointUri uri) {
    return uri.toString().substring(uri.scheme().length());
  }
}
