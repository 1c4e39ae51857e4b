package dev.sockeye;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What opens sockets, {@code socket(2)}: the seam between a program and its transports.
 *
 * <p>Code that takes a {@code Network} runs in production on {@link #system()}, which has every
 * transport on the class path or module path, and in a unit test on a mock or on the in-memory
 * network of {@code sockeye-memory}. Networks are safe for use by several threads.
 *
 * <p>The methods that take an {@link EndpointUri} ask for a shape and leave the transport to the
 * URI. A scheme that has another shape is adapted where nothing is lost by it: messages over a
 * stream are framed (a 4-byte length in network byte order before each), a stream over reliable
 * messages hides their boundaries; a stream over datagrams is refused. A URI that is wrong (an
 * unknown scheme or option, an impossible value) is an {@link IllegalArgumentException}; what this
 * host cannot do is an {@link UnsupportedOperationException}. Each says what to do about it.
 */
public interface Network {

  /**
   * The network of this machine: all {@link dev.sockeye.spi.Transport}s that {@link
   * java.util.ServiceLoader} finds.
   *
   * @return always the same instance
   */
  static Network system() {
    return SystemNetwork.NETWORK;
  }

  /**
   * The schemes that URIs can name here, with what each stands for and whether this host can run
   * it. Those of a {@link dev.sockeye.spi.StreamLayer}, {@code tls+tcp}, are not listed, for there
   * is one for every stream; {@link #scheme} knows them.
   *
   * @return the schemes, grouped by transport
   */
  List<SchemeInfo> schemes();

  /**
   * What one scheme stands for, and whether this host can run it. Only the transport of this scheme
   * is asked, since with some the answer takes a moment.
   *
   * @param name such as {@code tcp}, in any case
   * @return the scheme; empty if no transport here has it
   */
  Optional<SchemeInfo> scheme(String name);

  /**
   * An address of this host that nobody else uses, so that a scheme can be tried: one to listen or
   * to bind at, with a port of the system's choice where it has ports. A client goes to what the
   * listener then has ({@link EndpointUri#withAddress}).
   *
   * @param scheme such as {@code tcp}, in any case
   * @param free a path at which there is nothing, for schemes whose addresses are paths or names
   * @return the URI; empty if no transport here has the scheme, or there is no such address without
   *     a device or another machine
   */
  Optional<EndpointUri> loopback(String scheme, Path free);

  /**
   * Opens what tries a scheme that has no {@link #loopback}, since its messages must have a form or
   * the system answers them.
   *
   * @param scheme such as {@code ping}, in any case
   * @return open sockets, to be closed; empty if no transport here has the scheme, or an echo at
   *     its loopback address tries it
   * @throws UnsupportedOperationException if this host cannot run it, or has not what it takes,
   *     such as an interface; the message says what to do about it
   * @throws IOException if the system refuses
   */
  Optional<SelfTest> selfTest(String scheme) throws IOException;

  /**
   * What a URI names: what its scheme stands for, or, where that is a socket which is open already
   * ({@code fd:3}), what that socket is. It stays as it is.
   *
   * @param uri the URI; its options are not looked at
   * @return the specification, which tells the shape
   * @throws IllegalArgumentException if the URI cannot be used; the message says why
   * @throws UnsupportedOperationException if this host cannot tell, or no transport here has it
   * @throws IOException if the system cannot be asked
   */
  SocketSpec<?> spec(EndpointUri uri) throws IOException;

  /**
   * Checks all that can be told of a URI before it is used, so that a wrong setting is reported
   * where it is read, when a program starts: the scheme, the form of the address, the options with
   * their values, the shape, and what a layer needs, such as the files of TLS. What passes here can
   * still fail when it is used: nothing is bound or connected, and whether this host can run the
   * scheme {@link #scheme} tells.
   *
   * <p>A URI passes that can be connected to or listened on. Host names are not looked up, but
   * where the name alone decides of which family a socket is ({@code raw}, {@code ping}), and there
   * one that is not found passes. Numbers, flags and times are tried on a socket which is closed at
   * once, where one can be opened; without it only what is known otherwise is checked.
   *
   * @param uri the URI
   * @param shape {@link StreamEndpoint}, {@link MessageEndpoint}, an extension of one, or {@link
   *     Endpoint} for either
   * @throws IllegalArgumentException if the URI cannot be used; the message says why
   * @throws UnsupportedOperationException if the scheme cannot give that shape; the message says
   *     why
   */
  void check(EndpointUri uri, Class<? extends Endpoint> shape);

  /**
   * Opens a socket, {@code socket(2)}.
   *
   * @param <E> its shape
   * @param spec what to open
   * @return an open endpoint, neither bound nor connected
   * @throws UnsupportedOperationException if no transport here has it, or this host cannot run it
   * @throws IOException if the system refuses, such as for want of descriptors (EMFILE)
   */
  <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException;

  /**
   * Opens a socket, {@code socket(2)}, by its triple: the specification that {@linkplain
   * SocketSpec#matches matches}, one of {@link #schemes()} or one that a transport has beyond its
   * schemes, such as any other protocol of its domain. Where none has protocol 0, that is the
   * default one: the first of {@link #schemes()} of this domain and type. For AF_INET and AF_INET6,
   * where nothing is found, AF_UNSPEC is looked through alike: SCTP has sockets of both families
   * only.
   *
   * @param domain the protocol family
   * @param type the type
   * @param protocol the protocol, {@link Protocol#DEFAULT} for the default one
   * @return an open endpoint, neither bound nor connected, of the shape that its {@link
   *     Endpoint#spec()} tells
   * @throws UnsupportedOperationException if no transport here has it, or this host cannot run it
   * @throws IOException if the system refuses, such as for want of descriptors (EMFILE)
   */
  Endpoint socket(Domain domain, SocketType type, Protocol protocol) throws IOException;

  /**
   * Opens the passive side of a socket, to be bound and accepted from.
   *
   * @param <E> the shape of what it accepts
   * @param spec what to open
   * @return an open listener, not yet bound
   * @throws UnsupportedOperationException if no transport here has it, if it has no listeners, or
   *     if this host cannot run it
   * @throws IOException if the system refuses, such as for want of descriptors (EMFILE)
   */
  <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException;

  /**
   * Opens the passive side of a socket by its triple, found as by {@link #socket(Domain,
   * SocketType, Protocol)}.
   *
   * @param domain the protocol family
   * @param type the type
   * @param protocol the protocol, {@link Protocol#DEFAULT} for the default one
   * @return an open listener, not yet bound, of the shape that its {@link Listener#spec()} tells
   * @throws UnsupportedOperationException if no transport here has it, if it has no listeners, or
   *     if this host cannot run it
   * @throws IOException if the system refuses, such as for want of descriptors (EMFILE)
   */
  Listener<?> listener(Domain domain, SocketType type, Protocol protocol) throws IOException;

  /**
   * Opens two endpoints connected to each other, {@code socketpair(2)}; not only in the UNIX
   * domain, but with every transport.
   *
   * @param <E> their shape
   * @param spec what to open
   * @return the pair
   * @throws UnsupportedOperationException if no transport here has it, or this host cannot run it
   * @throws IOException if the system refuses
   */
  <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException;

  /**
   * Opens two endpoints connected to each other by their triple, found as by {@link #socket(Domain,
   * SocketType, Protocol)}: {@code socketpair(2)} with the arguments that it has.
   *
   * @param domain the protocol family
   * @param type the type
   * @param protocol the protocol, {@link Protocol#DEFAULT} for the default one
   * @return the pair, of the shape that its {@link Endpoint#spec()} tells
   * @throws UnsupportedOperationException if no transport here has it, or this host cannot run it
   * @throws IOException if the system refuses
   */
  EndpointPair<?> pair(Domain domain, SocketType type, Protocol protocol) throws IOException;

  /**
   * Opens a stream endpoint and connects it.
   *
   * @param uri where to; a host name's addresses are all tried (RFC 8305)
   * @return the connected endpoint
   * @throws IllegalArgumentException if the URI cannot be used; the message says why
   * @throws UnsupportedOperationException if the scheme cannot give a stream, or this host cannot
   *     run it
   * @throws java.net.UnknownHostException if a host name does not resolve
   * @throws IOException as {@link Endpoint#connect} throws
   */
  StreamEndpoint connectStream(EndpointUri uri) throws IOException;

  /**
   * Opens a listener for stream endpoints, binds it and listens.
   *
   * @param uri where; of a host name's addresses the first that is this host's
   * @return the listener
   * @throws IllegalArgumentException if the URI cannot be used; the message says why
   * @throws UnsupportedOperationException if the scheme cannot give streams, or this host cannot
   *     run it
   * @throws java.net.UnknownHostException if a host name does not resolve
   * @throws IOException as {@link Listener#bind(java.net.SocketAddress)} throws
   */
  Listener<StreamEndpoint> listenStream(EndpointUri uri) throws IOException;

  /**
   * Opens a message endpoint and connects it.
   *
   * @param uri where to
   * @return the connected endpoint
   * @throws IllegalArgumentException if the URI cannot be used; the message says why
   * @throws UnsupportedOperationException if this host cannot run the scheme
   * @throws java.net.UnknownHostException if a host name does not resolve
   * @throws IOException as {@link Endpoint#connect} throws
   */
  MessageEndpoint connectMessages(EndpointUri uri) throws IOException;

  /**
   * Opens a listener for message endpoints, binds it and listens.
   *
   * @param uri where
   * @return the listener
   * @throws IllegalArgumentException if the URI cannot be used; the message says why
   * @throws UnsupportedOperationException if the scheme has no connections to accept (use {@link
   *     #bindMessages}), or this host cannot run it
   * @throws java.net.UnknownHostException if a host name does not resolve
   * @throws IOException as {@link Listener#bind(java.net.SocketAddress)} throws
   */
  Listener<MessageEndpoint> listenMessages(EndpointUri uri) throws IOException;

  /**
   * Opens a message endpoint and binds it, to receive from and answer to anybody.
   *
   * @param uri where
   * @return the bound endpoint
   * @throws IllegalArgumentException if the URI cannot be used; the message says why
   * @throws UnsupportedOperationException if the scheme takes messages only over connections (use
   *     {@link #listenMessages}), or this host cannot run it
   * @throws java.net.UnknownHostException if a host name does not resolve
   * @throws IOException as {@link Endpoint#bind} throws
   */
  MessageEndpoint bindMessages(EndpointUri uri) throws IOException;
}
