package dev.sockeye.raw;

import static dev.sockeye.raw.IpControl.IPPROTO_IPV6;
import static dev.sockeye.raw.IpControl.IPV6_TCLASS;
import static dev.sockeye.raw.IpControl.IP_PKTINFO;
import static dev.sockeye.raw.IpControl.IP_TOS;
import static dev.sockeye.raw.IpControl.IP_TTL;
import static dev.sockeye.raw.IpControl.SOL_IP;
import static dev.sockeye.raw.IpControl.SOL_SOCKET;
import static dev.sockeye.raw.IpControl.SO_TIMESTAMPNS;

import dev.sockeye.posix.FilterOption;
import dev.sockeye.posix.OptionTable;
import dev.sockeye.posix.OptionTable.Form;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** The tables of {@link Ip}'s options; numbers are those of Linux. */
final class IpOptions {

  private static final int SOL_RAW = 255;
  private static final int IPPROTO_ICMPV6 = 58;

  private static final int SO_BROADCAST = 6;
  private static final int SO_PRIORITY = 12;
  private static final int SO_BINDTODEVICE = 25;
  private static final int SO_MARK = 36;
  private static final int IP_HDRINCL = 3;
  private static final int IP_RECVTTL = 12;
  private static final int IP_RECVTOS = 13;
  private static final int ICMP_FILTER = 1;
  private static final int ICMP6_FILTER = 1;
  private static final int IPV6_CHECKSUM = 7;
  private static final int IPV6_UNICAST_HOPS = 16;
  private static final int IPV6_RECVPKTINFO = 49;
  private static final int IPV6_RECVHOPLIMIT = 51;
  private static final int IPV6_RECVTCLASS = 66;

  /** {@code IFNAMSIZ}, with the NUL. */
  private static final int NAME_SIZE = 16;

  private static final Form<String> NAME =
      new Form<>() {
        @Override
        public int size() {
          return NAME_SIZE;
        }

        @Override
        public String read(ByteBuffer from) {
          byte[] bytes = new byte[from.limit()]; // 0 if it is bound to none
          from.get(0, bytes);
          String text = new String(bytes, StandardCharsets.UTF_8);
          int end = text.indexOf('\0');
          return end < 0 ? text : text.substring(0, end);
        }

        @Override
        public void write(SocketOption<String> name, String value, ByteBuffer into) {
          byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
          if (bytes.length >= NAME_SIZE || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                name + " is an interface's name of at most 15 bytes: " + value);
          }
          into.put(0, bytes);
        }
      };

  /** Types that are blocked; as words of 32 bits, which on a little-endian host are bytes. */
  private record Types(int size) implements Form<BitSet> {

    @Override
    public BitSet read(ByteBuffer from) {
      BitSet blocked = new BitSet();
      for (int type = 0; type < 8 * size; type++) {
        blocked.set(type, (from.getInt(type / 32 * 4) >>> type % 32 & 1) != 0);
      }
      return blocked;
    }

    @Override
    public void write(SocketOption<BitSet> name, BitSet value, ByteBuffer into) {
      if (value.length() > 8 * size) {
        throw new IllegalArgumentException(
            name + " blocks types from 0 to " + (8 * size - 1) + ", not " + (value.length() - 1));
      }
      value.stream()
          .forEach(type -> into.putInt(type / 32 * 4, into.getInt(type / 32 * 4) | 1 << type % 32));
    }
  }

  private static final OptionTable COMMON =
      FilterOption.in(OptionTable.common())
          .with(Ip.SO_BINDTODEVICE, SOL_SOCKET, SO_BINDTODEVICE, NAME)
          .with(Ip.SO_MARK, SOL_SOCKET, SO_MARK, Form.INT)
          .with(Ip.SO_PRIORITY, SOL_SOCKET, SO_PRIORITY, Form.INT)
          .with(Ip.SO_TIMESTAMPNS, SOL_SOCKET, SO_TIMESTAMPNS, Form.BOOL);

  /** Of IPv4's sockets, raw and ping. */
  static final OptionTable INET =
      COMMON
          .with(StandardSocketOptions.SO_BROADCAST, SOL_SOCKET, SO_BROADCAST, Form.BOOL)
          .with(StandardSocketOptions.IP_TOS, SOL_IP, IP_TOS, Form.INT)
          .with(Ip.IP_TTL, SOL_IP, IP_TTL, Form.INT)
          .with(Ip.IP_RECVTTL, SOL_IP, IP_RECVTTL, Form.BOOL)
          .with(Ip.IP_RECVTOS, SOL_IP, IP_RECVTOS, Form.BOOL)
          .with(Ip.IP_PKTINFO, SOL_IP, IP_PKTINFO, Form.BOOL);

  /** Of IPv6's sockets, raw and ping. */
  static final OptionTable INET6 =
      COMMON
          .with(Ip.IPV6_UNICAST_HOPS, IPPROTO_IPV6, IPV6_UNICAST_HOPS, Form.INT)
          .with(Ip.IPV6_TCLASS, IPPROTO_IPV6, IPV6_TCLASS, Form.INT)
          .with(Ip.IPV6_RECVHOPLIMIT, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, Form.BOOL)
          .with(Ip.IPV6_RECVTCLASS, IPPROTO_IPV6, IPV6_RECVTCLASS, Form.BOOL)
          .with(Ip.IPV6_RECVPKTINFO, IPPROTO_IPV6, IPV6_RECVPKTINFO, Form.BOOL);

  private static final OptionTable RAW = INET.with(Ip.IP_HDRINCL, SOL_IP, IP_HDRINCL, Form.BOOL);

  private static final OptionTable ICMP =
      RAW.with(Ip.ICMP_FILTER, SOL_RAW, ICMP_FILTER, new Types(4));

  private static final OptionTable RAW6 =
      INET6.with(Ip.IPV6_CHECKSUM, IPPROTO_IPV6, IPV6_CHECKSUM, Form.INT);

  private static final OptionTable ICMPV6 =
      INET6.with(Ip.ICMP6_FILTER, IPPROTO_ICMPV6, ICMP6_FILTER, new Types(32));

  private IpOptions() {}

  /** Of a raw socket. */
  static OptionTable ofRaw(boolean v6, int protocol) {
    if (v6) {
      return protocol == IPPROTO_ICMPV6 ? ICMPV6 : RAW6;
    }
    return protocol == Raw.IPPROTO_ICMP.number() ? ICMP : RAW;
  }
}
