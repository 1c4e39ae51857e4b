package dev.sockeye.unix;

import dev.sockeye.Pollable;
import dev.sockeye.posix.ChannelDescriptor;
import dev.sockeye.posix.Hooks;
import dev.sockeye.posix.NativeSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.util.Arrays;
import java.util.Optional;

/** The descriptor of a socket, a native one or one of the JDK's, and the file that it made. */
final class DescriptorOf {

  private DescriptorOf() {}

  /** Duplicates it, {@code dup(2)}. */
  static int duplicate(Pollable socket) throws IOException {
    Optional<NativeSocket<?>> ours = under(socket, NativeSocket.class).map(found -> found);
    if (ours.isPresent()) {
      return ours.get().duplicate();
    }
    Optional<NetworkChannel> channel = jdkChannel(socket);
    int own = channel.isPresent() ? duplicate(channel.get()) : -1;
    if (own < 0) {
      throw new UnsupportedOperationException(
          socket + (channel.isPresent() ? ": its descriptor was not found" : " is no descriptor"));
    }
    return own;
  }

  /** An endpoint is a network channel too, also one without a descriptor, such as in memory. */
  private static Optional<NetworkChannel> jdkChannel(Pollable socket) {
    return under(socket, SelectableChannel.class)
        .filter(NetworkChannel.class::isInstance)
        .map(NetworkChannel.class::cast);
  }

  private static int duplicate(NetworkChannel channel) throws IOException {
    boolean inet = channel.getLocalAddress() instanceof InetSocketAddress;
    return ChannelDescriptor.duplicate(channel, inet ? null : UnixAddresses.CODEC);
  }

  private static <T> Optional<T> under(Pollable socket, Class<T> type) {
    try {
      return Optional.of(socket.unwrap(type));
    } catch (UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** The files of those that have one. */
  static SocketFile[] files(Pollable... sockets) {
    return Arrays.stream(sockets)
        .flatMap(socket -> file(socket).stream())
        .toArray(SocketFile[]::new);
  }

  private static Optional<SocketFile> file(Pollable socket) {
    Optional<SocketFile> ofNative =
        under(socket, NativeSocket.class)
            .<Hooks>map(found -> ((NativeSocket<?>) found).hooks())
            .filter(UnixHooks.class::isInstance)
            .map(hooks -> ((UnixHooks) hooks).file());
    return ofNative.isPresent()
        ? ofNative
        : under(socket, SocketFile.Owner.class).map(SocketFile.Owner::file);
  }
}
