package dev.sockeye.socket;

import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

/**
 * The addresses of a connected socket, as code expects them that knows the Internet domain alone:
 * the host and port that it asked for, and loopback where there is no IP address.
 */
final class PeerNames {

  final InetSocketAddress remote;
  final InetSocketAddress local;

  PeerNames(SocketAddress asked, StreamEndpoint endpoint) throws IOException {
    InetSocketAddress is = inet(endpoint.getRemoteAddress());
    InetSocketAddress wanted = inet(asked);
    String host =
        wanted != null ? wanted.getHostString() : is != null ? is.getHostString() : "localhost";
    int port = wanted != null ? wanted.getPort() : is != null ? is.getPort() : 0;
    remote = new InetSocketAddress(named(host, is), port);
    InetSocketAddress own = inet(endpoint.getLocalAddress());
    local = own != null ? own : new InetSocketAddress(loopback("localhost"), 0);
  }

  private static InetSocketAddress inet(SocketAddress address) {
    return address instanceof InetSocketAddress inet ? inet : null;
  }

  private static InetAddress named(String host, InetSocketAddress is) {
    if (is == null || is.getAddress() == null) {
      return loopback(host);
    }
    return of(host, is.getAddress().getAddress());
  }

  static InetAddress loopback(String host) {
    return of(host, InetAddress.getLoopbackAddress().getAddress());
  }

  private static InetAddress of(String host, byte[] ip) {
    try {
      return InetAddress.getByAddress(host, ip); // asks no name server
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e); // an address has the length of one
    }
  }
}
