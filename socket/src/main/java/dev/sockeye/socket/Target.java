package dev.sockeye.socket;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketException;
import java.util.Map;
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

  /**
   * Connects.
   *
   * @param options what to set before that, by name, unless the URI knows better; left out where
   *     the transport has none of them, or refuses the value
   */
  StreamEndpoint connect(Map<String, String> options) throws IOException {
    return told(() -> connect(uri.get(), options));
  }

  private StreamEndpoint connect(EndpointUri where, Map<String, String> options)
      throws IOException {
    EndpointUri with = where;
    for (Map.Entry<String, String> option : options.entrySet()) {
      boolean known = where.options().containsKey(option.getKey());
      with = known ? with : with.withOption(option.getKey(), option.getValue());
    }
    if (!with.equals(where)) {
      try {
        return network.get().connectStream(with);
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        // Of options, which come before the connect; if of the URI's, it comes again.
      }
    }
    return network.get().connectStream(where);
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
