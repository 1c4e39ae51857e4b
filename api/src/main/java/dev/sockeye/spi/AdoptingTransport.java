package dev.sockeye.spi;

import dev.sockeye.Endpoint;
import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketOption;
import java.util.Map;
import java.util.Set;

/** A transport that makes endpoints and listeners of sockets that are open already, too. */
public interface AdoptingTransport extends Transport {

  /**
   * Makes an endpoint of a socket.
   *
   * @param <E> its shape
   * @param spec what the socket is, one of {@link #schemes()}
   * @param socket the socket, connected unless the protocol has no connections
   * @return the endpoint, which owns it
   * @throws IOException if the system refuses
   */
  <E extends Endpoint> E adopt(SocketSpec<E> spec, OpenSocket socket) throws IOException;

  /**
   * Makes a listener of a socket.
   *
   * @param <E> the shape of what it accepts
   * @param spec what the socket is, one of {@link #schemes()}
   * @param socket the socket, which listens
   * @return the bound listener, which owns it
   * @throws UnsupportedOperationException if the protocol has no connections to accept
   * @throws IOException if the system refuses
   */
  <E extends Endpoint> Listener<E> adoptListener(SocketSpec<E> spec, OpenSocket socket)
      throws IOException;

  /**
   * The options that count only until a socket is bound or connected, which an open one is: a URI
   * that gives one to such a socket is refused.
   *
   * @return the options
   */
  Set<SocketOption<?>> openingOptions();

  /**
   * How option values of types that only this transport has are read from a URI.
   *
   * @return type to reader
   */
  Map<Class<?>, UriOptions.OptionType<?>> optionTypes();
}
