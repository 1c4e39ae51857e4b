package dev.sockeye.posix;

import static java.net.StandardSocketOptions.SO_REUSEADDR;

import dev.sockeye.Errno;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.util.Optional;

/**
 * The socket under a channel of the JDK: another protocol's in its place, and options that the JDK
 * does not know. With a {@link java.nio.channels.Selector}, on virtual threads, closed and
 * interrupted, the channel is as any other.
 */
public final class ChannelSocket {

  private ChannelSocket() {}

  /**
   * Finds out, by trying, whether this host refuses stream sockets of a protocol.
   *
   * @param protocol its number, {@code protocols(5)}
   * @return what the system says; empty if it has them
   */
  public static Optional<Errno> refused(int protocol) {
    int fd = Bindings.libc().socket(InetCodec.AF_INET, Abi.SOCK_STREAM, protocol);
    if (fd >= 0) {
      Bindings.libc().close(fd);
      return Optional.empty();
    }
    return Errno.ofNumber(-fd);
  }

  /**
   * Puts a socket of another protocol under a channel, of the same family and type: {@code dup2(2)}
   * over the channel's descriptor. For a moment it takes two descriptors more.
   *
   * @param channel an Internet channel that was just opened: neither bound nor connected nor
   *     registered, and known to nobody else
   * @param scheme the protocol's, for messages
   * @param protocol its number, {@code protocols(5)}
   * @throws IOException if the system refuses; the channel is then to be closed
   */
  public static void replace(NetworkChannel channel, String scheme, int protocol)
      throws IOException {
    int number = AdoptedChannels.numberOf(channel);
    SocketInfo info = SocketInfo.of(number);
    InetCodec addresses = info.isInet6() ? InetCodec.OF_INET6 : InetCodec.OF_INET;
    int type = channel instanceof DatagramChannel ? Abi.SOCK_DGRAM : Abi.SOCK_STREAM;
    boolean reuse = channel.getOption(SO_REUSEADDR); // the JDK sets it on listeners
    int fd = DescriptorCalls.open(scheme, info.family(), type, protocol, addresses);
    try {
      AdoptedChannels.put(fd, number);
    } finally {
      Bindings.libc().close(fd);
    }
    channel.setOption(SO_REUSEADDR, reuse);
  }

  /**
   * Reads an option, {@code getsockopt(2)}.
   *
   * @param channel an Internet channel
   * @param level the option's level
   * @param name its number
   * @param value takes it, and what the system tells less of stays as it is
   * @throws IOException if the channel is closed, or the system refuses
   */
  public static void getOption(NetworkChannel channel, int level, int name, Memory value)
      throws IOException {
    int fd = ChannelDescriptor.duplicate(channel, null);
    if (fd < 0) {
      throw new UnsupportedOperationException(channel + ": its descriptor was not found");
    }
    Memory length = Memory.allocate(Integer.BYTES).putInt(0, value.size());
    try {
      int result = Bindings.libc().getsockopt(fd, level, name, value.address, length.address);
      if (result < 0) {
        throw DescriptorCalls.failure("getsockopt", result);
      }
    } finally {
      Bindings.libc().close(fd);
      Reference.reachabilityFence(length);
    }
  }
}
