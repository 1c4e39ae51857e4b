package dev.sockeye.cli;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import dev.sockeye.inet.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Set;

/** Where a relay connects to: what is wrong with it is told before the first client comes. */
final class RelayTarget {

  private static final Set<Domain> INTERNET =
      Set.of(Domain.AF_UNSPEC, Domain.AF_INET, Domain.AF_INET6);

  private final Network network;
  private final EndpointUri uri;

  RelayTarget(Network network, EndpointUri uri) {
    this.network = network;
    this.uri = uri;
  }

  /** Refuses a socket that is open already. */
  void checkIsToBeOpened() {
    SchemeInfo scheme = scheme(uri.scheme());
    if (scheme != null && scheme.spec().shape() == Endpoint.class) {
      throw new IllegalArgumentException(
          uri
              + ": each client needs a connection of its own, and this is one socket, open already:"
              + " it can be where to listen");
    }
  }

  /**
   * Refuses a scheme that cannot be used and an address that has not its form.
   *
   * @param asMessages whether it is to take messages, and not a stream
   */
  void check(boolean asMessages) throws IOException {
    SchemeInfo scheme = scheme(uri.scheme());
    if (scheme == null
        || scheme.unavailable().isPresent()
        || (!asMessages && !scheme.spec().semantics().carriesStream())) {
      network.connectStream(uri).close(); // throws, and says why, before it opens anything
    } else if (INTERNET.contains(scheme.spec().domain())) {
      HostPort.parse(uri).requirePeer(uri);
    }
  }

  /** Refuses a relay to itself, which would take up all descriptors with the first client. */
  void checkIsNot(String from, SocketAddress listening) throws IOException {
    if (listening instanceof InetSocketAddress inet
        && sameProtocol(from)
        && HostPort.parse(uri).port() == inet.getPort()
        && isHere(inet.getAddress())) {
      throw new IllegalArgumentException(
          uri + ": the relay itself listens there: write where the server is");
    }
  }

  private boolean sameProtocol(String from) {
    SocketSpec<?> mine = scheme(uri.scheme()).spec();
    return mine.protocol().equals(scheme(from).spec().protocol())
        && INTERNET.contains(mine.domain());
  }

  private boolean isHere(InetAddress listening) throws IOException {
    for (String host : HostPort.parse(uri).hosts()) {
      for (InetAddress peer : addresses(host)) {
        if (peer.equals(listening)
            || (listening.isAnyLocalAddress() && NetworkInterface.getByInetAddress(peer) != null)) {
          return true;
        }
      }
    }
    return false;
  }

  /** None for a name that does not resolve: it may, by the time a client comes. */
  private static InetAddress[] addresses(String host) {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      return new InetAddress[0];
    }
  }

  private SchemeInfo scheme(String name) {
    return network.scheme(name).orElse(null);
  }
}
