package dev.sockeye.posix;

import dev.sockeye.InetOptions;
import dev.sockeye.Message;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;

/**
 * The control data of a datagram of UDP on Linux, {@code ip(7)} and {@code ipv6(7)}: {@code struct
 * in_pktinfo} or {@code in6_pktinfo}, and {@code struct timespec}. For any thread.
 */
final class PacketInfo {

  /** Room for all that can come along with a datagram. */
  static final int RECEIVED = 40 + 32 + 32;

  /** Room for the address that one is sent from. */
  static final int SENT = 40;

  /** Of which IPv4 takes so much. */
  static final int SENT4 = 32;

  private static final int HEADER = 16; // struct cmsghdr: length, level at 8, type at 12
  private static final int LEVEL = 8;
  private static final int TYPE = 12;

  private static final int SOL_SOCKET = 1;
  private static final int TIMESTAMPNS = 35;
  private static final int IPPROTO_IP = 0;
  private static final int PKTINFO = 8;
  private static final int SPEC_DST = 4; // behind the number of the interface
  private static final int IPPROTO_IPV6 = 41;
  private static final int PKTINFO6 = 50;

  private static final int V4 = 4;
  private static final int V6 = 16;
  private static final int MAPPED = 10; // where ::ffff: ends in 4 of the 16 bytes

  /** An address, and the bytes that it was made of. */
  private record Known(int size, long high, long low, int scope, InetAddress address) {
    boolean is(int ofSize, long ofHigh, long ofLow, int ofScope) {
      return size == ofSize && high == ofHigh && low == ofLow && scope == ofScope;
    }
  }

  // While an address stays the same it is one object, and nothing is made of it anew.
  private volatile Known last = new Known(0, 0, 0, 0, null); // that was read
  private volatile Known written = last;

  /** Gives a received message what came along with it. */
  void read(ByteBuffer from, int at, long length, Message into) {
    long end = at + length;
    int next = at;
    while (next + HEADER <= end && from.getLong(next) >= HEADER) {
      int size = (int) from.getLong(next);
      read(from.getInt(next + LEVEL), from.getInt(next + TYPE), from, next + HEADER, into);
      next += (size + 7) & ~7;
    }
  }

  /** Gives it what one header tells. */
  void read(int level, int type, ByteBuffer from, int at, Message into) {
    if (level == IPPROTO_IP && type == PKTINFO) {
      into.set(InetOptions.LOCAL_ADDRESS, address(from, at + SPEC_DST, V4));
    } else if (level == IPPROTO_IPV6 && type == PKTINFO6 && !isMapped(from, at)) {
      InetAddress address = address(from, at, V6);
      if (!address.isMulticastAddress()) {
        into.set(InetOptions.LOCAL_ADDRESS, address);
      }
    } else if (level == SOL_SOCKET && type == TIMESTAMPNS) {
      long seconds = from.getLong(at);
      into.set(InetOptions.TIMESTAMP, Instant.ofEpochSecond(seconds, from.getLong(at + 8)));
    }
  }

  private InetAddress address(ByteBuffer from, int at, int size) {
    long high = size == V6 ? from.getLong(at) : 0;
    long low = size == V6 ? from.getLong(at + 8) : from.getInt(at);
    int scope = size == V6 && isLinkLocal(from, at) ? from.getInt(at + V6) : 0;
    Known known = last;
    if (!known.is(size, high, low, scope)) {
      known = new Known(size, high, low, scope, make(from, at, size, scope));
      last = known;
    }
    return known.address();
  }

  /** One of IPv4, of which the control data of IPv4 tells more. */
  private static boolean isMapped(ByteBuffer from, int at) {
    return from.getLong(at) == 0
        && from.getShort(at + 8) == 0
        && from.getShort(at + MAPPED) == (short) -1;
  }

  /** One of fe80::/10, which is an address of one interface alone. */
  private static boolean isLinkLocal(ByteBuffer from, int at) {
    return from.get(at) == (byte) 0xfe && (from.get(at + 1) & 0xc0) == 0x80;
  }

  private static InetAddress make(ByteBuffer from, int at, int size, int scope) {
    byte[] bytes = new byte[size];
    from.get(at, bytes);
    try {
      return scope == 0
          ? InetAddress.getByAddress(bytes)
          : Inet6Address.getByAddress(null, bytes, scope);
    } catch (UnknownHostException e) {
      throw new AssertionError("it has as many bytes as it should", e);
    }
  }

  /**
   * Writes the address that a datagram leaves from.
   *
   * @return how many bytes of control data that is, 0 if the message does not say
   */
  int write(Message message, boolean v6, ByteBuffer into, int at) {
    InetAddress source = message.get(InetOptions.LOCAL_ADDRESS);
    if (source == null) {
      return 0;
    }
    requireFamily(source, v6);
    Known known = known(source);
    if (!v6) {
      header(into, at, IPPROTO_IP, PKTINFO, 12);
      into.putInt(at + HEADER, 0).putLong(at + HEADER + SPEC_DST, 0);
      into.putInt(at + HEADER + SPEC_DST, (int) known.low());
      return SENT4;
    }
    header(into, at, IPPROTO_IPV6, PKTINFO6, 20);
    into.putLong(at + HEADER, known.high()).putLong(at + HEADER + 8, known.low());
    into.putInt(at + HEADER + V6, known.scope());
    if (known.size() == V4) {
      into.putLong(at + HEADER + 8, 0).putShort(at + HEADER + MAPPED, (short) -1);
      into.putInt(at + HEADER + V6 - V4, (int) known.low());
    }
    return SENT;
  }

  @SuppressWarnings("ReferenceEquality") // it is most often the same; an equal one costs a look
  private Known known(InetAddress source) {
    Known known = written;
    if (known.address() != source) {
      known = bytesOf(source);
      written = known;
    }
    return known;
  }

  private static Known bytesOf(InetAddress source) {
    ByteBuffer bytes = ByteBuffer.wrap(source.getAddress()).order(ByteOrder.nativeOrder());
    if (source instanceof Inet6Address six) {
      return new Known(V6, bytes.getLong(0), bytes.getLong(8), six.getScopeId(), source);
    }
    return new Known(V4, 0, bytes.getInt(0), 0, source);
  }

  /** An address of IPv4 is one of IPv6 too, but not the other way round. */
  static void requireFamily(InetAddress source, boolean v6) {
    if (!v6 && source instanceof Inet6Address) {
      throw new IllegalArgumentException(
          "an IPv4 socket cannot send from " + source.getHostAddress());
    }
  }

  private static void header(ByteBuffer into, int at, int level, int type, int size) {
    into.putLong(at, HEADER + size).putInt(at + LEVEL, level).putInt(at + TYPE, type);
  }
}
