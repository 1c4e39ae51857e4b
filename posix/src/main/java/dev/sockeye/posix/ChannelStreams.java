package dev.sockeye.posix;

import dev.sockeye.Domain;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.DirectStreams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.IntFunction;

/** The sockets of the JDK's stream channels, read and written by the C library. On Linux. */
@SuppressWarnings("exports") // a service of sockeye's own modules
public final class ChannelStreams implements DirectStreams {

  /** How many descriptors are looked at: a search of thousands costs more than is gained. */
  private static final int LOOKS = 1024;

  /** Creates the service, of Internet channels; the C library is loaded when one is asked for. */
  public ChannelStreams() {}

  @Override
  public boolean isReady() {
    return areReady();
  }

  /**
   * Tells whether {@link #open(SocketChannel, AddressCodec, IntFunction)} does not first have to
   * load the C library and the classes that call it; if it has to, that begins.
   *
   * @return whether
   */
  public static boolean areReady() {
    return !isAllowed() || Rehearsal.DONE.isDone();
  }

  /** On Java 22 and later from the program's first own use of the C library on, if not before. */
  private static boolean isAllowed() {
    return Abi.isLinux() && Bindings.areWelcome();
  }

  @Override
  public Optional<StreamEndpoint> open(
      SocketSpec<StreamEndpoint> spec, String transport, SocketChannel channel) throws IOException {
    return channel.getLocalAddress() instanceof InetSocketAddress
        ? open(channel, null, fd -> kind(spec, transport, fd))
        : Optional.empty();
  }

  static Kind<StreamEndpoint> kind(SocketSpec<StreamEndpoint> spec, String transport, int fd) {
    int[] domain = new int[1];
    int result = DescriptorCalls.getInt(fd, SocketInfo.SO_DOMAIN, domain);
    boolean v6 = result == 0 && domain[0] == InetCodec.AF_INET6;
    Family family =
        v6
            ? new Family(Domain.AF_INET6, InetCodec.AF_INET6, InetCodec.OF_INET6)
            : new Family(Domain.AF_INET, InetCodec.AF_INET, InetCodec.OF_INET);
    return Kind.of(family, transport, spec, Abi.SOCK_STREAM, 0, Trait.SHUTDOWN_WAKES);
  }

  /**
   * Makes an endpoint of a channel's socket. The socket is in blocking mode from now on, whatever
   * the channel, which is not to be read or written any more, takes it for.
   *
   * @param channel the channel, connected
   * @param addresses its family's; {@code null} if that is the Internet's
   * @param kindOf the kind of socket that a descriptor is
   * @return the endpoint, with a descriptor of its own; empty where this host does not allow it, or
   *     only with a warning of the JVM's
   * @throws IOException if the channel is closed, or the system does not tell its peer
   */
  public static Optional<StreamEndpoint> open(
      SocketChannel channel, AddressCodec addresses, IntFunction<Kind<StreamEndpoint>> kindOf)
      throws IOException {
    if (!isAllowed() || Bindings.unavailable().isPresent()) {
      return Optional.empty();
    }
    int fd = duplicate(channel, addresses);
    if (fd < 0) {
      return Optional.empty();
    }
    StreamEndpoint opened = NativeSockets.ofAccepted(kindOf.apply(fd), fd);
    if (!opened.isConnected()) {
      opened.close(); // The peer is gone, and with it its name.
      return Optional.empty();
    }
    DescriptorCalls.makeBlocking(fd);
    return Optional.of(opened);
  }

  private static int duplicate(SocketChannel channel, AddressCodec addresses) throws IOException {
    try {
      return ChannelDescriptor.duplicate(channel, addresses, LOOKS);
    } catch (SocketErrnoException e) {
      return -1; // Such as out of descriptors: the channel needs none.
    }
  }
}
