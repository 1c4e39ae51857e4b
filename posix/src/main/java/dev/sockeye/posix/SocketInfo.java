package dev.sockeye.posix;

import dev.sockeye.Domain;
import dev.sockeye.Protocol;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import java.io.IOException;
import java.util.Map;

/**
 * What an open socket is, as the system tells: {@code SO_DOMAIN}, {@code SO_TYPE}, {@code
 * SO_PROTOCOL} and {@code SO_ACCEPTCONN}, {@code socket(7)}.
 *
 * @param family its {@code AF_} number
 * @param domain its domain
 * @param type its type
 * @param protocol its protocol
 * @param listens whether it listens for connections to accept; one of SCTP's that has all of its
 *     associations itself does not
 */
public record SocketInfo(
    int family, Domain domain, SocketType type, Protocol protocol, boolean listens) {

  private static final boolean LINUX = Abi.isLinux();

  static final int SO_PROTOCOL = 38; // of Linux, as is the next
  static final int SO_DOMAIN = 39;
  static final int SO_ACCEPTCONN = LINUX ? 30 : 2;

  private static final int SOCK_SEQPACKET = 5;
  private static final int IPPROTO_SCTP = 132;
  private static final int AF_PACKET = 17;

  // <linux/can.h>, <linux/can/j1939.h>
  private static final int AF_CAN = 29;
  private static final int CAN_RAW = 1;
  private static final int CAN_BCM = 2;
  private static final int CAN_J1939 = 7;
  private static final int SOL_CAN_J1939 = 107;
  private static final int SO_J1939_PROMISC = 2;

  private static final Map<Integer, String> TYPES =
      Map.of(1, "SOCK_STREAM", 2, "SOCK_DGRAM", 3, "SOCK_RAW", 4, "SOCK_RDM", 5, "SOCK_SEQPACKET");

  /** Of Linux, less those that other systems number alike. */
  private static final Map<Integer, String> FAMILIES =
      Map.of(16, "AF_NETLINK", 17, "AF_PACKET", 29, "AF_CAN", 30, "AF_TIPC", 40, "AF_VSOCK");

  private static final Map<Integer, String> PROTOCOLS =
      Map.of(
          1,
          "IPPROTO_ICMP",
          6,
          "IPPROTO_TCP",
          17,
          "IPPROTO_UDP",
          58,
          "IPPROTO_ICMPV6",
          132,
          "IPPROTO_SCTP",
          136,
          "IPPROTO_UDPLITE",
          262,
          "IPPROTO_MPTCP");

  /**
   * Asks the system.
   *
   * @param fd a descriptor
   * @return what it is
   * @throws IOException with EBADF if it is not open, with ENOTSOCK if it is no socket
   */
  public static SocketInfo of(int fd) throws IOException {
    int type = option(fd, Abi.CURRENT.soType());
    int family = LINUX ? option(fd, SO_DOMAIN) : OpenDescriptor.family(fd);
    int protocol = LINUX ? protocolOf(fd, family, type) : usual(family, type);
    boolean accepts = listens(fd) && !isOneToMany(type, protocol);
    return new SocketInfo(family, domain(family), type(type), protocol(family, protocol), accepts);
  }

  private static int protocolOf(int fd, int family, int type) throws IOException {
    return family == AF_CAN ? protocolOfCan(fd, type) : option(fd, SO_PROTOCOL);
  }

  /** Linux notes none with sockets of CAN ({@code can_create()}), whose options are its own. */
  private static int protocolOfCan(int fd, int type) {
    int[] value = new int[1];
    if (type == Abi.SOCK_RAW) {
      return CAN_RAW;
    } else if (DescriptorCalls.getInt(fd, SOL_CAN_J1939, SO_J1939_PROMISC, value) == 0) {
      return CAN_J1939;
    }
    return CAN_BCM;
  }

  private static int option(int fd, int name) throws IOException {
    int[] value = new int[1];
    int result = DescriptorCalls.getInt(fd, name, value);
    if (result < 0) {
      throw DescriptorCalls.failure("getsockopt", result);
    }
    return value[0];
  }

  /** Whether a descriptor is a socket that listens. */
  static boolean listens(int fd) {
    int[] value = new int[1];
    return DescriptorCalls.getInt(fd, SO_ACCEPTCONN, value) == 0 && value[0] != 0;
  }

  /** Where the system does not tell. */
  private static int usual(int family, int type) {
    boolean inet = family == InetCodec.AF_INET || family == InetCodec.AF_INET6;
    return !inet ? 0 : type == Abi.SOCK_STREAM ? 6 : 17;
  }

  private static boolean isOneToMany(int type, int protocol) {
    return type == SOCK_SEQPACKET && protocol == IPPROTO_SCTP;
  }

  /** Whether it takes messages of many peers: it is bound, and has nobody to accept. */
  boolean isConnectionless() {
    return type.equals(SocketType.SOCK_DGRAM)
        || type.equals(SocketType.SOCK_RAW)
        || type.equals(SocketType.SOCK_RDM)
        || (type.equals(SocketType.SOCK_SEQPACKET) && protocol.equals(Protocol.IPPROTO_SCTP));
  }

  private static Domain domain(int family) {
    if (family == 1) {
      return Domain.AF_UNIX;
    } else if (family == InetCodec.AF_INET) {
      return Domain.AF_INET;
    } else if (family == InetCodec.AF_INET6) {
      return Domain.AF_INET6;
    }
    return new Domain(LINUX ? FAMILIES.getOrDefault(family, "AF_" + family) : "AF_" + family);
  }

  private static SocketType type(int number) {
    return new SocketType(TYPES.getOrDefault(number, "SOCK_" + number));
  }

  /** Outside of the Internet each family numbers its own. */
  private static Protocol protocol(int family, int number) {
    boolean inet = family == InetCodec.AF_INET || family == InetCodec.AF_INET6;
    String known = inet ? PROTOCOLS.get(number) : null;
    return number == 0
        ? Protocol.DEFAULT
        : new Protocol(known == null ? "" + number : known, number);
  }

  /** Whether it is an Internet socket. */
  boolean isInet() {
    return family == InetCodec.AF_INET || family == InetCodec.AF_INET6;
  }

  /** Whether it is IPv6. */
  boolean isInet6() {
    return family == InetCodec.AF_INET6;
  }

  /**
   * Tells whether it is what a specification says; one of both Internet families is of either.
   *
   * @param spec the specification
   * @return whether
   */
  public boolean is(SocketSpec<?> spec) {
    boolean ofDomain =
        spec.domain().equals(domain) || (spec.domain().equals(Domain.AF_UNSPEC) && isInet());
    return ofDomain
        && spec.type().equals(type)
        && (spec.protocol().number() == protocol.number() || !tellsProtocol());
  }

  /** A packet socket has its protocol in its address, and Linux says 0 here. */
  private boolean tellsProtocol() {
    return !LINUX || family != AF_PACKET;
  }

  /** Whether it is the one that a specification says, and no other. */
  boolean isExactly(SocketSpec<?> spec) {
    return is(spec) && spec.domain().equals(domain);
  }

  /** The triple, as it stands in a call of {@code socket(2)}. */
  @Override
  public String toString() {
    return "(" + domain + ", " + type + ", " + protocol + ")";
  }
}
