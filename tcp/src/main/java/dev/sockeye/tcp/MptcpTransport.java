package dev.sockeye.tcp;

import static java.net.StandardSocketOptions.IP_TOS;
import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_REUSEPORT;

import dev.sockeye.Domain;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The transport that {@link Mptcp} describes. It is there, and tells why not, without posix. */
public final class MptcpTransport extends StreamTransport {

  /** By their names: the JDK has no constants for all. */
  private static final Set<String> REFUSED = Set.of("TCP_QUICKACK", "SO_OOBINLINE");

  /** Creates the transport. */
  public MptcpTransport() {
    super("mptcp", schemes("mptcp", Mptcp.STREAM, Mptcp.STREAM4, Mptcp.STREAM6));
  }

  /** {@code null} if it can be had. */
  private static String missing() {
    try {
      return MptcpChannels.missing();
    } catch (NoClassDefFoundError e) {
      return "MPTCP needs native calls: add dev.sockeye:sockeye-posix to the class path, or the"
          + " module dev.sockeye.posix";
    }
  }

  @Override
  public Optional<String> unavailable(SocketSpec<?> spec) {
    return super.unavailable(spec).or(() -> Optional.ofNullable(missing()));
  }

  @Override
  void prepare(NetworkChannel opened) throws IOException {
    try {
      MptcpChannels.prepare(opened);
    } catch (NoClassDefFoundError e) {
      throw new UnsupportedOperationException(missing(), e);
    }
  }

  @Override
  Set<SocketOption<?>> options(SocketSpec<?> spec, NetworkChannel channel) {
    Set<SocketOption<?>> options = new HashSet<>(channel.supportedOptions());
    options.removeIf(name -> isRefused(spec, channel, name));
    return options;
  }

  /** The JDK reads IPV6_TCLASS of an IPv6 socket, which MPTCP has not. */
  private boolean isRefused(SocketSpec<?> spec, NetworkChannel channel, SocketOption<?> name) {
    return REFUSED.contains(name.name())
        || (name.equals(IP_TOS) && !spec.domain().equals(Domain.AF_INET))
        || (isConnected(channel) && !isOfConnections(name));
  }

  private static boolean isConnected(NetworkChannel channel) {
    return channel instanceof SocketChannel stream && stream.isConnected();
  }

  @Override
  boolean isOfConnections(SocketOption<?> name) {
    return !name.equals(SO_REUSEADDR) && !name.equals(SO_REUSEPORT);
  }

  private void requireHad(SocketSpec<?> spec, NetworkChannel channel, SocketOption<?> name) {
    if (isRefused(spec, channel, name)) {
      throw new UnsupportedOperationException("'" + name + "' not supported");
    }
  }

  @Override
  Set<SocketOption<?>> furtherOptions() {
    return Set.of(Mptcp.MPTCP_INFO);
  }

  @Override
  <T> T getOption(SocketSpec<?> spec, NetworkChannel channel, SocketOption<T> name)
      throws IOException {
    requireHad(spec, channel, name);
    return name.equals(Mptcp.MPTCP_INFO)
        ? name.type().cast(MptcpChannels.info(channel))
        : super.getOption(spec, channel, name);
  }

  @Override
  <T> void setOption(SocketSpec<?> spec, NetworkChannel channel, SocketOption<T> name, T value)
      throws IOException {
    requireHad(spec, channel, name);
    if (name.equals(Mptcp.MPTCP_INFO)) {
      throw new UnsupportedOperationException(name + " can only be read");
    }
    super.setOption(spec, channel, name, value);
  }
}
