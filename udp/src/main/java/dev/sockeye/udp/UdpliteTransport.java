package dev.sockeye.udp;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Protocol;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.spi.AdoptingTransport;
import dev.sockeye.spi.OpenSocket;
import dev.sockeye.spi.UriOptions;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The transport that {@link Udplite} describes. It is there, and tells why not, without posix. */
public final class UdpliteTransport implements AdoptingTransport {

  private static final Map<String, SocketSpec<?>> SCHEMES = schemesOfUdplite();

  /** Creates the transport. */
  public UdpliteTransport() {}

  static Map<String, SocketSpec<?>> schemesOfUdplite() {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put("udplite", Udplite.DATAGRAM);
    schemes.put("udplite4", Udplite.DATAGRAM4);
    schemes.put("udplite6", Udplite.DATAGRAM6);
    return Collections.unmodifiableMap(schemes);
  }

  /** Loads what extends a class of another module, which may not be there. */
  private static final class Native {
    static final AdoptingTransport SOCKETS = new UdpliteSockets();
  }

  private static AdoptingTransport sockets() {
    try {
      return Native.SOCKETS;
    } catch (NoClassDefFoundError e) {
      throw new UnsupportedOperationException(
          "UDP-Lite needs native sockets: add dev.sockeye:sockeye-posix to the class path, or the"
              + " module dev.sockeye.posix",
          e);
    }
  }

  @Override
  public String name() {
    return "udplite";
  }

  @Override
  public Map<String, SocketSpec<?>> schemes() {
    return SCHEMES;
  }

  @Override
  public Optional<SocketSpec<?>> spec(Domain domain, SocketType type, Protocol protocol) {
    return Optional.empty();
  }

  @Override
  public Optional<EndpointUri> loopback(String scheme, Path free) {
    return sockets().loopback(scheme, free);
  }

  /** Without the other module only what is missing can be told, and that by its use. */
  @Override
  public void check(SocketSpec<?> spec, EndpointUri uri) throws IOException {
    try {
      sockets().check(spec, uri);
    } catch (UnsupportedOperationException e) {
      return;
    }
  }

  @Override
  public Optional<String> unavailable(SocketSpec<?> spec) {
    AdoptingTransport sockets;
    try {
      sockets = sockets();
    } catch (UnsupportedOperationException e) {
      return Optional.of(e.getMessage());
    }
    return sockets.unavailable(spec);
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    return sockets().socket(spec);
  }

  @Override
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    return sockets().listener(spec);
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    return sockets().pair(spec);
  }

  @Override
  public <E extends Endpoint> E connect(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    return sockets().connect(spec, uri);
  }

  @Override
  public <E extends Endpoint> Listener<E> listen(SocketSpec<E> spec, EndpointUri uri)
      throws IOException {
    return sockets().listen(spec, uri);
  }

  @Override
  public <E extends Endpoint> E bind(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    return sockets().bind(spec, uri);
  }

  @Override
  public <E extends Endpoint> E adopt(SocketSpec<E> spec, OpenSocket socket) throws IOException {
    return sockets().adopt(spec, socket);
  }

  @Override
  public <E extends Endpoint> Listener<E> adoptListener(SocketSpec<E> spec, OpenSocket socket)
      throws IOException {
    return sockets().adoptListener(spec, socket);
  }

  @Override
  public Set<SocketOption<?>> openingOptions() {
    return Set.of();
  }

  @Override
  public Map<Class<?>, UriOptions.OptionType<?>> optionTypes() {
    return sockets().optionTypes();
  }
}
