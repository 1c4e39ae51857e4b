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
  private final String scheme;
  private final Pollable socket;
  private final Acceptor acceptor;

  @FunctionalInterface
  private interface Acceptor {
    Side accept() throws IOException;
  }

  private Passive(EndpointUri uri, String scheme, Pollable socket, Acceptor acceptor) {
    this.uri = uri;
    this.scheme = scheme;
    this.socket = socket;
    this.acceptor = acceptor;
  }

  /** Listens or binds, whichever the socket has. */
  static Passive open(Network network, EndpointUri uri) throws IOException {
    SocketSpec<?> spec = network.spec(uri);
    String scheme = Schemes.scheme(network, uri); // before it is taken
    if (!spec.keepsBoundaries()) {
      return listening(uri, scheme, network.listenStream(uri), StreamSide::new);
    } else if (spec.semantics().isAccepting()) {
      return listening(uri, scheme, network.listenMessages(uri), MessageSide::new);
    }
    return new Passive(uri, scheme, network.bindMessages(uri), null);
  }

  private static <E extends Endpoint> Passive listening(
      EndpointUri uri, String scheme, Listener<E> listener, Function<E, Side> side) {
    return new Passive(uri, scheme, listener, () -> side.apply(listener.accept()));
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
    return Schemes.withAddress(scheme, uri, address());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
