package dev.sockeye.spi;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Protocol;
import dev.sockeye.SelfTest;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A module's sockets: one protocol family of {@code socket(2)}.
 *
 * <p>Implementations have a public constructor without parameters, which is cheap and never fails:
 * what a host may lack is found out by {@link #unavailable}. They keep no state between calls and
 * are safe for use by several threads. Extend {@link AbstractTransport}, which has what is the same
 * for all.
 */
public interface Transport {

  /**
   * What messages call it.
   *
   * @return a short name, such as {@code tcp}
   */
  String name();

  /**
   * The URI schemes and the socket that each stands for, the main one first. What is said here is
   * all that is known of a scheme anywhere.
   *
   * @return scheme to specification, in the order in which they are to be shown
   */
  Map<String, SocketSpec<?>> schemes();

  /**
   * The socket that a triple of {@code socket(2)} stands for, beyond those that have a scheme: any
   * protocol of IP, any type of Ethernet frames, any family of netlink. It is asked for what no
   * scheme of any transport has, of all domains, types and protocols.
   *
   * @param domain the protocol family
   * @param type the type
   * @param protocol the protocol; 0 is this number here, and not the default one
   * @return the specification, of this triple; empty if the transport has none
   */
  Optional<SocketSpec<?>> spec(Domain domain, SocketType type, Protocol protocol);

  /**
   * The socket that a URI asks for: what its scheme stands for. Where the scheme does not say it
   * all, {@link #schemes()} has a specification of the shape {@link Endpoint}, and this one looks:
   * at the socket, if the scheme names one that is open already, or at the address, if that says
   * which protocol of a family is meant.
   *
   * @param uri a URI of one of {@link #schemes()}
   * @return what the socket is
   * @throws IllegalArgumentException if the address cannot be used
   * @throws IOException if the system cannot be asked
   */
  default SocketSpec<?> spec(EndpointUri uri) throws IOException {
    return schemes().get(uri.scheme());
  }

  /**
   * Tells whether a URI may leave the address out, as where that means all interfaces.
   *
   * @param spec one of this transport's
   * @return whether; {@code false} unless a transport knows better
   */
  default boolean isAddressOptional(SocketSpec<?> spec) {
    return false;
  }

  /**
   * Checks all that can be told of a URI without binding or connecting: the form of its address,
   * and its options. No host name is looked up. Nothing is checked unless a transport knows better,
   * as {@link AbstractTransport} does.
   *
   * @param spec what the URI stands for
   * @param uri the URI
   * @throws IllegalArgumentException if it cannot be used; the message says why
   * @throws IOException if something that the URI names cannot be read
   */
  default void check(SocketSpec<?> spec, EndpointUri uri) throws IOException {}

  /**
   * Finds out, by trying, whether this host can run a socket.
   *
   * @param spec one of this transport's
   * @return empty if it can; else why not and what to do about it, one sentence
   */
  Optional<String> unavailable(SocketSpec<?> spec);

  /**
   * An address of this host that nobody else uses, so that a scheme can be tried: one that a socket
   * can be bound to, and another connect to what it then has.
   *
   * @param scheme one of {@link #schemes()}
   * @param free a path at which there is nothing, for addresses that are paths or names
   * @return the URI; empty if there is none without a device or another machine, or if an echo
   *     cannot be had there, which is what {@link #selfTest} is for
   */
  Optional<EndpointUri> loopback(String scheme, Path free);

  /**
   * Opens what tries a scheme without a {@link #loopback} address: where messages must have a form,
   * or the system answers them.
   *
   * @param scheme one of {@link #schemes()}
   * @return open sockets; empty, unless a transport knows better
   * @throws UnsupportedOperationException if this host has not what it takes, such as an interface;
   *     the message says what to do about it
   * @throws IOException if the system refuses
   */
  default Optional<SelfTest> selfTest(String scheme) throws IOException {
    return Optional.empty();
  }

  /**
   * Opens an endpoint, {@code socket(2)}.
   *
   * @param <E> its shape
   * @param spec one of this transport's
   * @return the endpoint
   * @throws IOException if the system refuses
   */
  <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException;

  /**
   * Opens a listener, to be bound.
   *
   * @param <E> the shape of what it accepts
   * @param spec one of this transport's
   * @return the listener
   * @throws UnsupportedOperationException if the protocol has no connections to accept
   * @throws IOException if the system refuses
   */
  <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException;

  /**
   * Opens two endpoints connected to each other, {@code socketpair(2)}.
   *
   * @param <E> their shape
   * @param spec one of this transport's
   * @return the pair
   * @throws IOException if the system refuses
   */
  <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException;

  /**
   * Opens an endpoint, gives it the URI's options and connects it to the URI's address.
   *
   * @param <E> its shape
   * @param spec what the URI's scheme stands for
   * @param uri where to
   * @return the connected endpoint
   * @throws IllegalArgumentException if the address or an option cannot be used
   * @throws IOException if it fails
   */
  <E extends Endpoint> E connect(SocketSpec<E> spec, EndpointUri uri) throws IOException;

  /**
   * Opens a listener, gives it the URI's options and binds it to the URI's address.
   *
   * @param <E> the shape of what it accepts
   * @param spec what the URI's scheme stands for
   * @param uri where
   * @return the bound listener
   * @throws IllegalArgumentException if the address or an option cannot be used
   * @throws UnsupportedOperationException if the protocol has no connections to accept
   * @throws IOException if it fails
   */
  <E extends Endpoint> Listener<E> listen(SocketSpec<E> spec, EndpointUri uri) throws IOException;

  /**
   * Opens an endpoint, gives it the URI's options and binds it to the URI's address, to receive
   * from anybody.
   *
   * @param <E> its shape
   * @param spec what the URI's scheme stands for
   * @param uri where
   * @return the bound endpoint
   * @throws IllegalArgumentException if the address or an option cannot be used
   * @throws UnsupportedOperationException if the protocol receives only over connections
   * @throws IOException if it fails
   */
  <E extends Endpoint> E bind(SocketSpec<E> spec, EndpointUri uri) throws IOException;
}
