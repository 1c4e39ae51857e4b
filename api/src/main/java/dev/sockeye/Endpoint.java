package dev.sockeye;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;

/**
 * A socket: an endpoint of communication, as {@code socket(2)} creates it. Either a {@link
 * StreamEndpoint} or a {@link MessageEndpoint}; this type holds what the two have in common.
 *
 * <p>Its state only grows: open, bound, connected, closed. A call out of order throws the exception
 * that {@link java.nio.channels.SocketChannel} has for it, such as {@link
 * java.nio.channels.NotYetConnectedException}.
 */
public interface Endpoint extends Pollable {

  /**
   * Binds to a local address, {@code bind(2)}.
   *
   * @param local the address; {@code null} for one that the system chooses
   * @return this
   * @throws java.nio.channels.AlreadyBoundException if bound
   * @throws java.nio.channels.UnsupportedAddressTypeException if the address is of another domain
   * @throws java.net.BindException if the address is in use (EADDRINUSE), is not this host's
   *     (EADDRNOTAVAIL) or needs a privilege (EACCES)
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if it fails otherwise
   */
  @Override
  Endpoint bind(SocketAddress local) throws IOException;

  /**
   * Connects to a peer, {@code connect(2)}. In blocking mode the call waits until connected, as
   * long as {@link EndpointOptions#SO_SNDTIMEO} allows. In non-blocking mode it returns at once;
   * when it returns {@code false}, wait for {@link java.nio.channels.SelectionKey#OP_CONNECT} and
   * call {@link #finishConnect()}.
   *
   * <p>A connection-oriented endpoint whose connect fails is closed, since POSIX leaves such a
   * socket's state unspecified: open a new one to try again. A datagram endpoint may connect anew,
   * which replaces its peer.
   *
   * @param remote the peer's address
   * @return whether it is connected now
   * @throws java.nio.channels.AlreadyConnectedException if connected
   * @throws java.nio.channels.ConnectionPendingException if a connect is under way
   * @throws java.nio.channels.UnresolvedAddressException if the address has no IP address yet
   * @throws java.nio.channels.UnsupportedAddressTypeException if the address is of another domain
   * @throws java.net.ConnectException if nobody listens there (ECONNREFUSED)
   * @throws java.net.NoRouteToHostException if there is no route (EHOSTUNREACH, ENETUNREACH)
   * @throws java.net.SocketTimeoutException if the time is over
   * @throws java.nio.channels.AsynchronousCloseException if closed meanwhile
   * @throws java.nio.channels.ClosedByInterruptException if interrupted meanwhile
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if it fails otherwise
   */
  boolean connect(SocketAddress remote) throws IOException;

  /**
   * Completes a connect that was begun in non-blocking mode: {@code getsockopt(2)} with {@code
   * SO_ERROR}, in the JDK's way. In blocking mode it waits as {@link #connect} does.
   *
   * @return whether it is connected now
   * @throws java.nio.channels.NoConnectionPendingException if none was begun
   * @throws IOException as {@link #connect} throws; the endpoint is then closed
   */
  boolean finishConnect() throws IOException;

  /**
   * Tells whether there is a peer.
   *
   * @return whether connected
   */
  boolean isConnected();

  /**
   * The local address, {@code getsockname(2)}.
   *
   * @return the address, {@code null} if not bound
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if it fails otherwise
   */
  @Override
  SocketAddress getLocalAddress() throws IOException;

  /**
   * The peer's address, {@code getpeername(2)}.
   *
   * @return the address, {@code null} if not connected
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if it fails otherwise
   */
  SocketAddress getRemoteAddress() throws IOException;

  /**
   * Sets an option, {@code setsockopt(2)}.
   *
   * @return this
   * @throws UnsupportedOperationException if {@link #supportedOptions()} lacks it
   * @throws IllegalArgumentException if the value is not one of the option's
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if the system refuses
   */
  @Override
  <T> Endpoint setOption(SocketOption<T> name, T value) throws IOException;

  @Override
  Endpoint configureBlocking(boolean block) throws IOException;
}
