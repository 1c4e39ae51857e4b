package dev.sockeye.cli;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Pollable;
import dev.sockeye.SocketSpec;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Function;

/**
 * The passive side of a URI in the shape of its scheme: a listener whose connections are accepted,
 * or one bound endpoint that receives from everybody.
 */
final class Passive implements Closeable {

  private final EndpointUri uri;
  private final Pollable socket;
  private final Acceptor acceptor;

  @FunctionalInterface
  private interface Acceptor {
    Side accept() throws IOException;
  }

  private Passive(EndpointUri uri, Pollable socket, Acceptor acceptor) {
    this.uri = uri;
    this.socket = socket;
    this.acceptor = acceptor;
  }

  /** Listens or binds, whichever the scheme has; an unknown scheme is for the network to refuse. */
  static Passive open(Network network, EndpointUri uri) throws IOException {
    SocketSpec<?> spec = Schemes.spec(network, uri).orElse(null);
    if (spec == null || !Schemes.hasMessages(spec)) {
      return listening(uri, network.listenStream(uri), StreamSide::new);
    } else if (Schemes.hasDatagrams(spec)) {
      return bound(uri, network.bindMessages(uri));
    }
    return openMessages(network, uri);
  }

  /** Of the reliable protocols some have connections to accept and some have not. */
  private static Passive openMessages(Network network, EndpointUri uri) throws IOException {
    Listener<MessageEndpoint> listener;
    try {
      listener = network.listenMessages(uri);
    } catch (UnsupportedOperationException e) {
      return bound(uri, network.bindMessages(uri));
    }
    return listening(uri, listener, MessageSide::new);
  }

  private static <E extends Endpoint> Passive listening(
      EndpointUri uri, Listener<E> listener, Function<E, Side> side) {
    return new Passive(uri, listener, () -> side.apply(listener.accept()));
  }

  private static Passive bound(EndpointUri uri, MessageEndpoint endpoint) {
    return new Passive(uri, endpoint, null);
  }

  /** Whether there are connections to {@link #accept}; else there is {@link #everybody}. */
  boolean hasConnections() {
    return acceptor != null;
  }

  /** Waits for the next connection. */
  Side accept() throws IOException {
    return acceptor.accept();
  }

  /** The endpoint that receives from everybody. */
  MessageEndpoint everybody() {
    return (MessageEndpoint) socket;
  }

  /** The listener or the endpoint. */
  Pollable socket() {
    return socket;
  }

  SocketAddress address() throws IOException {
    return socket.getLocalAddress();
  }

  /** Where to connect to, with the real port. */
  String where() throws IOException {
    return Schemes.withAddress(uri, address());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
