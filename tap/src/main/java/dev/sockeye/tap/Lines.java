package dev.sockeye.tap;

import dev.sockeye.Addresses;
import dev.sockeye.Domain;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Finds the line that suits an endpoint, by what it is. */
final class Lines {

  private static final Set<Domain> INTERNET =
      Set.of(Domain.AF_INET, Domain.AF_INET6, Domain.AF_UNSPEC);

  private static final int IPPROTO_MPTCP = 262; // include/uapi/linux/in.h
  private static final int CAN_RAW = 1; // include/uapi/linux/can.h

  /** What sockets of {@code ping} carry, by their protocol's number. */
  private static final Map<Integer, String> MESSAGES_OF_ICMP = Map.of(1, "icmp", 58, "icmpv6");

  private final PcapngSink sink;
  private final SocketSpec<?> spec;
  private final Names names;
  private final boolean initiator;
  private final int number;

  private Lines(PcapngSink sink, SocketSpec<?> spec, Names names, boolean initiator) {
    this.sink = sink;
    this.spec = spec;
    this.names = names;
    this.initiator = initiator;
    number = sink.nextEndpoint();
  }

  /**
   * Creates the line, with the sink's lock held.
   *
   * @param initiator whether it has connected, and was not accepted
   */
  static Line of(PcapngSink sink, SocketSpec<?> spec, Names names, boolean initiator) {
    return new Lines(sink, spec, names, initiator).line();
  }

  private Line line() {
    if (INTERNET.contains(spec.domain()) && !spec.type().equals(SocketType.SOCK_RAW)) {
      return internet();
    }
    return switch (spec.domain().name()) {
      case "AF_CAN" -> isCanFrame() ? frames(LinkType.CAN) : upper("data");
      case "AF_PACKET" -> isRaw() ? frames(LinkType.ETHERNET) : upper("data");
      case "AF_NETLINK" -> frames(LinkType.NETLINK);
      default -> upper("data");
    };
  }

  private boolean isCanFrame() {
    return isRaw() && spec.protocol().number() == CAN_RAW;
  }

  private boolean isRaw() {
    return spec.type().equals(SocketType.SOCK_RAW);
  }

  private Line internet() {
    int protocol = spec.protocol().number();
    return switch (protocol) {
      case InternetHeader.TCP, IPPROTO_MPTCP -> tcp();
      case InternetHeader.UDP, InternetHeader.UDPLITE ->
          new DatagramLine(sink, tapped(LinkType.RAW), names, protocol);
      case InternetHeader.SCTP -> new SctpLine(sink, tapped(LinkType.RAW), names, number);
      default -> upper(MESSAGES_OF_ICMP.getOrDefault(protocol, "data"));
    };
  }

  private Line tcp() {
    if (!(names.local() instanceof InetSocketAddress own
        && names.remote() instanceof InetSocketAddress peer)) {
      return Line.NONE; // it was closed before anything was sent or received
    }
    TappedInterface tapped = tapped(LinkType.RAW);
    TcpFlow flow = sink.flows().takeOther(own, peer);
    if (flow == null) {
      flow = new TcpFlow(sink, initiator ? own : peer, initiator ? peer : own);
      sink.flows().keep(own, peer, flow);
    }
    return spec.keepsBoundaries()
        ? new TcpLine.Framed(sink, tapped, flow, initiator)
        : new TcpLine(sink, tapped, flow, initiator);
  }

  private Line frames(int linkType) {
    return new FrameLine(sink, tapped(linkType), linkType, spec.protocol().number());
  }

  private Line upper(String dissector) {
    return new UpperLine(sink, tapped(LinkType.UPPER_PDU), names, dissector, kind());
  }

  private TappedInterface tapped(int linkType) {
    SocketAddress local = names.local();
    SocketAddress remote = names.remote();
    String where =
        remote == null
            ? "at " + Addresses.format(local)
            : (initiator ? "to " : "from ") + Addresses.format(remote);
    String comment =
        how()
            + ", local address "
            + Addresses.format(local)
            + (remote == null ? "" : ", peer " + Addresses.format(remote));
    return new TappedInterface(
        linkType, kind() + "#" + number + " " + where, spec.toString(), comment);
  }

  private String how() {
    if (!spec.semantics().isConnectionOriented()) {
      return "opened";
    }
    return initiator ? "connected" : "accepted";
  }

  /** Such as {@code tcp}, {@code udp}, {@code unix stream}. */
  private String kind() {
    String kind =
        INTERNET.contains(spec.domain())
            ? without("IPPROTO_", spec.protocol().name())
            : without("AF_", spec.domain().name()) + " " + without("SOCK_", spec.type().name());
    return kind.toLowerCase(Locale.ROOT);
  }

  private static String without(String prefix, String name) {
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }
}
