package dev.sockeye.bench.contest;

import com.sun.nio.sctp.MessageInfo;
import com.sun.nio.sctp.SctpChannel;
import com.sun.nio.sctp.SctpServerChannel;
import com.sun.nio.sctp.SctpStandardSocketOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Connections of bare JDK channels, with the same options as Sockeye's. */
final class JdkPeers {

  private JdkPeers() {}

  static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  static SocketChannel[] tcpPair() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(loopback());
      SocketChannel near = SocketChannel.open(listener.getLocalAddress());
      SocketChannel far = listener.accept();
      near.setOption(StandardSocketOptions.TCP_NODELAY, true);
      far.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return new SocketChannel[] {near, far};
    }
  }

  static ConnectedPeers tcp() throws IOException {
    SocketChannel[] pair = tcpPair();
    return new ConnectedPeers(pair[0], pair[1]);
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

  static ConnectedPeers sctp() throws IOException {
    try (SctpServerChannel listener = SctpServerChannel.open()) {
      listener.bind(loopback());
      SctpChannel near = SctpChannel.open(listener.getAllLocalAddresses().iterator().next(), 0, 0);
      SctpChannel far = listener.accept();
      near.setOption(SctpStandardSocketOptions.SCTP_NODELAY, true);
      far.setOption(SctpStandardSocketOptions.SCTP_NODELAY, true);
      return new ConnectedPeers(new Association(near), new Association(far));
    }
  }

  /** An SCTP channel, which the JDK does not make a channel of bytes. */
  private record Association(SctpChannel channel, MessageInfo info) implements ByteChannel {

    Association(SctpChannel channel) {
      this(channel, MessageInfo.createOutgoing(null, 0));
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
      return channel.receive(dst, null, null).bytes();
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
      return channel.send(src, info);
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
