package dev.sockeye.udp;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import dev.sockeye.inet.HappyEyeballs;
import dev.sockeye.inet.HostPort;
import dev.sockeye.inet.InetAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** Connects endpoints of UDP and UDP-Lite to the peers that URIs name. */
final class DatagramPeers {

  private DatagramPeers() {}

  /**
   * Takes the first of a name's addresses that there is a route to. A socket that by chance has the
   * port that it is connected to, as when nobody else has it, would hear itself: another is taken.
   */
  static <E extends Endpoint> E connect(
      String protocol, SocketSpec<E> spec, EndpointUri uri, HappyEyeballs.Opener<E> opener)
      throws IOException {
    HostPort peer = HostPort.parseSingle(uri).requirePeer(uri);
    List<InetSocketAddress> addresses = InetAddresses.resolve(uri, peer, spec.domain());
    E endpoint = new HappyEyeballs<>(protocol, uri, opener).connect(addresses);
    while (endpoint.getLocalAddress().equals(endpoint.getRemoteAddress())) {
      E itself = endpoint; // keeps the port until there is another
      try {
        endpoint = new HappyEyeballs<>(protocol, uri, opener).connect(addresses);
      } finally {
        itself.close();
      }
    }
    return endpoint;
  }
}
