package dev.sockeye.netlink;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** What attributes of {@code rtnetlink(7)} hold. */
final class Values {

  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  private Values() {}

  /** IPv6 addresses stay IPv6 ones, also those that stand for IPv4 ones. */
  static InetAddress inet(byte[] bytes) throws ProtocolException {
    try {
      return bytes.length == 16
          ? Inet6Address.getByAddress(null, bytes, -1)
          : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw (ProtocolException)
          new ProtocolException("an address of " + bytes.length + " bytes").initCause(e);
    }
  }

  /** {@code struct rtvia}: a family of 16 bits, and the address. */
  static InetAddress via(byte[] bytes) throws ProtocolException {
    return inet(bytes.length < 2 ? bytes : Arrays.copyOfRange(bytes, 2, bytes.length));
  }

  static String hardware(byte[] bytes) {
    return COLONS.formatHex(bytes);
  }

  static int family(InetAddress address) {
    return address instanceof Inet4Address ? AF_INET : AF_INET6;
  }

  static InetAddress required(InetAddress address, String what) throws ProtocolException {
    if (address == null) {
      throw new ProtocolException("no address in a message of an " + what);
    }
    return address;
  }
}
