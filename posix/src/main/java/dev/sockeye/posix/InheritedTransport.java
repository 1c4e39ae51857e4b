package dev.sockeye.posix;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Pollable;
import dev.sockeye.Protocol;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.spi.Transport;
import dev.sockeye.spi.UriOptions;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sockets that this process was started with, of any transport that is present. {@code fd:3} is
 * that descriptor, {@code systemd:NAME} the one that a service manager passed by that name, {@code
 * systemd:} the only one that it passed ({@code sd_listen_fds(3)}).
 *
 * <p>What is there decides: a listener is listened on, a connection is connected to, datagrams are
 * bound. Of several with one name {@code systemd:NAME:N} is the Nth, counted from 0, {@code
 * systemd::N} of all. A stream that is bound and does not listen yet is made to listen. A
 * descriptor is taken once, and is no more then; if that fails, as for an option that is not known,
 * it stays.
 */
public final class InheritedTransport implements Transport {

  /** Whatever it is. */
  private static final SocketSpec<Endpoint> ANY =
      new SocketSpec<>(
          Domain.AF_UNSPEC,
          new SocketType("any"),
          Protocol.DEFAULT,
          Endpoint.class,
          Semantics.CONNECTION);

  private static final String LISTEN = "listenStream or listenMessages";
  private static final int SYSTEM_BACKLOG = 50; // as the JDK has it

  /** Creates the transport. */
  public InheritedTransport() {}

  @Override
  public String name() {
    return "inherited";
  }

  @Override
  public Map<String, SocketSpec<?>> schemes() {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put("fd", ANY);
    schemes.put("systemd", ANY);
    return schemes;
  }

  @Override
  public Optional<String> unavailable(SocketSpec<?> spec) {
    return Bindings.unavailable();
  }

  /** None: what is open already is where it is. */
  @Override
  public Optional<EndpointUri> loopback(String scheme, Path free) {
    return Optional.empty();
  }

  @Override
  public Optional<SocketSpec<?>> spec(Domain domain, SocketType type, Protocol protocol) {
    return Optional.empty();
  }

  @Override
  public SocketSpec<?> spec(EndpointUri uri) throws IOException {
    try (OpenDescriptor socket = Inherited.duplicate(uri, Inherited.number(uri))) {
      return Adopters.spec(socket.info())
          .orElseThrow(
              () ->
                  new UnsupportedOperationException(
                      uri
                          + " is a socket "
                          + socket.info()
                          + ", which no transport present takes over: add the module that has it"
                          + " (present "
                          + Adopters.present()
                          + ")"));
    }
  }

  /** What it is {@link #spec(EndpointUri)} has looked at; it stays as it is. */
  @Override
  public void check(SocketSpec<?> spec, EndpointUri uri) {
    requireNoOpening(uri, spec);
  }

  private static UnsupportedOperationException openAlready() {
    return new UnsupportedOperationException(
        "an inherited socket is open already: name it by a URI, as fd:3 or systemd:NAME");
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) {
    throw openAlready();
  }

  @Override
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) {
    throw openAlready();
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) {
    throw openAlready();
  }

  @Override
  public <E extends Endpoint> E connect(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    return take(
        uri,
        spec,
        socket -> {
          if (socket.info().listens()) {
            throw refused(uri, socket, "a listener", LISTEN);
          } else if (!socket.isConnected()) {
            boolean datagrams = socket.info().isConnectionless();
            throw refused(uri, socket, "not connected", datagrams ? "bindMessages" : LISTEN);
          }
          return socket.endpoint(spec);
        });
  }

  @Override
  public <E extends Endpoint> Listener<E> listen(SocketSpec<E> spec, EndpointUri uri)
      throws IOException {
    return take(
        uri,
        spec,
        socket -> {
          if (socket.info().isConnectionless()) {
            throw refused(uri, socket, "without connections to accept", "bindMessages");
          } else if (!socket.info().listens()) {
            requireUnconnected(uri, socket, "connectStream or connectMessages");
            listen(socket.number(), EndpointOptions.DEFAULT_BACKLOG);
          }
          return socket.listener(spec);
        });
  }

  @Override
  public <E extends Endpoint> E bind(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    return take(
        uri,
        spec,
        socket -> {
          if (!socket.info().isConnectionless()) {
            throw refused(
                uri,
                socket,
                socket.info().listens() ? "a listener" : "a connection",
                socket.info().listens() ? "listenMessages" : "connectMessages");
          }
          requireUnconnected(uri, socket, "connectMessages");
          return socket.endpoint(spec);
        });
  }

  private static void requireUnconnected(EndpointUri uri, OpenDescriptor socket, String call)
      throws IOException {
    if (socket.isConnected()) {
      throw refused(uri, socket, "connected", call);
    }
  }

  private static UnsupportedOperationException refused(
      EndpointUri uri, OpenDescriptor socket, String is, String call) {
    return new UnsupportedOperationException(
        uri + ": the socket " + socket.info() + " is " + is + ": use " + call);
  }

  /** What is made of a socket. */
  @FunctionalInterface
  private interface Maker<S extends Pollable> {
    S make(OpenDescriptor socket) throws IOException;
  }

  /** Makes it of a duplicate, and closes the descriptor once that has succeeded in all. */
  private static <S extends Pollable> S take(EndpointUri uri, SocketSpec<?> spec, Maker<S> maker)
      throws IOException {
    int number = Inherited.number(uri);
    try (OpenDescriptor socket = Inherited.duplicate(uri, number)) {
      requireNoOpening(uri, spec);
      S made = maker.make(socket);
      try {
        UriOptions.apply(uri, made, Set.of(), Adopters.of(spec).optionTypes());
        listenAnew(uri, number, made);
        Inherited.taken(number);
        return made;
      } catch (IOException | RuntimeException e) {
        made.close();
        throw e;
      }
    }
  }

  private static void requireNoOpening(EndpointUri uri, SocketSpec<?> spec) {
    for (SocketOption<?> option : Adopters.of(spec).openingOptions()) {
      if (uri.options().containsKey(option.name())) {
        throw new IllegalArgumentException(
            uri
                + ": "
                + option.name()
                + " comes too late for a socket that is open already: whoever opens it decides,"
                + " so leave it out");
      }
    }
  }

  /** A backlog that the URI asks for, as the socket may have been given another. */
  private static void listenAnew(EndpointUri uri, int number, Pollable made) throws IOException {
    if (uri.options().containsKey(EndpointOptions.BACKLOG.name())) {
      listen(number, made.getOption(EndpointOptions.BACKLOG));
    }
  }

  private static void listen(int fd, int backlog) throws IOException {
    int result = Bindings.libc().listen(fd, backlog == 0 ? SYSTEM_BACKLOG : backlog);
    if (result < 0) {
      throw DescriptorCalls.failure("listen", result);
    }
  }
}
