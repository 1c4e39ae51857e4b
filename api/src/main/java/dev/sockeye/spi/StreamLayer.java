package dev.sockeye.spi;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.util.Set;

/**
 * A protocol above streams, such as TLS: with the prefix {@code tls} it has the schemes {@code
 * tls+X} for every scheme X that makes a stream. {@link java.util.ServiceLoader} finds it; a {@link
 * dev.sockeye.network.TransportNetwork} takes such a URI apart, opens X with the options that are
 * not the layer's, and gives what it opened to the layer.
 *
 * <p>Implementations have a public constructor without parameters, which is cheap and never fails.
 * They keep no state between calls and are safe for use by several threads.
 */
public interface StreamLayer {

  /**
   * What stands before the {@code +}.
   *
   * @return such as {@code tls}, in lower case
   */
  String prefix();

  /**
   * The options of a URI that are this layer's.
   *
   * @return their names, in upper case
   */
  Set<String> options();

  /**
   * Reads what a URI says of a client, before anything is opened.
   *
   * @param uri the whole URI, {@code tls+tcp://host:443?CAFILE=ca.pem}
   * @param below what X stands for
   * @return what makes the layer's endpoint of a connected one
   * @throws IllegalArgumentException if an option cannot be used, or one is missing
   * @throws IOException if a file cannot be read
   */
  Layering<StreamEndpoint> client(EndpointUri uri, SocketSpec<?> below) throws IOException;

  /**
   * Reads what a URI says of a server, before anything is opened.
   *
   * @param uri the whole URI, {@code tls+tcp://:443?CERT=cert.pem&KEY=key.pem}
   * @param below what X stands for
   * @return what makes the layer's listener of a bound one
   * @throws IllegalArgumentException if an option cannot be used, or one is missing
   * @throws IOException if a file cannot be read
   */
  Layering<Listener<StreamEndpoint>> server(EndpointUri uri, SocketSpec<?> below)
      throws IOException;

  /**
   * Lays the layer over a socket.
   *
   * @param <T> the socket's type
   */
  @FunctionalInterface
  interface Layering<T> {

    /**
     * Lays the layer over a socket.
     *
     * @param below the socket, which the result owns from now on; the caller closes it if this
     *     throws
     * @return the layer's socket
     * @throws IOException if it fails, such as a handshake
     */
    T over(T below) throws IOException;
  }
}
