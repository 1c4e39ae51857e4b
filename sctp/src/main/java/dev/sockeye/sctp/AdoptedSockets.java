package dev.sockeye.sctp;

import com.sun.nio.sctp.SctpChannel;
import com.sun.nio.sctp.SctpMultiChannel;
import com.sun.nio.sctp.SctpServerChannel;
import com.sun.nio.sctp.SctpStandardSocketOptions;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.inet.InetChannels;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.DescriptorCalls;
import dev.sockeye.posix.InetCodec;
import dev.sockeye.posix.OpenDescriptor;
import dev.sockeye.posix.SocketInfo;
import dev.sockeye.spi.OpenSocket;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;

/**
 * Channels of the JDK over sockets that were open before. A channel is opened and brought into the
 * state of the socket by one of its own, whose place the socket then takes, {@code dup2(2)}; which
 * events the JDK wants to be told of it is told first. Loaded only where there is {@code
 * sockeye-posix}.
 */
final class AdoptedSockets {

  private static final int BACKLOG = 50; // as the JDK has it
  private static final int SOCK_NONBLOCK = 2048; // of Linux, where SCTP is
  private static final InetSocketAddress DISCARD = // RFC 863; nothing is sent there
      new InetSocketAddress(loopback(), 9);

  private AdoptedSockets() {}

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (IOException e) {
      throw new AssertionError("4 bytes are an address", e);
    }
  }

  /** An endpoint of a one-to-one socket that is connected. */
  static MessageEndpoint oneToOne(OpenSocket socket) throws IOException {
    SocketAddress local = socket.localAddress();
    SctpChannel channel = SctpChannel.open();
    int fd = socket.takeDescriptor();
    return made(
        fd,
        channel,
        () -> {
          SctpDescriptor own =
              SctpDescriptor.of(
                  fd, s -> channel.setOption(SctpStandardSocketOptions.SCTP_INIT_MAXSTREAMS, s));
          own.giveEvents(fd);
          connect(channel, own);
          own.replace(fd);
          return OneToOneEndpoint.adopted(channel, local, SctpDescriptor.association(fd));
        });
  }

  /**
   * By a UDP socket, which connects without a packet, and has no message for the JDK to look at.
   */
  private static void connect(SctpChannel channel, SctpDescriptor own) throws IOException {
    int udp = Bindings.libc().socket(own.family(), Abi.SOCK_DGRAM | SOCK_NONBLOCK, 0);
    if (udp < 0) {
      throw DescriptorCalls.failure("socket", udp);
    }
    try {
      own.put(udp);
    } finally {
      Bindings.libc().close(udp);
    }
    channel.connect(DISCARD);
  }

  /** An endpoint of a one-to-many socket, which takes associations from then on. */
  static MessageEndpoint oneToMany(OpenSocket socket) throws IOException {
    SocketAddress local = socket.localAddress();
    SctpMultiChannel channel = SctpMultiChannel.open();
    int fd = socket.takeDescriptor();
    return made(
        fd,
        channel,
        () -> {
          SctpDescriptor own =
              SctpDescriptor.of(
                  fd,
                  s -> channel.setOption(SctpStandardSocketOptions.SCTP_INIT_MAXSTREAMS, s, null));
          requireSendable(SocketInfo.of(fd), own);
          own.giveEvents(fd);
          channel.bind(InetChannels.loopback(Sctp.ONE_TO_MANY), 1);
          listen(fd);
          own.replace(fd);
          return new OneToManyEndpoint(
              Sctp.ONE_TO_MANY,
              channel,
              LocalAddresses.adopted(channel::getAllLocalAddresses, local));
        });
  }

  /** To a socket that is IPv4 alone the JDK cannot name whom a message is for. */
  private static void requireSendable(SocketInfo info, SctpDescriptor own) throws IOException {
    if (info.family() == InetCodec.AF_INET && own.family() != InetCodec.AF_INET) {
      throw new UnsupportedOperationException(
          "the JDK cannot send to addresses on a one-to-many socket of AF_INET: open one of AF_INET6,"
              + " which has IPv4 too, or start Java with -Djava.net.preferIPv4Stack=true");
    }
  }

  private static void listen(int fd) throws IOException {
    int result = Bindings.libc().listen(fd, BACKLOG);
    if (result < 0) {
      throw DescriptorCalls.failure("listen", result);
    }
  }

  /** A listener of a one-to-one socket that listens. */
  static Listener<MessageEndpoint> listener(OpenSocket socket) throws IOException {
    SocketAddress local = socket.localAddress();
    SctpServerChannel channel = SctpServerChannel.open();
    int fd = socket.takeDescriptor();
    return made(
        fd,
        channel,
        () -> {
          SctpDescriptor own =
              SctpDescriptor.of(
                  fd, s -> channel.setOption(SctpStandardSocketOptions.SCTP_INIT_MAXSTREAMS, s));
          own.giveEvents(fd);
          channel.bind(InetChannels.loopback(Sctp.ONE_TO_ONE), 1);
          own.replace(fd);
          return new AdoptedListener(
              channel,
              LocalAddresses.adopted(channel::getAllLocalAddresses, local),
              OpenDescriptor.duplicate(fd));
        });
  }

  /** Makes a socket. */
  private interface Maker<S extends Closeable> {
    S make() throws IOException;
  }

  /** The descriptor is closed in any case, since the channel has another; if it fails that, too. */
  private static <S extends Closeable> S made(int fd, SelectableChannel channel, Maker<S> maker)
      throws IOException {
    try {
      return maker.make();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    } finally {
      Bindings.libc().close(fd);
    }
  }
}
