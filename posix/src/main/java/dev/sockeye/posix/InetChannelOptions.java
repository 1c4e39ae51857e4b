package dev.sockeye.posix;

import dev.sockeye.Domain;
import dev.sockeye.InetOptions;
import dev.sockeye.Protocol;
import dev.sockeye.SocketSpec;
import dev.sockeye.internal.ChannelOptions;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.Channel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import java.util.Set;

/**
 * The options of {@link InetOptionTables} for the JDK's channels of TCP and UDP. Each call finds
 * the channel's descriptor, which takes a few system calls, and keeps nothing open.
 */
@SuppressWarnings("exports") // a service of sockeye's own modules
public final class InetChannelOptions implements ChannelOptions {

  private static final int SO_DOMAIN = 39;

  /**
   * The system copies others from a listener to what it accepts, or an accepted one could not have
   * them any more.
   */
  private static final Set<SocketOption<?>> NOT_PASSED_ON = Set.of(InetOptions.SO_PRIORITY);

  /** Creates the service; the C library is loaded when an option is read or set. */
  public InetChannelOptions() {}

  @Override
  public Set<SocketOption<?>> names(SocketSpec<?> spec, Channel channel) {
    boolean inet = channel instanceof NetworkChannel && !spec.domain().equals(Domain.AF_UNIX);
    return inet && Bindings.mayBeThere() ? table(spec, channel, false).names() : Set.of();
  }

  @Override
  public Optional<String> unavailable() {
    return Bindings.mayBeThere() ? Optional.empty() : Bindings.unavailable();
  }

  /** Of UDP the same options are others over IPv6. */
  private static OptionTable table(SocketSpec<?> spec, Channel channel, boolean overV6) {
    OptionTable table = InetOptionTables.COMMON;
    if (spec.protocol().equals(Protocol.IPPROTO_TCP)) {
      boolean listens = channel instanceof ServerSocketChannel;
      table = listens ? InetOptionTables.TCP_LISTENER : InetOptionTables.TCP_ENDPOINT;
    } else if (spec.protocol().equals(Protocol.IPPROTO_UDP)) {
      table = overV6 ? InetOptionTables.UDP6 : InetOptionTables.UDP4;
    }
    return spec.domain().equals(Domain.AF_INET) ? table : InetOptionTables.ofInet6(table);
  }

  private static boolean isV6(int fd) {
    int[] domain = new int[1];
    return DescriptorCalls.getInt(fd, SO_DOMAIN, domain) == 0 && domain[0] == InetCodec.AF_INET6;
  }

  @Override
  public <T> T get(SocketSpec<?> spec, NetworkChannel channel, SocketOption<T> name)
      throws IOException {
    int fd = descriptor(channel, name);
    try {
      return table(spec, channel, isV6(fd)).get(fd, name);
    } finally {
      Bindings.libc().close(fd);
    }
  }

  @Override
  public <T> void set(SocketSpec<?> spec, NetworkChannel channel, SocketOption<T> name, T value)
      throws IOException {
    int fd = descriptor(channel, name);
    try {
      boolean overV6 = isV6(fd);
      table(spec, channel, overV6).set(fd, name, value);
      if (overV6 && name.equals(InetOptions.IP_PKTINFO)) {
        InetOptionTables.UDP4.set(fd, name, value); // tells more of what came by IPv4
      }
    } finally {
      Bindings.libc().close(fd);
    }
  }

  @Override
  public boolean isSetOnAccepted(SocketOption<?> name) {
    return NOT_PASSED_ON.contains(name);
  }

  private static int descriptor(NetworkChannel channel, SocketOption<?> name) throws IOException {
    Bindings.unavailable()
        .ifPresent(
            why -> {
              throw new UnsupportedOperationException(name + " needs native calls: " + why);
            });
    int fd = ChannelDescriptor.duplicate(channel, null);
    if (fd < 0) {
      throw new SocketException("the descriptor of the channel was not found");
    }
    return fd;
  }
}
