package dev.sockeye.raw;

import dev.sockeye.Domain;
import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import dev.sockeye.inet.HostPort;
import dev.sockeye.inet.InetAddresses;
import dev.sockeye.posix.AddressCodec;
import dev.sockeye.posix.InetCodec;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;

/**
 * Addresses of sockets below the ports: of one family each, since neither raw nor ping sockets of
 * IPv6 take mapped addresses. That of a raw socket has its protocol where others have a port; so it
 * is written, which {@code connect(2)} needs for {@code getpeername(2)} to tell of it.
 */
final class IpCodec implements AddressCodec {

  private static final int PORT = 2; // in network order, of both families

  private final InetCodec inet;
  private final boolean v6;
  private final int protocol; // 0 for a ping socket, which has ports of a kind

  private IpCodec(boolean v6, int protocol) {
    inet = v6 ? InetCodec.OF_INET6 : InetCodec.OF_INET;
    this.v6 = v6;
    this.protocol = protocol;
  }

  static IpCodec ofRaw(boolean v6, int protocol) {
    return new IpCodec(v6, protocol);
  }

  static IpCodec ofPing(boolean v6) {
    return new IpCodec(v6, 0);
  }

  @Override
  public int size() {
    return inet.size();
  }

  @Override
  public void check(String operation, SocketAddress address) throws IOException {
    inet.check(operation, address);
    if (address == null) {
      return;
    }
    InetSocketAddress ip = (InetSocketAddress) address;
    if (v6 && !(ip.getAddress() instanceof Inet6Address)) {
      throw new UnsupportedAddressTypeException();
    } else if (protocol != 0 && ip.getPort() != 0 && ip.getPort() != protocol) {
      String reason =
          "a raw socket has no ports: write 0, or its protocol's number, which is " + protocol;
      String scheme = v6 ? "raw6" : "raw4";
      throw new SocketException(
          SocketFailure.sentence(operation, scheme, null, address, reason) + " (EINVAL)");
    }
  }

  @Override
  public int write(SocketAddress address, ByteBuffer into, int at) {
    int length = inet.write(address, into, at);
    if (protocol != 0) {
      into.put(at + PORT, (byte) 0).put(at + PORT + 1, (byte) protocol);
    }
    return length;
  }

  /** A sender has no port. A ping socket without an identifier is not bound. */
  @Override
  public SocketAddress read(ByteBuffer from, int at, int length) {
    if (length == 0) {
      return null;
    }
    InetSocketAddress told = InetCodec.read(from, at);
    if (protocol != 0) {
      return told.getPort() == protocol ? told : new InetSocketAddress(told.getAddress(), protocol);
    }
    return told.getPort() == 0 && told.getAddress().isAnyLocalAddress() ? null : told;
  }

  @Override
  public SocketAddress parse(SocketSpec<?> spec, EndpointUri uri, boolean passive)
      throws IOException {
    HostPort address = protocol == 0 ? ping(uri) : raw(uri, protocol);
    if (passive) {
      return InetAddresses.local(uri, address, spec.domain());
    } else if (address.hosts().isEmpty()) {
      throw new IllegalArgumentException(
          uri + ": no host to send to: write one after the two slashes");
    }
    return InetAddresses.resolve(uri, address, spec.domain()).get(0);
  }

  /** The family of a URI's host: of IPv4 without one. */
  static Domain domain(EndpointUri uri, HostPort address) throws UnknownHostException {
    if (address.hosts().isEmpty()) {
      return Domain.AF_INET;
    }
    InetSocketAddress first = InetAddresses.resolve(uri, address, Domain.AF_UNSPEC).get(0);
    return first.getAddress() instanceof Inet6Address ? Domain.AF_INET6 : Domain.AF_INET;
  }

  /** With the protocol's number for a port. */
  static HostPort raw(EndpointUri uri, int protocol) {
    return hostPort(uri, Protocols.host(uri) + ":" + protocol);
  }

  /** With port 0 where there is none. */
  static HostPort ping(EndpointUri uri) {
    String text = uri.address().startsWith("//") ? uri.address().substring(2) : "";
    if (text.isEmpty()) {
      throw new IllegalArgumentException(uri + ": no host: write " + uri.scheme() + "://HOST");
    }
    boolean hasPort = text.indexOf(':', text.lastIndexOf(']') + 1) >= 0;
    return hostPort(uri, hasPort ? text : text + ":0");
  }

  private static HostPort hostPort(EndpointUri uri, String text) {
    return HostPort.parseSingle(EndpointUri.valueOf(uri.scheme() + "://" + text));
  }
}
