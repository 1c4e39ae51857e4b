package dev.sockeye.memory;

import dev.sockeye.Domain;
import dev.sockeye.EndpointOptions;
import dev.sockeye.InetOptions;
import dev.sockeye.locked.StoredOptions;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The options of a socket: those that a real one of its kind has, stored and read back. Guarded by
 * the kernel's lock; the set of options never changes.
 */
final class OptionValues extends StoredOptions {

  // Those of the sockeye-unix module, so that its URIs work here without it. In memory there are
  // neither files nor other users: values are checked, and change nothing.
  static final SocketOption<String> MODE = EndpointOptions.of("MODE", String.class);
  static final SocketOption<Boolean> UNLINK_ON_CLOSE =
      EndpointOptions.of("UNLINK_ON_CLOSE", Boolean.class);
  static final SocketOption<String> ALLOW_UID = EndpointOptions.of("ALLOW_UID", String.class);
  static final SocketOption<Boolean> SO_PASSCRED = EndpointOptions.of("SO_PASSCRED", Boolean.class);
  static final SocketOption<Boolean> SO_PASSRIGHTS =
      EndpointOptions.of("SO_PASSRIGHTS", Boolean.class);

  // Those of UDP-Lite, in the sockeye-udp module: how many bytes a checksum covers, 0 for all.
  static final SocketOption<Integer> SEND_CSCOV =
      EndpointOptions.of("UDPLITE_SEND_CSCOV", Integer.class);
  static final SocketOption<Integer> RECV_CSCOV =
      EndpointOptions.of("UDPLITE_RECV_CSCOV", Integer.class);

  private static final SocketOption<Boolean> CAN_RAW_FD_FRAMES =
      EndpointOptions.of("CAN_RAW_FD_FRAMES", Boolean.class);

  private static final Pattern OCTAL = Pattern.compile("(0?[0-7]{1,3})?");
  private static final Pattern USER_IDS = Pattern.compile("(\\d{1,10}(,\\d{1,10})*)?");

  private static final int MAX_OCTET = 255;
  private static final int UDPLITE_HEADER = 8;

  private final Kind kind;
  private final Domain domain;
  private final boolean limitsMessages;
  private final boolean hasCoverage;
  private boolean takesFdFrames;
  private volatile boolean passesCredentials; // asked without the lock too
  private boolean v6Only;

  OptionValues(Kind kind, Domain domain, int bufferSize, boolean listener) {
    super(bufferSize, listener);
    hasCoverage = kind == Kind.UDPLITE;
    this.kind = kind;
    this.domain = domain;
    limitsMessages = !listener && kind.limitsMessages();
    if (limitsMessages) {
      addReadOnly(EndpointOptions.MAX_MESSAGE_SIZE);
      limitMessages();
    }
    if (kind.hasConnections() && !kind.family().sharesNames()) {
      add(StandardSocketOptions.SO_LINGER, -1);
    }
    if (kind.family() == Family.VSOCK) {
      VsockSockets.addOptions(this);
    } else if (kind.family() == Family.TIPC) {
      TipcSockets.addOptions(this, kind);
    } else if (kind.family() == Family.UNIX) {
      UnixModule.DOMAIN.addOptions(this, listener);
    } else if (kind == Kind.UDPLITE) {
      udpliteOptions(domain);
    } else if (kind.family() == Family.INET && !kind.isSctp()) {
      inetOptions(kind, domain, listener);
    }
    if (kind.family() == Family.INET) {
      add(InetOptions.SO_PRIORITY, 0);
      add(InetOptions.SO_MARK, 0);
      add(InetOptions.SO_BINDTODEVICE, "");
    }
  }

  private void tcpOptions(boolean listener) {
    add(InetOptions.TCP_USER_TIMEOUT, Duration.ZERO);
    add(InetOptions.TCP_CONGESTION, "cubic");
    add(InetOptions.TCP_FASTOPEN_CONNECT, false);
    if (listener) {
      add(InetOptions.TCP_FASTOPEN, 0);
    }
  }

  private void udpliteOptions(Domain domain) {
    addV6Only(domain);
    add(StandardSocketOptions.SO_REUSEADDR, false);
    add(StandardSocketOptions.SO_BROADCAST, false);
    add(InetOptions.IP_PKTINFO, false);
    add(InetOptions.SO_TIMESTAMPNS, false);
    add(SEND_CSCOV, 0);
    add(RECV_CSCOV, 0);
  }

  /** As sockets of AF_INET6 have it, which those of any family are. */
  private void addV6Only(Domain domain) {
    if (!domain.equals(Domain.AF_INET)) {
      add(InetOptions.IPV6_V6ONLY, false);
    }
  }

  private void inetOptions(Kind kind, Domain domain, boolean listener) {
    addV6Only(domain);
    add(StandardSocketOptions.SO_REUSEADDR, listener);
    add(StandardSocketOptions.SO_REUSEPORT, false);
    if (kind != Kind.MPTCP || domain.equals(Domain.AF_INET)) {
      add(StandardSocketOptions.IP_TOS, 0);
    }
    if (kind == Kind.UDP) {
      add(StandardSocketOptions.SO_BROADCAST, false);
      add(InetOptions.IP_PKTINFO, false);
      add(InetOptions.SO_TIMESTAMPNS, false);
      add(StandardSocketOptions.IP_MULTICAST_IF, null);
      add(StandardSocketOptions.IP_MULTICAST_TTL, 1);
      add(StandardSocketOptions.IP_MULTICAST_LOOP, true);
      UdpModule.MULTICAST.addOptions(this);
    } else {
      add(StandardSocketOptions.SO_KEEPALIVE, false);
      add(StandardSocketOptions.TCP_NODELAY, true);
      KeepAliveOptions.addTo(this, kind == Kind.TCP);
      if (kind == Kind.MPTCP) {
        TcpModule.addOptions(this);
      } else {
        tcpOptions(listener);
      }
    }
  }

  @Override
  protected Object accepted(SocketOption<?> name, Object value) {
    if (name.equals(MODE)) {
      requireText(OCTAL, value, "write permissions as octal digits, such as 0600");
    } else if (name.equals(ALLOW_UID)) {
      requireText(USER_IDS, value, "write user ids, such as 1000,0");
    } else if (name.equals(StandardSocketOptions.IP_TOS)
        || name.equals(StandardSocketOptions.IP_MULTICAST_TTL)) {
      requireAtMost(name, (Integer) value, MAX_OCTET);
    } else if (name.equals(SEND_CSCOV) || name.equals(RECV_CSCOV)) {
      requireCoverage((Integer) value);
    }
    return super.accepted(name, value);
  }

  private static void requireCoverage(int bytes) {
    if (bytes != 0 && (bytes < UDPLITE_HEADER || bytes > 65_535)) {
      throw new IllegalArgumentException(
          "write 0 for all, or from 8, which the header takes, to 65535");
    }
  }

  private static void requireText(Pattern form, Object value, String advice) {
    if (!form.matcher((String) value).matches()) {
      throw new IllegalArgumentException(advice);
    }
  }

  /**
   * Whether a receiver with these options takes a datagram of so many bytes, sent with others: as
   * the checksum of UDP-Lite covers enough of it (RFC 3828 section 3.3).
   */
  boolean takes(OptionValues sender, int length) {
    if (!hasCoverage) {
      return true;
    }
    int covered = sender.get(SEND_CSCOV);
    boolean whole = covered == 0 || covered >= UDPLITE_HEADER + length;
    return whole || covered >= get(RECV_CSCOV);
  }

  /** Not what is of the name, which no other socket has. */
  @Override
  protected boolean isInherited(SocketOption<?> name) {
    return !name.equals(UNLINK_ON_CLOSE);
  }

  @Override
  protected void stored(SocketOption<?> name, Object value) {
    if (name.equals(SO_PASSCRED)) {
      passesCredentials = (Boolean) value;
    } else if (name.equals(InetOptions.IPV6_V6ONLY)) {
      v6Only = (Boolean) value;
    } else if (name.equals(CAN_RAW_FD_FRAMES)) {
      takesFdFrames = (Boolean) value;
    }
    if (limitsMessages) {
      limitMessages();
    }
  }

  private void limitMessages() {
    add(EndpointOptions.MAX_MESSAGE_SIZE, longest());
  }

  /** How long a message may be. */
  int longest() {
    return takesFdFrames ? Kind.FD_FRAME : kind.longest(domain, sendBuffer());
  }

  /** Whether a wildcard address is that of IPv6 alone. */
  boolean isV6Only() {
    return v6Only;
  }

  /** Whether who sent a message is told with it. */
  boolean passesCredentials() {
    return passesCredentials;
  }
}
