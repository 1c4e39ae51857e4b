package dev.sockeye.tap;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SelfTest;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.network.ForwardingNetwork;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * A network whose sockets are recorded: every byte and message of them goes to a {@link PcapngSink}
 * as well, where Wireshark shows it, whatever the transport. It is seen from above: of {@code
 * tls+tcp} in the clear, without privileges, and of sockets that no interface carries.
 *
 * <pre>{@code
 * Network tapped = TapNetwork.over(Network.system(), sink)
 *     .only(endpoint -> endpoint.spec().domain().equals(Domain.AF_UNIX));
 * }</pre>
 *
 * <p>Each endpoint is an interface in the file, whose name and comment tell what it is and its
 * addresses; each packet says whether it was sent or received. TCP, MPTCP, UDP, UDP-Lite and SCTP
 * have made-up headers of IP and their own, with real addresses and ports, sequence numbers and
 * checksums ({@code LINKTYPE_RAW}), so that "Follow TCP stream" works; messages that are framed
 * over TCP have their lengths before them, as on the wire. Raw CAN, Ethernet frames and netlink
 * have their own link types; all else, such as the UNIX domain, is data whose columns tell the
 * socket and the addresses ({@code LINKTYPE_WIRESHARK_UPPER_PDU}). A host that has only a name, in
 * a network in memory, has an address of 198.18.0.0/15 (RFC 2544).
 *
 * <p>A TCP connection whose both ends are recorded to one sink is one connection in the file, and
 * what one end has read is an acknowledgement there. Messages are there twice, as sent and as
 * received, on the interface of either end.
 *
 * <p>What is recorded is what calls have done when they return: calls of several threads on one
 * endpoint in the order in which they return. Endpoints behave as those underneath do: options,
 * readiness, blocking mode, timeouts, close and interrupt are theirs. What a program does with the
 * object underneath that it {@linkplain dev.sockeye.Pollable#unwrap unwraps}, such as a {@code
 * SocketChannel}, is not recorded, and neither are attributes, notifications, what is only peeked
 * at, and the sockets of a {@link SelfTest}.
 *
 * <p>A network that is not tapped has no part of this in it, and costs nothing.
 */
public final class TapNetwork extends ForwardingNetwork {

  private final Tapping tapping;

  private TapNetwork(Network network, Tapping tapping) {
    super(network);
    this.tapping = tapping;
  }

  /**
   * Puts a tap over a network: all endpoints that are opened through it are recorded.
   *
   * @param network what opens the sockets
   * @param sink what they are recorded to; it stays the caller's, who closes it
   * @return the network to give to the program
   */
  public static TapNetwork over(Network network, PcapngSink sink) {
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(sink, "sink");
    return new TapNetwork(network, new Tapping(sink, endpoint -> true));
  }

  /**
   * Chooses which endpoints are recorded.
   *
   * @param chosen is asked once for each endpoint, when it is connected or accepted, or where there
   *     are no connections when it sends or receives for the first time: it has its addresses then.
   *     Two threads that do that at once may both ask. An endpoint that nobody has yet is closed if
   *     it throws.
   * @return a network that records those alone, to the same sink
   */
  public TapNetwork only(Predicate<? super Endpoint> chosen) {
    Objects.requireNonNull(chosen, "chosen");
    Predicate<? super Endpoint> before = tapping.chosen();
    return new TapNetwork(
        network(),
        new Tapping(tapping.sink(), endpoint -> before.test(endpoint) && chosen.test(endpoint)));
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    return tapping.over(network().socket(spec), spec.shape());
  }

  @Override
  public Endpoint socket(Domain domain, SocketType type, Protocol protocol) throws IOException {
    Endpoint endpoint = network().socket(domain, type, protocol);
    return tapping.over(endpoint, endpoint.spec().shape());
  }

  @Override
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    return tapping.over(network().listener(spec));
  }

  @Override
  public Listener<?> listener(Domain domain, SocketType type, Protocol protocol)
      throws IOException {
    return tapping.over(network().listener(domain, type, protocol));
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    return over(network().pair(spec), spec.shape());
  }

  @Override
  public EndpointPair<?> pair(Domain domain, SocketType type, Protocol protocol)
      throws IOException {
    EndpointPair<?> pair = network().pair(domain, type, protocol);
    return over(pair, pair.first().spec().shape());
  }

  private <E extends Endpoint> EndpointPair<E> over(EndpointPair<E> pair, Class<?> shape) {
    try {
      return new EndpointPair<>(
          tapping.over(pair.first(), shape), tapping.overAccepted(pair.second(), shape));
    } catch (RuntimeException | Error e) {
      Tapping.closeAfter(e, pair);
      throw e;
    }
  }

  @Override
  public StreamEndpoint connectStream(EndpointUri uri) throws IOException {
    return tapping.over(network().connectStream(uri), StreamEndpoint.class);
  }

  @Override
  public Listener<StreamEndpoint> listenStream(EndpointUri uri) throws IOException {
    return tapping.over(network().listenStream(uri));
  }

  @Override
  public MessageEndpoint connectMessages(EndpointUri uri) throws IOException {
    return tapping.over(network().connectMessages(uri), MessageEndpoint.class);
  }

  @Override
  public Listener<MessageEndpoint> listenMessages(EndpointUri uri) throws IOException {
    return tapping.over(network().listenMessages(uri));
  }

  @Override
  public MessageEndpoint bindMessages(EndpointUri uri) throws IOException {
    return tapping.over(network().bindMessages(uri), MessageEndpoint.class);
  }

  @Override
  public String toString() {
    return "tap of " + network();
  }
}
