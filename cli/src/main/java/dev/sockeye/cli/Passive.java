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
    if (spec == null || !spec.keepsBoundaries()) {
      return listening(uri, network.listenStream(uri), StreamSide::new);
    } else if (spec.semantics().isAccepting()) {
      return listening(uri, network.listenMessages(uri), MessageSide::new);
    }
    return new Passive(uri, network.bindMessages(uri), null);
  }

  private static <E extends Endpoint> Passive listening(
      EndpointUri uri, Listener<E> listener, Function<E, Side> side) {
    return new Passive(uri, listener, () -> side.apply(listener.accept()));
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
