package dev.sockeye.nio;

import dev.sockeye.EndpointOptions;
import dev.sockeye.internal.FurtherOptions;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** The options of a socket: timeouts, those of native calls, and the channel's. */
final class NioOptions {

  private NioOptions() {}

  private static FurtherOptions further(NioSocket<?, ?> socket) {
    return new FurtherOptions(socket.spec(), socket.channel());
  }

  static Set<SocketOption<?>> supported(NioSocket<?, ?> socket) {
    Set<SocketOption<?>> options = new HashSet<>(socket.channelOptions());
    options.addAll(further(socket).names());
    options.add(EndpointOptions.SO_RCVTIMEO);
    options.add(EndpointOptions.SO_SNDTIMEO);
    return Set.copyOf(options);
  }

  static <T> T get(NioSocket<?, ?> socket, SocketOption<T> name) throws IOException {
    Objects.requireNonNull(name, "name");
    if (SocketTimeouts.has(name)) {
      requireOpen(socket);
      return socket.mode().timeouts().get(name);
    }
    try {
      FurtherOptions further = further(socket);
      return further.has(name) ? further.get(name) : socket.getChannelOption(name);
    } catch (IOException e) {
      throw socket.failure("getsockopt " + name.name(), e);
    }
  }

  static <T> void set(NioSocket<?, ?> socket, SocketOption<T> name, T value) throws IOException {
    Objects.requireNonNull(name, "name");
    if (SocketTimeouts.has(name)) {
      long nanos = Deadline.nanos(name, value);
      requireOpen(socket);
      socket.mode().timeout(name, nanos);
      return;
    }
    try {
      FurtherOptions further = further(socket);
      if (further.has(name)) {
        further.set(name, value);
      } else {
        socket.setChannelOption(name, value);
      }
    } catch (IOException e) {
      throw socket.failure("setsockopt " + name.name(), e);
    }
  }

  private static void requireOpen(NioSocket<?, ?> socket) throws ClosedChannelException {
    if (!socket.isOpen()) {
      throw new ClosedChannelException();
    }
  }
}
