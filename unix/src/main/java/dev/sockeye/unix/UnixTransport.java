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
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The transport that {@link Unix} describes. */
@SuppressWarnings("exports") // what a NativeTransport is matters to nobody who uses it
public final class UnixTransport extends NativeTransport {

  /** Of streams, for a native socket to see to. */
  private static final Set<SocketOption<?>> OF_NATIVE =
      Set.of(Unix.SO_PASSCRED, Unix.SO_PASSRIGHTS);

  private static final Set<SocketOption<?>> OF_NATIVE_LISTENERS =
      Set.of(Unix.MODE, Unix.ALLOW_UID, Unix.SO_PASSCRED, Unix.SO_PASSRIGHTS);

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

  /** Those of the file: closing leaves that of an open socket to whoever bound it. */
  @Override
  public Set<SocketOption<?>> openingOptions() {
    return PathSocket.OPTIONS;
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

  /** A stream whose address is not known yet may be given any, as only native sockets may. */
  private static boolean isOfJdk(SocketSpec<?> spec) {
    return spec.equals(Unix.STREAM) && Bindings.unavailable().isPresent();
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    return isOfJdk(spec) ? spec.shape().cast(PathStreamEndpoint.open()) : super.socket(spec);
  }

  @Override
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    return isOfJdk(spec) ? openPathListener() : super.listener(spec);
  }

  @SuppressWarnings("unchecked") // Unix.STREAM is of this shape
  private static <E extends Endpoint> Listener<E> openPathListener() throws IOException {
    return (Listener<E>) (Listener<StreamEndpoint>) PathListener.open();
  }

  /** By {@code socketpair(2)}; without native calls streams are connected over a file. */
  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    return isOfJdk(spec) ? pairOver(spec, null) : super.pair(spec);
  }

  /** The JDK's channel, if it can have address and options: it needs no C library. */
  @Override
  public <E extends Endpoint> E connect(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    SocketAddress peer = resolve(spec, uri, false);
    return spec.equals(Unix.STREAM) && PathSocket.fits(peer) && !hasOption(uri, OF_NATIVE)
        ? spec.shape().cast(PathConnect.connect(() -> openWith(uri), peer))
        : super.connect(spec, uri);
  }

  private PathStreamEndpoint openWith(EndpointUri uri) throws IOException {
    PathStreamEndpoint endpoint = PathStreamEndpoint.open();
    try {
      applyOptions(Unix.STREAM, uri, endpoint);
      return endpoint;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, endpoint);
      throw e;
    }
  }

  /** Likewise, unless an option is for a native socket to see to. */
  @Override
  public <E extends Endpoint> Listener<E> listen(SocketSpec<E> spec, EndpointUri uri)
      throws IOException {
    SocketAddress local = resolve(spec, uri, true);
    return spec.equals(Unix.STREAM)
            && PathSocket.fits(local)
            && !hasOption(uri, OF_NATIVE_LISTENERS)
        ? bindWith(uri, openPathListener(), local)
        : super.listen(spec, uri);
  }

  private static boolean hasOption(EndpointUri uri, Set<SocketOption<?>> options) {
    return options.stream().anyMatch(option -> uri.options().containsKey(option.name()));
  }

  /** So that no listener is opened, and the C library not loaded, to find out. */
  @Override
  protected Set<SocketOption<?>> listenerOptions(SocketSpec<?> spec) throws IOException {
    return spec.equals(Unix.STREAM) ? PathListener.OPTIONS : super.listenerOptions(spec);
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
