package dev.sockeye.memory;

import static dev.sockeye.Domain.AF_INET;
import static dev.sockeye.Domain.AF_INET6;
import static dev.sockeye.Domain.AF_UNIX;
import static dev.sockeye.Domain.AF_UNSPEC;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Protocol;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kinds of sockets that there are in memory, and in what they differ. */
@SuppressWarnings("ImmutableEnumChecker") // records of immutable values, without the annotation
enum Kind {
  TCP(
      "tcp",
      Family.INET,
      SocketType.SOCK_STREAM,
      Protocol.IPPROTO_TCP,
      StreamEndpoint.class,
      Semantics.CONNECTION),
  MPTCP(
      "mptcp",
      Family.INET,
      SocketType.SOCK_STREAM,
      new Protocol("IPPROTO_MPTCP", 262),
      StreamEndpoint.class,
      Semantics.CONNECTION),
  UDP(
      "udp",
      Family.INET,
      SocketType.SOCK_DGRAM,
      Protocol.IPPROTO_UDP,
      MessageEndpoint.class,
      Semantics.DATAGRAM),
  UDPLITE(
      "udplite",
      Family.INET,
      SocketType.SOCK_DGRAM,
      new Protocol("IPPROTO_UDPLITE", 136),
      MessageEndpoint.class,
      Semantics.DATAGRAM),
  UNIX_STREAM(
      "unix",
      Family.UNIX,
      SocketType.SOCK_STREAM,
      Protocol.DEFAULT,
      StreamEndpoint.class,
      Semantics.CONNECTION),
  UNIX_DATAGRAM(
      "unix+dgram",
      Family.UNIX,
      SocketType.SOCK_DGRAM,
      Protocol.DEFAULT,
      MessageEndpoint.class,
      Semantics.RELIABLE_DATAGRAM),
  UNIX_SEQPACKET(
      "unix+seqpacket",
      Family.UNIX,
      SocketType.SOCK_SEQPACKET,
      Protocol.DEFAULT,
      MessageEndpoint.class,
      Semantics.CONNECTION),
  SCTP_ONE_TO_ONE(
      "sctp",
      Family.INET,
      SocketType.SOCK_STREAM,
      Protocol.IPPROTO_SCTP,
      MessageEndpoint.class,
      Semantics.CONNECTION),
  SCTP_ONE_TO_MANY(
      "sctp+seqpacket",
      Family.INET,
      SocketType.SOCK_SEQPACKET,
      Protocol.IPPROTO_SCTP,
      MessageEndpoint.class,
      Semantics.ONE_TO_MANY),
  VSOCK_STREAM(
      "vsock",
      Family.VSOCK,
      SocketType.SOCK_STREAM,
      Protocol.DEFAULT,
      StreamEndpoint.class,
      Semantics.CONNECTION),
  VSOCK_SEQPACKET(
      "vsock+seqpacket",
      Family.VSOCK,
      SocketType.SOCK_SEQPACKET,
      Protocol.DEFAULT,
      MessageEndpoint.class,
      Semantics.CONNECTION),
  TIPC_STREAM(
      "tipc",
      Family.TIPC,
      SocketType.SOCK_STREAM,
      Protocol.DEFAULT,
      StreamEndpoint.class,
      Semantics.CONNECTION),
  TIPC_SEQPACKET(
      "tipc+seqpacket",
      Family.TIPC,
      SocketType.SOCK_SEQPACKET,
      Protocol.DEFAULT,
      MessageEndpoint.class,
      Semantics.CONNECTION),
  TIPC_RDM(
      "tipc+rdm",
      Family.TIPC,
      SocketType.SOCK_RDM,
      Protocol.DEFAULT,
      MessageEndpoint.class,
      Semantics.DATAGRAM),
  TIPC_DGRAM(
      "tipc+dgram",
      Family.TIPC,
      SocketType.SOCK_DGRAM,
      Protocol.DEFAULT,
      MessageEndpoint.class,
      Semantics.DATAGRAM),
  RAW("raw", SocketType.SOCK_RAW),
  PING("ping", SocketType.SOCK_DGRAM),
  NETLINK("netlink", SocketType.SOCK_RAW),
  PACKET("packet", SocketType.SOCK_RAW),
  CAN("can", SocketType.SOCK_RAW),
  CAN_BCM("can+bcm", SocketType.SOCK_DGRAM),
  CAN_J1939("can+j1939", SocketType.SOCK_DGRAM),
  MEMORY(
      "memory",
      Family.NAME,
      SocketType.SOCK_STREAM,
      Protocol.DEFAULT,
      StreamEndpoint.class,
      Semantics.CONNECTION);

  /**
   * The most that a datagram of UDP or UDP-Lite over IPv4 has room for: 65,535 less 20 for IP and 8
   * for UDP.
   */
  private static final int MAX_DATAGRAM = 65_507;

  private static final int MAX_PACKET = 65_535;
  private static final int IPV4_HEADER = 20;
  private static final int CLASSIC_FRAME = 16;

  /** {@code struct canfd_frame}. */
  static final int FD_FRAME = 72;

  /** The most of J1939's extended transfer: 2^24 - 1 packets of 7 bytes. */
  private static final int MAX_TRANSFER = 0xff_ffff * 7;

  /** What Linux takes off the send buffer for a UNIX domain message's own needs. */
  private static final int UNIX_OVERHEAD = 32;

  /** {@code TIPC_MAX_USER_MSG_SIZE}. */
  private static final int MAX_TIPC = 66_000;

  private static final Domain AF_VSOCK = new Domain("AF_VSOCK");
  private static final Domain AF_TIPC = new Domain("AF_TIPC");
  private static final Domain AF_MEMORY = new Domain("AF_MEMORY");

  private final String scheme;
  private final Family family;
  private final SocketType type;
  private final Protocol protocol;
  private final Class<? extends Endpoint> shape;
  private final Semantics semantics;

  Kind(
      String scheme,
      Family family,
      SocketType type,
      Protocol protocol,
      Class<? extends Endpoint> shape,
      Semantics semantics) {
    this.scheme = scheme;
    this.family = family;
    this.type = type;
    this.protocol = protocol;
    this.shape = shape;
    this.semantics = semantics;
  }

  /** One whose transport describes what else there is to know. */
  Kind(String scheme, SocketType type) {
    this(
        scheme,
        Family.DESCRIBED,
        type,
        Protocol.DEFAULT,
        MessageEndpoint.class,
        Semantics.DATAGRAM);
  }

  /** The one of a scheme whose sockets have a scripted peer. */
  static Kind scripted(String scheme) {
    for (Kind kind : List.of(RAW, PING, PACKET, NETLINK)) {
      if (kind.scheme.equals(scheme)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        scheme + ": raw, ping, packet and netlink have a scripted peer");
  }

  /** The main scheme, which is also what messages call the kind. */
  String scheme() {
    return scheme;
  }

  Family family() {
    return family;
  }

  boolean isStream() {
    return shape == StreamEndpoint.class;
  }

  /** Whether peers connect to a listener. */
  boolean hasConnections() {
    return semantics.isAccepting();
  }

  boolean isSctp() {
    return protocol.equals(Protocol.IPPROTO_SCTP);
  }

  /** Whether it may lose datagrams. */
  boolean isLossy() {
    return !semantics.isReliable();
  }

  /** Whether ending one direction of a connection ends both. */
  boolean endsBothWays() {
    return isSctp() || family == Family.TIPC;
  }

  /** The name of the addresses' table: UNIX paths are one name space, MPTCP's ports are TCP's. */
  String addressSpace() {
    return this == MPTCP ? TCP.scheme : this == CAN_J1939 ? scheme : transport();
  }

  /** The name of the transport. */
  String transport() {
    int plus = scheme.indexOf('+');
    return plus < 0 ? scheme : scheme.substring(0, plus);
  }

  /**
   * Whether an endpoint knows how long a message may be: of packets the interface does, and the
   * broadcast manager takes what its header says.
   */
  boolean limitsMessages() {
    return !isStream() && this != PACKET && this != CAN_BCM;
  }

  int longest(Domain domain, int sendBuffer) {
    return switch (this) {
      case UDP, UDPLITE -> domain.equals(AF_INET6) ? MAX_DATAGRAM + IPV4_HEADER : MAX_DATAGRAM;
      case UNIX_DATAGRAM, UNIX_SEQPACKET -> Math.max(0, sendBuffer - UNIX_OVERHEAD);
      case CAN_BCM -> Integer.MAX_VALUE; // which has lengths of its own
      case RAW, PING -> domain.equals(AF_INET6) ? MAX_PACKET : MAX_PACKET - IPV4_HEADER;
      case CAN -> CLASSIC_FRAME;
      case CAN_J1939 -> MAX_TRANSFER;
      case TIPC_SEQPACKET, TIPC_RDM, TIPC_DGRAM -> MAX_TIPC;
      default -> sendBuffer;
    };
  }

  /**
   * Whether the module is there whose types its addresses are, where memory has none of its own.
   */
  boolean isPresent() {
    return switch (family) {
      case VSOCK -> VsockModule.IS_PRESENT;
      case TIPC -> TipcModule.IS_PRESENT;
      case DESCRIBED -> !transport().equals(CAN.scheme) || CanModule.IS_PRESENT;
      case INET, UNIX, NAME -> true;
    };
  }

  /** Scheme to specification. */
  Map<String, SocketSpec<?>> specs() {
    Map<String, SocketSpec<?>> specs = new LinkedHashMap<>();
    switch (family) {
      case INET -> {
        specs.put(scheme, spec(AF_UNSPEC));
        if (!isSctp()) {
          specs.put(scheme + '4', spec(AF_INET));
          specs.put(scheme + '6', spec(AF_INET6));
        }
      }
      case UNIX -> specs.put(scheme, spec(AF_UNIX));
      case VSOCK -> specs.put(scheme, spec(AF_VSOCK));
      case TIPC -> specs.put(scheme, spec(AF_TIPC));
      case NAME -> specs.put(scheme, spec(AF_MEMORY));
      case DESCRIBED -> {} // its transport knows
    }
    return specs;
  }

  private SocketSpec<?> spec(Domain domain) {
    return new SocketSpec<>(domain, type, protocol, shape, semantics);
  }
}
