package dev.sockeye.socket;

import static java.net.StandardSocketOptions.SO_RCVBUF;
import static java.net.StandardSocketOptions.SO_SNDBUF;

import dev.sockeye.EndpointOptions;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The options of a socket: kept until there is an endpoint, and as long as the socket lives those
 * that its transport lacks.
 */
final class KeptOptions {

  /** Of a {@link java.net.Socket} that was told nothing. */
  static final Map<SocketOption<?>, Object> OF_SOCKET =
      Map.of(
          StandardSocketOptions.SO_KEEPALIVE,
          false,
          StandardSocketOptions.SO_LINGER,
          -1,
          StandardSocketOptions.SO_RCVBUF,
          65_536,
          StandardSocketOptions.SO_REUSEADDR,
          false,
          StandardSocketOptions.SO_SNDBUF,
          65_536,
          StandardSocketOptions.IP_TOS,
          0,
          StandardSocketOptions.TCP_NODELAY,
          false,
          EndpointOptions.SO_RCVTIMEO,
          Duration.ZERO);

  /** Of a {@link java.net.ServerSocket} that was told nothing. */
  static final Map<SocketOption<?>, Object> OF_SERVER =
      Map.of(
          StandardSocketOptions.SO_RCVBUF,
          65_536,
          StandardSocketOptions.SO_REUSEADDR,
          true,
          EndpointOptions.SO_RCVTIMEO,
          Duration.ZERO);

  private final Map<SocketOption<?>, Object> defaults;

  // Guarded by this.
  private final Map<SocketOption<?>, Object> kept = new LinkedHashMap<>();
  private NetworkChannel endpoint; // null until there is one

  KeptOptions(Map<SocketOption<?>, Object> defaults) {
    this.defaults = defaults;
  }

  /** What counts from the handshake on, of what was set so far: by name, as in a URI. */
  synchronized Map<String, String> beforeConnect() {
    Map<String, String> sizes = new LinkedHashMap<>();
    for (SocketOption<Integer> size : List.of(SO_RCVBUF, SO_SNDBUF)) {
      if (kept.containsKey(size)) {
        sizes.put(size.name(), kept.get(size).toString());
      }
    }
    return sizes;
  }

  /** Sets there what was set so far, and from now on what is. */
  synchronized void apply(NetworkChannel opened) throws IOException {
    Set<SocketOption<?>> supported = opened.supportedOptions();
    for (Map.Entry<SocketOption<?>, Object> option : kept.entrySet()) {
      if (supported.contains(option.getKey())) {
        apply(opened, option.getKey(), option.getValue());
      }
    }
    endpoint = opened;
  }

  private static <T> void apply(NetworkChannel opened, SocketOption<T> name, Object value)
      throws IOException {
    opened.setOption(name, name.type().cast(value));
  }

  synchronized <T> void set(SocketOption<T> name, T value) throws SocketException {
    Objects.requireNonNull(name, "name");
    if (!isSupported(name)) {
      kept.put(name, value);
      return;
    }
    try {
      endpoint.setOption(name, value);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  synchronized <T> T get(SocketOption<T> name) throws SocketException {
    Objects.requireNonNull(name, "name");
    if (!isSupported(name)) {
      return name.type().cast(known(name));
    }
    try {
      return endpoint.getOption(name);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private Object known(SocketOption<?> name) {
    Object value = kept.getOrDefault(name, defaults.get(name));
    if (value == null) {
      throw new UnsupportedOperationException("'" + name.name() + "' not supported");
    }
    return value;
  }

  private boolean isSupported(SocketOption<?> name) {
    return endpoint != null && endpoint.supportedOptions().contains(name);
  }

  private static SocketException failure(IOException e) {
    if (e instanceof SocketException told) {
      return told;
    }
    boolean closed = e instanceof ClosedChannelException;
    return Failures.because(closed ? "Socket is closed" : e.getMessage(), e);
  }

  // The timeout that both kinds of sockets have.

  void timeout(int millis) throws SocketException {
    if (millis < 0) {
      throw new IllegalArgumentException("timeout can't be negative");
    }
    set(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(millis));
  }

  int timeout() throws SocketException {
    return (int) Math.min(Integer.MAX_VALUE, get(EndpointOptions.SO_RCVTIMEO).toMillis());
  }

  synchronized Set<SocketOption<?>> supported() {
    Set<SocketOption<?>> all = new HashSet<>(defaults.keySet());
    if (endpoint != null) {
      all.addAll(endpoint.supportedOptions());
    }
    return Set.copyOf(all);
  }
}
