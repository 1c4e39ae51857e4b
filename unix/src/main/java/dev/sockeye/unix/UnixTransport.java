package dev.sockeye.unix;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.NativeSockets;
import dev.sockeye.spi.AbstractTransport;
import dev.sockeye.spi.UriOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The transport that {@link Unix} describes. */
public final class UnixTransport extends AbstractTransport {

  /** Creates the transport. */
  public UnixTransport() {
    super("unix", schemesOfUnix());
  }

  private static Map<String, SocketSpec<?>> schemesOfUnix() {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put("unix", Unix.STREAM);
    schemes.put("unix+dgram", Unix.DATAGRAM);
    schemes.put("unix+seqpacket", Unix.SEQPACKET);
    return schemes;
  }

  @Override
  public Optional<String> unavailable(SocketSpec<?> spec) {
    return spec.equals(Unix.STREAM) ? streamsUnavailable() : nativeUnavailable(spec);
  }

  private static Optional<String> streamsUnavailable() {
    try {
      SocketChannel.open(StandardProtocolFamily.UNIX).close();
      return Optional.empty();
    } catch (UnsupportedOperationException e) {
      return Optional.of("this system has no UNIX domain sockets");
    } catch (IOException e) {
      return Optional.empty(); // Such as out of descriptors now: the call itself tells.
    }
  }

  private static Optional<String> nativeUnavailable(SocketSpec<?> spec) {
    Optional<String> why = Bindings.unavailable();
    return why.isPresent() ? why : NativeSockets.unavailable(UnixKinds.of(spec));
  }

  private void requireNative(SocketSpec<?> spec) {
    if (!schemes().containsValue(spec)) {
      throw new UnsupportedOperationException("unix has no socket " + spec);
    }
    Bindings.unavailable()
        .ifPresent(
            why -> {
              throw new UnsupportedOperationException(spec + " is not available here: " + why);
            });
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    if (spec.equals(Unix.STREAM)) {
      return spec.shape().cast(UnixStreamEndpoint.open());
    }
    requireNative(spec);
    return NativeSockets.open(UnixKinds.of(spec));
  }

  @Override
  @SuppressWarnings("unchecked") // Unix.STREAM is of this shape
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    if (spec.equals(Unix.STREAM)) {
      return (Listener<E>) (Listener<StreamEndpoint>) UnixStreamListener.open();
    } else if (spec.equals(Unix.DATAGRAM)) {
      throw noConnections("unix+dgram");
    }
    requireNative(spec);
    return NativeSockets.listener(UnixKinds.of(spec));
  }

  /** By {@code socketpair(2)}; without native calls streams are connected over a file. */
  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    if (spec.equals(Unix.STREAM) && Bindings.unavailable().isPresent()) {
      return pairOverFile(spec);
    }
    requireNative(spec);
    return NativeSockets.pair(UnixKinds.of(spec));
  }

  private <E extends Endpoint> EndpointPair<E> pairOverFile(SocketSpec<E> spec) throws IOException {
    try (Listener<E> listener = listener(spec)) {
      listener.bind(null, 1);
      E first = socket(spec);
      try {
        first.connect(listener.getLocalAddress());
        return new EndpointPair<>(first, listener.accept());
      } catch (IOException | RuntimeException e) {
        closeAfter(e, first);
        throw e;
      }
    }
  }

  /** A datagram client without a name could not be answered: where the system can, it gives one. */
  @Override
  protected boolean bindsBeforeConnect(SocketSpec<?> spec) {
    return spec.equals(Unix.DATAGRAM) && Abi.CURRENT != null && Abi.CURRENT.linux();
  }

  @Override
  public <E extends Endpoint> E bind(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    if (!spec.equals(Unix.DATAGRAM)) {
      throw onlyConnections(uri);
    }
    return super.bind(spec, uri);
  }

  @Override
  public SocketAddress resolve(SocketSpec<?> spec, EndpointUri uri, boolean passive) {
    return UnixAddresses.parse(uri);
  }

  @Override
  public Map<Class<?>, UriOptions.OptionType<?>> optionTypes() {
    return Map.of(
        UserIds.class, new UriOptions.OptionType<>("user ids, such as 1000,0", UserIds::parse));
  }
}
