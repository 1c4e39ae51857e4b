package dev.sockeye.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Connections of bare JDK channels, with the same options as Sockeye's. */
final class JdkPeers {

  private JdkPeers() {}

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  static ConnectedPeers tcp() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(loopback());
      SocketChannel near = SocketChannel.open(listener.getLocalAddress());
      SocketChannel far = listener.accept();
      near.setOption(StandardSocketOptions.TCP_NODELAY, true);
      far.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return new ConnectedPeers(near, far);
    }
  }

  static ConnectedPeers unix() throws IOException {
    Path folder = Files.createTempDirectory("sockeye-bench");
    Path path = folder.resolve("s");
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(path));
      SocketChannel near = SocketChannel.open(UnixDomainSocketAddress.of(path));
      return new ConnectedPeers(near, listener.accept());
    } finally {
      Files.deleteIfExists(path);
      Files.delete(folder);
    }
  }

  static DatagramChannel[] datagrams() throws IOException {
    DatagramChannel near = DatagramChannel.open();
    DatagramChannel far = DatagramChannel.open();
    near.bind(loopback());
    far.bind(loopback());
    near.connect(far.getLocalAddress());
    far.connect(near.getLocalAddress());
    return new DatagramChannel[] {near, far};
  }

  static ConnectedPeers udp() throws IOException {
    DatagramChannel[] pair = datagrams();
    return new ConnectedPeers(pair[0], pair[1]);
  }
}
