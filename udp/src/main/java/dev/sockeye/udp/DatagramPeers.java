package dev.sockeye.udp;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import dev.sockeye.inet.HappyEyeballs;
import dev.sockeye.inet.HostPort;
import dev.sockeye.inet.InetAddresses;
import dev.sockeye.inet.LocalAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** Connects endpoints of UDP and UDP-Lite to the peers that URIs name. */
final class DatagramPeers {

  private DatagramPeers() {}

  /** Opens a socket with the options of a URI. */
  @FunctionalInterface
  interface Opener<E> {
    E open(EndpointUri uri) throws IOException;
  }

  /**
   * Takes the first of a name's addresses that there is a route to. A socket that by chance has the
   * port that it is connected to, as when nobody else has it, would hear itself: another is taken.
   */
  static <E extends Endpoint> E connect(
      String protocol, SocketSpec<E> spec, EndpointUri uri, Opener<E> opener) throws IOException {
    HostPort peer = HostPort.parseSingle(uri).requirePeer(uri);
    LocalAddress local = LocalAddress.of(uri, spec.domain());
    List<InetSocketAddress> addresses =
        local.reachable(InetAddresses.resolve(uri, peer, spec.domain()));
    HappyEyeballs.Opener<E> bound = () -> local.bind(opener.open(local.uri()));
    E endpoint = new HappyEyeballs<>(protocol, uri, bound).connect(addresses);
    while (!local.isPortChosen()
        && endpoint.getLocalAddress().equals(endpoint.getRemoteAddress())) {
      E itself = endpoint; // keeps the port until there is another
      try {
        endpoint = new HappyEyeballs<>(protocol, uri, bound).connect(addresses);
      } finally {
        itself.close();
      }
    }
    return endpoint;
  }
}
