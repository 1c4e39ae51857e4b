package dev.sockeye.posix;

import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import dev.sockeye.inet.HostPort;
import dev.sockeye.inet.InetAddresses;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;

/**
 * The addresses of the Internet: {@code struct sockaddr_in} and {@code sockaddr_in6}. An IPv4
 * address on an IPv6 socket is mapped, {@code ::ffff:a.b.c.d}.
 */
public final class InetCodec implements AddressCodec {

  /** {@code AF_INET}. */
  public static final int AF_INET = 2;

  /** {@code AF_INET6}. */
  public static final int AF_INET6 = Abi.isLinux() ? 10 : 30;

  /** Of {@code AF_INET} sockets. */
  public static final InetCodec OF_INET = new InetCodec(AF_INET);

  /** Of {@code AF_INET6} sockets, which take the addresses of both. */
  public static final InetCodec OF_INET6 = new InetCodec(AF_INET6);

  /** The bytes of the longer one. */
  static final int SIZE = 28;

  private static final int SIZE4 = 16;
  private static final int PORT = 2; // in network order
  private static final int ADDRESS4 = 4;
  private static final int ADDRESS6 = 8;
  private static final int SCOPE = 24;

  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = Abi.isLinux() ? 26 : 27;

  private final int family;

  private InetCodec(int family) {
    this.family = family;
  }

  /** Of a socket whose name is there. */
  static InetCodec ofName(ByteBuffer memory, int at) {
    return Abi.CURRENT.family(memory, at) == AF_INET6 ? OF_INET6 : OF_INET;
  }

  boolean isV6() {
    return family == AF_INET6;
  }

  @Override
  public int size() {
    return SIZE;
  }

  @Override
  public void check(String operation, SocketAddress address) {
    if (address == null) {
      return;
    } else if (!(address instanceof InetSocketAddress inet)) {
      throw new UnsupportedAddressTypeException();
    } else if (inet.isUnresolved()) {
      throw new UnresolvedAddressException();
    } else if (family == AF_INET && !(inet.getAddress() instanceof Inet4Address)) {
      throw new UnsupportedAddressTypeException();
    }
  }

  /** The port; -1 if this is not an Internet address. */
  static int port(ByteBuffer memory, int at) {
    int family = Abi.CURRENT.family(memory, at);
    return family == AF_INET || family == AF_INET6
        ? ((memory.get(at + PORT) & 0xff) << 8) | (memory.get(at + PORT + 1) & 0xff)
        : -1;
  }

  /** Whether two addresses, as the system gave them, are the same. */
  static boolean same(ByteBuffer memory, int a, int b) {
    int length = Abi.CURRENT.family(memory, a) == AF_INET ? 8 : SIZE;
    for (int i = 0; i < length; i++) {
      if (memory.get(a + i) != memory.get(b + i)) {
        return false;
      }
    }
    return true;
  }

  /** A socket that is not bound has port 0, and so no address. */
  @Override
  public SocketAddress read(ByteBuffer from, int at, int length) {
    return length < SIZE4 || port(from, at) <= 0 ? null : read(from, at);
  }

  /**
   * Reads an address of either family, whatever its port.
   *
   * @param memory where it is, in the system's byte order
   * @param at the offset
   * @return the address
   */
  public static InetSocketAddress read(ByteBuffer memory, int at) {
    boolean v6 = Abi.CURRENT.family(memory, at) == AF_INET6;
    byte[] bytes = new byte[v6 ? 16 : 4];
    memory.get(at + (v6 ? ADDRESS6 : ADDRESS4), bytes);
    return new InetSocketAddress(ip(bytes, v6 ? memory.getInt(at + SCOPE) : 0), port(memory, at));
  }

  /** A mapped address is the IPv4 one that it stands for. */
  private static InetAddress ip(byte[] bytes, int scope) {
    try {
      return scope == 0
          ? InetAddress.getByAddress(bytes)
          : Inet6Address.getByAddress(null, bytes, scope);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // of neither 4 nor 16 bytes
    }
  }

  @Override
  public int write(SocketAddress address, ByteBuffer into, int at) {
    InetSocketAddress inet =
        address == null ? new InetSocketAddress(0) : (InetSocketAddress) address;
    InetAddress ip = inet.getAddress();
    int length = family == AF_INET ? SIZE4 : SIZE;
    Abi.CURRENT.putFamily(into, at, family, length);
    into.put(at + PORT, (byte) (inet.getPort() >> 8));
    into.put(at + PORT + 1, (byte) inet.getPort());
    if (family == AF_INET) {
      into.put(at + ADDRESS4, ip instanceof Inet4Address ? ip.getAddress() : new byte[4]);
    } else {
      into.putInt(at + 4, 0); // flow information
      into.put(at + ADDRESS6, ip instanceof Inet4Address ? mapped(ip) : ip.getAddress());
      into.putInt(at + SCOPE, ip instanceof Inet6Address six ? six.getScopeId() : 0);
    }
    return length;
  }

  /** All addresses of IPv4 are, on a socket that takes both, all addresses. */
  private static byte[] mapped(InetAddress ip) {
    byte[] bytes = new byte[16];
    if (!ip.isAnyLocalAddress()) {
      bytes[10] = -1;
      bytes[11] = -1;
      System.arraycopy(ip.getAddress(), 0, bytes, 12, 4);
    }
    return bytes;
  }

  /** Takes IPv4's addresses whatever {@code net.ipv6.bindv6only} says, as the JDK's sockets do. */
  @Override
  public int prepare(int fd) {
    if (family == AF_INET) {
      return 0;
    }
    Memory off = Memory.allocate(Integer.BYTES);
    try {
      return Bindings.libc().setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, off.address, Integer.BYTES);
    } finally {
      Reference.reachabilityFence(off);
    }
  }

  @Override
  public SocketAddress parse(SocketSpec<?> spec, EndpointUri uri, boolean passive)
      throws IOException {
    HostPort address = HostPort.parseSingle(uri);
    return passive
        ? InetAddresses.local(uri, address, spec.domain())
        : InetAddresses.resolve(uri, address.requirePeer(uri), spec.domain()).get(0);
  }
}
