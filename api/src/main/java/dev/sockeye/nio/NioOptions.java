package dev.sockeye.nio;

import dev.sockeye.EndpointOptions;
import dev.sockeye.internal.FurtherOptions;
import java.io.IOException;
import java.net.SocketOption;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** The options of a socket: timeouts, those of native calls, and the channel's. */
final class NioOptions {

  private final SocketTimeouts timeouts;
  private final FurtherOptions further;

  NioOptions(SocketTimeouts timeouts, FurtherOptions further) {
    this.timeouts = timeouts;
    this.further = further;
  }

  Set<SocketOption<?>> supported(NioSocket<?, ?> socket) {
    Set<SocketOption<?>> options = new HashSet<>(socket.channelOptions());
    options.addAll(further.names());
    options.add(EndpointOptions.SO_RCVTIMEO);
    options.add(EndpointOptions.SO_SNDTIMEO);
    return Set.copyOf(options);
  }

  <T> T get(NioSocket<?, ?> socket, SocketOption<T> name) throws IOException {
    Objects.requireNonNull(name, "name");
    if (SocketTimeouts.has(name)) {
      return timeouts.get(name);
    }
    try {
      return further.has(name) ? further.get(name) : socket.getChannelOption(name);
    } catch (IOException e) {
      throw socket.failure("getsockopt " + name.name(), e);
    }
  }

  <T> void set(NioSocket<?, ?> socket, SocketOption<T> name, T value) throws IOException {
    Objects.requireNonNull(name, "name");
    if (SocketTimeouts.has(name)) {
      timeouts.set(name, value);
      return;
    }
    try {
      if (further.has(name)) {
        further.set(name, value);
      } else {
        socket.setChannelOption(name, value);
      }
    } catch (IOException e) {
      throw socket.failure("setsockopt " + name.name(), e);
    }
  }
}
