package dev.sockeye.socket;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketException;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Where sockets go, or listen. A URI that is wrong is told by the call that needs it, as an {@link
 * IOException}: many drivers make nothing else of a failure to connect.
 */
final class Target {

  /** The system property that names the URI of what was told none. */
  static final String PROPERTY = "dev.sockeye.socket.uri";

  private static final String BACKLOG = EndpointOptions.BACKLOG.name();

  private final Supplier<Network> network;
  private final Supplier<EndpointUri> uri;
  private final String text;

  private Target(Supplier<Network> network, Supplier<EndpointUri> uri, String text) {
    this.network = network;
    this.uri = uri;
    this.text = text;
  }

  static Target of(Network network, EndpointUri uri) {
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(uri, "uri");
    return new Target(() -> network, () -> uri, uri.toString());
  }

  static Target of(String uri) {
    Objects.requireNonNull(uri, "uri");
    return new Target(Network::system, () -> EndpointUri.valueOf(uri), uri);
  }

  /** What the system property says when the call is made. */
  static Target ofProperty() {
    return new Target(
        Network::system,
        () -> EndpointUri.configured(PROPERTY, System::getProperty),
        "${" + PROPERTY + '}');
  }

  StreamEndpoint connect() throws IOException {
    return told(() -> network.get().connectStream(uri.get()));
  }

  /**
   * Listens.
   *
   * @param backlog what the URI does not know better; 0 if the caller does not either
   */
  Listener<StreamEndpoint> listen(int backlog) throws IOException {
    return told(
        () -> {
          EndpointUri where = uri.get();
          boolean known = backlog == 0 || where.options().containsKey(BACKLOG);
          return network
              .get()
              .listenStream(known ? where : where.withOption(BACKLOG, Integer.toString(backlog)));
        });
  }

  @FunctionalInterface
  private interface Opening<T> {
    T open() throws IOException;
  }

  private static <T> T told(Opening<T> opening) throws IOException {
    try {
      return opening.open();
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      SocketException told = new SocketException(e.getMessage());
      told.initCause(e);
      throw told;
    }
  }

  /** What was written, for messages. */
  @Override
  public String toString() {
    return text;
  }
}
