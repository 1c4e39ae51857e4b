package dev.sockeye.posix;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * {@code struct sockaddr_in} and {@code sockaddr_in6} of Linux, in memory in the system's byte
 * order. An IPv4 address on an IPv6 socket is mapped, {@code ::ffff:a.b.c.d}.
 */
final class InetCodec {

  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  /** The bytes of the longer one. */
  static final int SIZE = 28;

  private static final int PORT = 2; // in network order
  private static final int ADDRESS4 = 4;
  private static final int ADDRESS6 = 8;
  private static final int SCOPE = 24;

  private InetCodec() {}

  static int family(ByteBuffer memory, int at) {
    return memory.getShort(at) & 0xffff;
  }

  /** The port; -1 if this is not an Internet address. */
  static int port(ByteBuffer memory, int at) {
    int family = family(memory, at);
    return family == AF_INET || family == AF_INET6
        ? ((memory.get(at + PORT) & 0xff) << 8) | (memory.get(at + PORT + 1) & 0xff)
        : -1;
  }

  /** Whether two addresses, as the system gave them, are the same. */
  static boolean same(ByteBuffer memory, int a, int b) {
    int length = family(memory, a) == AF_INET ? 8 : SIZE;
    for (int i = 0; i < length; i++) {
      if (memory.get(a + i) != memory.get(b + i)) {
        return false;
      }
    }
    return true;
  }

  static InetSocketAddress read(ByteBuffer memory, int at) throws UnknownHostException {
    boolean v6 = family(memory, at) == AF_INET6;
    byte[] bytes = new byte[v6 ? 16 : 4];
    memory.get(at + (v6 ? ADDRESS6 : ADDRESS4), bytes);
    int scope = v6 ? memory.getInt(at + SCOPE) : 0;
    InetAddress ip =
        scope == 0
            ? InetAddress.getByAddress(bytes) // takes a mapped address for the IPv4 one that it is
            : Inet6Address.getByAddress(null, bytes, scope);
    return new InetSocketAddress(ip, port(memory, at));
  }

  /** Writes an address as a socket of that family takes it, and gives its length. */
  static int write(InetSocketAddress address, int family, ByteBuffer memory, int at)
      throws IOException {
    InetAddress ip = address.getAddress();
    memory.putShort(at, (short) family);
    memory.put(at + PORT, (byte) (address.getPort() >> 8));
    memory.put(at + PORT + 1, (byte) address.getPort());
    if (family == AF_INET) {
      memory.put(at + ADDRESS4, ip.getAddress());
      return 16;
    }
    memory.putInt(at + 4, 0); // flow information
    memory.put(at + ADDRESS6, ip instanceof Inet4Address ? mapped(ip) : ip.getAddress());
    memory.putInt(at + SCOPE, ip instanceof Inet6Address six ? six.getScopeId() : 0);
    return SIZE;
  }

  private static byte[] mapped(InetAddress ip) {
    byte[] bytes = new byte[16];
    bytes[10] = -1;
    bytes[11] = -1;
    System.arraycopy(ip.getAddress(), 0, bytes, 12, 4);
    return bytes;
  }
}
