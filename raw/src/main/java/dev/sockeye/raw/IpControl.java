package dev.sockeye.raw;

import dev.sockeye.Attribute;
import dev.sockeye.Message;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.ControlCodec;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Set;

/**
 * The attributes of {@link Ip}, as {@code <linux/in.h>} and {@code <linux/in6.h>} have them. The
 * type of service is one byte where IPv4 gives it, and an {@code int} everywhere else.
 */
final class IpControl implements ControlCodec {

  static final int IP_TOS = 1;
  static final int IP_TTL = 2;
  static final int IP_PKTINFO = 8;
  static final int IPV6_PKTINFO = 50;
  static final int IPV6_HOPLIMIT = 52;
  static final int IPV6_TCLASS = 67;
  static final int SO_TIMESTAMPNS = 35;

  static final int SOL_IP = 0;
  static final int SOL_SOCKET = 1;
  static final int IPPROTO_IPV6 = 41;

  static final ControlCodec OF_INET = new IpControl(false);
  static final ControlCodec OF_INET6 = new IpControl(true);

  private static final Set<Attribute<?>> KNOWN =
      Set.of(Ip.TTL, Ip.TOS, Ip.PACKET_INFO, Ip.TIMESTAMP);

  private static final int TIMESPEC = 16;

  private final boolean v6;
  private final int level;
  private final int ttl;
  private final int tos;
  private final int info;
  private final int infoSize;

  private IpControl(boolean v6) {
    this.v6 = v6;
    level = v6 ? IPPROTO_IPV6 : SOL_IP;
    ttl = v6 ? IPV6_HOPLIMIT : IP_TTL;
    tos = v6 ? IPV6_TCLASS : IP_TOS;
    info = v6 ? IPV6_PKTINFO : IP_PKTINFO;
    infoSize = v6 ? 20 : 12;
  }

  @Override
  public int size() {
    Abi abi = Abi.CURRENT;
    return 2 * abi.cmsgSpace(Integer.BYTES) + abi.cmsgSpace(infoSize) + abi.cmsgSpace(TIMESPEC);
  }

  @Override
  public boolean prepare(Message message, String transport) {
    for (int i = 0; i < message.attributeCount(); i++) {
      if (!KNOWN.contains(message.attribute(i))) {
        throw new UnsupportedOperationException(
            transport + " does not carry " + message.attribute(i) + ": nothing was sent");
      }
    }
    requireFamily(message.get(Ip.PACKET_INFO), transport);
    return sizeOf(message) > 0;
  }

  private void requireFamily(PacketInfo from, String transport) {
    if (from != null && from.local().getAddress().length != (v6 ? 16 : 4)) {
      throw new IllegalArgumentException(
          transport + " cannot send from " + from.local().getHostAddress() + ": nothing was sent");
    }
  }

  @Override
  public int sizeOf(Message message) {
    Abi abi = Abi.CURRENT;
    return (message.get(Ip.TTL) == null ? 0 : abi.cmsgSpace(Integer.BYTES))
        + (message.get(Ip.TOS) == null ? 0 : abi.cmsgSpace(Integer.BYTES))
        + (message.get(Ip.PACKET_INFO) == null ? 0 : abi.cmsgSpace(infoSize));
  }

  @Override
  public void write(Message message, ByteBuffer into, int at) {
    int next = writeInt(message.get(Ip.TTL), ttl, into, at);
    next = writeInt(message.get(Ip.TOS), tos, into, next);
    PacketInfo from = message.get(Ip.PACKET_INFO);
    if (from != null) {
      write(from, into, next);
    }
  }

  private int writeInt(Integer value, int type, ByteBuffer into, int at) {
    if (value == null) {
      return at;
    }
    into.putInt(Abi.CURRENT.putControlHeader(into, at, level, type, Integer.BYTES), value);
    return at + Abi.CURRENT.cmsgSpace(Integer.BYTES);
  }

  /** {@code in6_pktinfo} has the address first, {@code in_pktinfo} the interface. */
  private void write(PacketInfo from, ByteBuffer into, int at) {
    int data = Abi.CURRENT.putControlHeader(into, at, level, info, infoSize);
    into.put(data + (v6 ? 0 : 4), from.local().getAddress());
    into.putInt(data + (v6 ? 16 : 0), from.interfaceIndex());
    if (!v6) {
      into.putInt(data + 8, 0); // the destination, which is not read
    }
  }

  @Override
  public void read(int ofLevel, int type, ByteBuffer from, int at, int length, Message into) {
    if (ofLevel == SOL_SOCKET && type == SO_TIMESTAMPNS && length >= TIMESPEC) {
      into.set(Ip.TIMESTAMP, Instant.ofEpochSecond(from.getLong(at), from.getLong(at + 8)));
    } else if (ofLevel != level) {
      return;
    } else if (type == ttl && length >= Integer.BYTES) {
      into.set(Ip.TTL, from.getInt(at));
    } else if (type == tos && length >= 1) {
      into.set(Ip.TOS, length >= Integer.BYTES ? from.getInt(at) : from.get(at) & 0xff);
    } else if (type == info && length >= infoSize) {
      into.set(Ip.PACKET_INFO, info(from, at));
    }
  }

  private PacketInfo info(ByteBuffer from, int at) {
    if (v6) {
      InetAddress local = address(from, at, 16);
      return new PacketInfo(from.getInt(at + 16), local, local);
    }
    return new PacketInfo(from.getInt(at), address(from, at + 4, 4), address(from, at + 8, 4));
  }

  private static InetAddress address(ByteBuffer from, int at, int length) {
    byte[] bytes = new byte[length];
    from.get(at, bytes);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // of neither 4 nor 16 bytes
    }
  }
}
