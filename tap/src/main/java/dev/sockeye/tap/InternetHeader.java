package dev.sockeye.tap;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Made-up headers of IP, version 4 (RFC 791) or 6 (RFC 8200), and the checksums above them. */
final class InternetHeader {

  static final int TCP = 6;
  static final int UDP = 17;
  static final int SCTP = 132;
  static final int UDPLITE = 136;

  private static final int LENGTH_4 = 20;
  private static final int LENGTH_6 = 40;
  private static final byte HOPS = 64;

  private final InetAddress source;
  private final InetAddress target;
  private final int protocol;

  /** Between addresses of which one at least is known; the other is "any" of its version then. */
  InternetHeader(InetSocketAddress source, InetSocketAddress target, int protocol) {
    InetAddress from = address(source);
    InetAddress to = address(target);
    boolean six = isSix(from, to);
    this.source = six == (from instanceof Inet6Address) && from != null ? from : any(six);
    this.target = six == (to instanceof Inet6Address) && to != null ? to : any(six);
    this.protocol = protocol;
  }

  /** An address that is all of this host's is of either version: the other one decides. */
  private static boolean isSix(InetAddress from, InetAddress to) {
    InetAddress decides = from == null || (from.isAnyLocalAddress() && to != null) ? to : from;
    return decides instanceof Inet6Address;
  }

  private static InetAddress any(boolean six) {
    return byBytes(new byte[six ? 16 : 4]);
  }

  private static InetAddress address(InetSocketAddress address) {
    if (address == null) {
      return null;
    }
    return address.isUnresolved() ? ofName(address.getHostString()) : address.getAddress();
  }

  /**
   * For a name of a network in memory, one of the addresses that are for tests of networks (RFC
   * 2544: 198.18.0.0/15), the same for the same name.
   */
  private static InetAddress ofName(String name) {
    if (name.matches("[0-9.]+") || name.indexOf(':') >= 0) {
      try {
        return InetAddress.getByName(name); // a number, which is not looked up
      } catch (UnknownHostException e) {
        return byHash(name);
      }
    }
    return name.equals("localhost") ? byBytes(new byte[] {127, 0, 0, 1}) : byHash(name);
  }

  private static InetAddress byHash(String name) {
    int hash = name.hashCode() * 0x9e3779b1; // so that names that differ little differ in all
    byte second = (byte) (18 | (hash >>> 31));
    return byBytes(new byte[] {(byte) 198, second, (byte) (hash >>> 16), (byte) (hash >>> 8)});
  }

  private static InetAddress byBytes(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes", e);
    }
  }

  /** Of this header, in bytes. */
  int length() {
    return source instanceof Inet6Address ? LENGTH_6 : LENGTH_4;
  }

  /** Puts the header before so many bytes. */
  void put(ByteBuffer to, int payload) {
    if (source instanceof Inet6Address) {
      to.putInt(6 << 28).putShort((short) payload).put((byte) protocol).put(HOPS);
      to.put(source.getAddress()).put(target.getAddress());
      return;
    }
    int start = to.position();
    to.putShort((short) 0x4500).putShort((short) (LENGTH_4 + payload));
    to.putShort((short) 0).putShort((short) 0x4000); // one packet, not to be fragmented
    to.put(HOPS).put((byte) protocol).putShort((short) 0);
    to.put(source.getAddress()).put(target.getAddress());
    to.putShort(start + 10, checksum(sum(to, start, to.position())));
  }

  /** The checksum of what lies from start on, with the pseudo header (RFC 9293 section 3.1). */
  short checksum(ByteBuffer of, int start) {
    long sum = sum(of, start, of.position()) + protocol + (of.position() - start);
    return checksum(sum + sum(source) + sum(target));
  }

  private static long sum(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return sum(bytes, 0, bytes.capacity());
  }

  /** Words of 32 bits, whose sum folds to the same as that of words of 16. */
  private static long sum(ByteBuffer of, int start, int end) {
    long sum = 0;
    int at = start;
    for (; at + 4 <= end; at += 4) {
      sum += of.getInt(at) & 0xffff_ffffL;
    }
    for (int shift = 24; at < end; at++, shift -= 8) {
      sum += (of.get(at) & 0xffL) << shift;
    }
    return sum;
  }

  private static short checksum(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xffff) + (folded >>> 16);
    }
    return (short) ~folded;
  }
}
