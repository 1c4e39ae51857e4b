package dev.sockeye.unix;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.Kind;
import dev.sockeye.posix.NativeTransport;
import dev.sockeye.spi.UriOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The transport that {@link Unix} describes. */
@SuppressWarnings("exports") // that it is a NativeTransport is seen by sockeye's own modules alone
public final class UnixTransport extends NativeTransport {

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
  protected Kind<?> kind(SocketSpec<?> spec) {
    return UnixKinds.of(spec);
  }

  @Override
  public Optional<String> unavailable(SocketSpec<?> spec) {
    return spec.equals(Unix.STREAM) ? streamsUnavailable() : super.unavailable(spec);
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

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    return spec.equals(Unix.STREAM)
        ? spec.shape().cast(UnixStreamEndpoint.open())
        : super.socket(spec);
  }

  @Override
  @SuppressWarnings("unchecked") // Unix.STREAM is of this shape
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    return spec.equals(Unix.STREAM)
        ? (Listener<E>) (Listener<StreamEndpoint>) UnixStreamListener.open()
        : super.listener(spec);
  }

  /** By {@code socketpair(2)}; without native calls streams are connected over a file. */
  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    return spec.equals(Unix.STREAM) && Bindings.unavailable().isPresent()
        ? pairOver(spec, null)
        : super.pair(spec);
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
