package dev.sockeye.posix;

import dev.sockeye.Errno;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Channels of the JDK over Internet sockets that were open before. A channel is opened and brought
 * into the state of the socket by one of its own, whose place the socket then takes: {@code
 * dup2(2)} over the channel's descriptor. What the channel does it does to the socket from then on,
 * but the addresses that it remembers are those of before.
 *
 * <ul>
 *   <li>A listener is bound to a port of the loopback interface.
 *   <li>A connection is a UDP socket meanwhile, which connects without a packet, to the same peer.
 *   <li>Datagrams are bound to a port of the loopback interface, or connected to the same peer.
 * </ul>
 */
final class AdoptedChannels {

  /** Where a socket is in truth. */
  record Names(SocketAddress local, SocketAddress remote) {}

  private static final int DISCARD = 9; // a port, RFC 863; nothing is sent there

  private static final Map<NetworkChannel, Names> NAMES =
      Collections.synchronizedMap(new WeakHashMap<>());

  private AdoptedChannels() {}

  /** The names of the socket under a channel; {@code null} if the channel knows them itself. */
  static Names names(NetworkChannel channel) {
    return NAMES.get(channel);
  }

  /** The socket is duplicated: the descriptor is still its owner's. */
  static NetworkChannel over(OpenDescriptor socket, Class<? extends NetworkChannel> type)
      throws IOException {
    Names names = new Names(socket.localAddress(), socket.remoteAddress());
    ProtocolFamily family =
        socket.info().isInet6() ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    NetworkChannel channel;
    if (type == ServerSocketChannel.class) {
      channel = listening(ServerSocketChannel.open(family), socket, family);
    } else if (type == SocketChannel.class) {
      channel = connected(socket, family, requirePeer(names.remote));
    } else {
      channel = datagrams(socket, family, names);
    }
    NAMES.put(channel, names);
    return channel;
  }

  private static SocketAddress requirePeer(SocketAddress remote) throws IOException {
    if (remote == null) {
      throw DescriptorCalls.failure("getpeername", -Errno.ENOTCONN.number());
    }
    return remote;
  }

  /** The number of a channel's descriptor. */
  static int numberOf(NetworkChannel channel) throws IOException {
    int number = ChannelDescriptor.number(channel);
    if (number < 0) {
      throw new UnsupportedOperationException(channel + ": its descriptor was not found");
    }
    return number;
  }

  /** Closed on exec, as the JDK's own are closed by its way to start processes. */
  static void put(int fd, int number) throws IOException {
    int result = Bindings.libc().dup2(fd, number);
    if (result < 0) {
      throw DescriptorCalls.failure("dup2", result);
    }
    DescriptorCalls.closeOnExec(number);
  }

  private static NetworkChannel listening(
      ServerSocketChannel channel, OpenDescriptor socket, ProtocolFamily family)
      throws IOException {
    return put(socket, channel, number -> channel.bind(loopback(family, 0), 1));
  }

  private static NetworkChannel connected(
      OpenDescriptor socket, ProtocolFamily family, SocketAddress peer) throws IOException {
    return nearest(
        family, peer, named -> connectedTo(named, SocketChannel.open(family), socket, family));
  }

  /** What is made with a peer's name. */
  @FunctionalInterface
  private interface WithPeer {
    NetworkChannel make(SocketAddress peer) throws IOException;
  }

  /** The peer cannot be named to a UDP socket where its route or its network is not here. */
  private static NetworkChannel nearest(ProtocolFamily family, SocketAddress peer, WithPeer maker)
      throws IOException {
    try {
      return maker.make(peer);
    } catch (IOException e) {
      return maker.make(loopback(family, DISCARD));
    }
  }

  private static NetworkChannel connectedTo(
      SocketAddress peer, SocketChannel channel, OpenDescriptor socket, ProtocolFamily family)
      throws IOException {
    return put(
        socket,
        channel,
        number -> {
          putDatagrams(family, number);
          channel.connect(peer);
        });
  }

  private static void putDatagrams(ProtocolFamily family, int number) throws IOException {
    boolean v6 = family == StandardProtocolFamily.INET6;
    int domain = v6 ? InetCodec.AF_INET6 : InetCodec.AF_INET;
    int fd = Bindings.libc().socket(domain, Abi.SOCK_DGRAM, 0);
    if (fd < 0) {
      throw DescriptorCalls.failure("socket", fd);
    }
    try {
      put(fd, number);
    } finally {
      Bindings.libc().close(fd);
    }
  }

  private static NetworkChannel datagrams(OpenDescriptor socket, ProtocolFamily family, Names names)
      throws IOException {
    if (names.remote != null) {
      return nearest(
          family,
          names.remote,
          peer -> {
            DatagramChannel channel = DatagramChannel.open(family);
            return put(socket, channel, number -> channel.connect(peer));
          });
    }
    DatagramChannel channel = DatagramChannel.open(family);
    return put(
        socket,
        channel,
        number -> {
          if (names.local != null) {
            channel.bind(loopback(family, 0));
          }
        });
  }

  /** Brings a channel into the state of a socket. */
  @FunctionalInterface
  private interface Preparation {
    void make(int number) throws IOException;
  }

  /** Puts a socket under a channel, which is closed if this fails. */
  private static NetworkChannel put(
      OpenDescriptor socket, NetworkChannel channel, Preparation preparation) throws IOException {
    try {
      int number = numberOf(channel);
      preparation.make(number);
      put(socket.number(), number);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static InetSocketAddress loopback(ProtocolFamily family, int port) throws IOException {
    byte[] one = new byte[family == StandardProtocolFamily.INET6 ? 16 : 4];
    one[0] = (byte) (one.length == 4 ? 127 : 0);
    one[one.length - 1] = 1;
    return new InetSocketAddress(InetAddress.getByAddress(one), port);
  }
}
