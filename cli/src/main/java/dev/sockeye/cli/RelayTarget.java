package dev.sockeye.cli;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import dev.sockeye.UriAddress;
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

  /** Of a bus: all interfaces. */
  private static final String ALL = "any";

  private final Network network;
  private final EndpointUri uri;

  RelayTarget(Network network, EndpointUri uri) {
    this.network = network;
    this.uri = uri;
  }

  /** Refuses a socket that is open already. */
  void checkIsToBeOpened() {
    SchemeInfo scheme = scheme(uri.scheme());
    if (scheme != null && namesOpenSocket(scheme)) {
      throw new IllegalArgumentException(
          uri
              + ": each client needs a connection of its own, and this is one socket, open already:"
              + " it can be where to listen");
    }
  }

  private static boolean namesOpenSocket(SchemeInfo scheme) {
    return scheme.spec().shape() == Endpoint.class
        && MessageForm.of(scheme.spec()) == MessageForm.BYTES;
  }

  /**
   * Refuses messages that would not be understood there, and a bus that would hear itself.
   *
   * @param from where they come from
   */
  void checkForm(EndpointUri from) throws IOException {
    MessageForm comes = MessageForm.of(network.spec(from));
    MessageForm goes = MessageForm.of(network.spec(uri));
    if (comes != goes) {
      throw new IllegalArgumentException(
          from
              + " carries "
              + comes
              + " and "
              + uri
              + " "
              + goes
              + ": a relay makes no other of one");
    } else if (!comes.isPassedOn()) {
      throw new IllegalArgumentException(
          uri
              + " carries "
              + comes
              + ", which a relay does not pass on: it does frames of CAN, and what can be any"
              + " bytes");
    } else if (comes.isOfBus()) {
      checkBuses(from);
    }
  }

  /** Opens both, so that an interface which is not there is told before a frame comes. */
  private void checkBuses(EndpointUri from) throws IOException {
    SocketAddress there = bus(uri);
    if (!namesOpenSocket(scheme(from.scheme())) && bus(from).equals(there)) {
      throw new IllegalArgumentException(
          uri + ": the relay itself listens there: write another interface");
    }
  }

  private SocketAddress bus(EndpointUri bus) throws IOException {
    try (MessageEndpoint endpoint = network.connectMessages(bus)) {
      SocketAddress local = endpoint.getLocalAddress();
      if (local instanceof UriAddress address && address.uriForm().equals(ALL)) {
        throw new IllegalArgumentException(
            bus + ": these are all interfaces, and what is sent goes to one: write which");
      }
      return local;
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
