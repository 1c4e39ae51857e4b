package dev.sockeye.network;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Pollable;
import dev.sockeye.Protocol;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.AbstractTransport;
import dev.sockeye.spi.StreamLayer;
import dev.sockeye.spi.StreamLayer.Layering;
import dev.sockeye.spi.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** One scheme of a layer, {@code tls+tcp}: opens by URI only, for a socket has no layer yet. */
final class LayeredTransport implements Transport {

  private final StreamLayer layer;
  private final Offer below;

  private LayeredTransport(StreamLayer layer, Offer below) {
    this.layer = layer;
    this.below = below;
  }

  static Offer over(StreamLayer layer, Offer below) {
    return new Offer(new LayeredTransport(layer, below), stream(below.spec()));
  }

  /** The same triple, whatever else the socket below can do. */
  private static SocketSpec<?> stream(SocketSpec<?> is) {
    return is.shape() == Endpoint.class
        ? is
        : new SocketSpec<>(
            is.domain(), is.type(), is.protocol(), StreamEndpoint.class, is.semantics());
  }

  @Override
  public String name() {
    return layer.prefix() + "+" + below.transport().name();
  }

  @Override
  public Map<String, SocketSpec<?>> schemes() {
    return Map.of(); // known to the network, which made it
  }

  @Override
  public Optional<SocketSpec<?>> spec(Domain domain, SocketType type, Protocol protocol) {
    return Optional.empty();
  }

  @Override
  public SocketSpec<?> spec(EndpointUri uri) throws IOException {
    return stream(below.of(inner(uri)).streamSpec(uri));
  }

  @Override
  public void check(SocketSpec<?> spec, EndpointUri uri) throws IOException {
    EndpointUri inner = inner(uri);
    Offer opened = below.of(inner);
    checkLayer(uri, opened.spec());
    open(
        uri,
        under -> {
          opened.transport().check(opened.spec(), under);
          return opened;
        });
  }

  /** As a client; else as a server. What is neither is told why it is no client. */
  private void checkLayer(EndpointUri uri, SocketSpec<?> opened) throws IOException {
    try {
      layer.client(uri, opened);
    } catch (IllegalArgumentException e) {
      checkServer(uri, opened, e);
    }
  }

  private void checkServer(EndpointUri uri, SocketSpec<?> opened, IllegalArgumentException client)
      throws IOException {
    try {
      layer.server(uri, opened);
    } catch (IllegalArgumentException e) {
      throw client;
    }
  }

  @Override
  public boolean isAddressOptional(SocketSpec<?> spec) {
    return !below.needsAddress();
  }

  @Override
  public Optional<String> unavailable(SocketSpec<?> spec) {
    return below.transport().unavailable(below.spec());
  }

  @Override
  public Optional<EndpointUri> loopback(String scheme, Path free) {
    return Optional.empty(); // a server needs its certificate
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) {
    throw onlyByUri();
  }

  @Override
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) {
    throw onlyByUri();
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) {
    throw onlyByUri();
  }

  @Override
  public <E extends Endpoint> E bind(SocketSpec<E> spec, EndpointUri uri) {
    throw AbstractTransport.onlyConnections(uri);
  }

  private UnsupportedOperationException onlyByUri() {
    return new UnsupportedOperationException(name() + " is opened by a URI");
  }

  @Override
  public <E extends Endpoint> E connect(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    Offer opened = below.of(inner(uri));
    Layering<StreamEndpoint> layering = layer.client(uri, opened.spec());
    return spec.shape().cast(layered(uri, opened::connectStream, layering));
  }

  @Override
  @SuppressWarnings("unchecked") // the spec is of streams: over() made it
  public <E extends Endpoint> Listener<E> listen(SocketSpec<E> spec, EndpointUri uri)
      throws IOException {
    Offer opened = below.of(inner(uri));
    Layering<Listener<StreamEndpoint>> layering = layer.server(uri, opened.spec());
    return (Listener<E>) layered(uri, opened::listenStream, layering);
  }

  private interface Opening<T> {
    T open(EndpointUri uri) throws IOException;
  }

  private <T extends Pollable> T layered(EndpointUri uri, Opening<T> opening, Layering<T> layering)
      throws IOException {
    T socket = open(uri, opening);
    try {
      return layering.over(socket);
    } catch (IOException | RuntimeException e) {
      closeAfter(e, socket);
      throw e;
    }
  }

  private <T> T open(EndpointUri uri, Opening<T> opening) throws IOException {
    try {
      return opening.open(inner(uri));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          uri
              + ": below "
              + layer.prefix()
              + ", which has "
              + String.join(", ", new TreeSet<>(layer.options()))
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static void closeAfter(Exception failure, Pollable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** The URI of the socket below, with the options that are not the layer's. */
  private EndpointUri inner(EndpointUri uri) {
    EndpointUri inner = EndpointUri.valueOf(uri.toString().substring(layer.prefix().length() + 1));
    for (String option : layer.options()) {
      inner = inner.withoutOption(option);
    }
    return inner;
  }
}
