package dev.sockeye;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;

/**
 * The passive side: a socket after {@code bind(2)} and {@code listen(2)}, which yields an endpoint
 * for every peer that connects.
 *
 * <pre>{@code
 * try (Listener<StreamEndpoint> listener = network.listenStream(uri)) {
 *   while (true) {
 *     StreamEndpoint peer = listener.accept();
 *     threads.execute(() -> serve(peer));
 *   }
 * }
 * }</pre>
 *
 * <p><b>Options.</b> As with a BSD socket, what is set on a listener is inherited by the endpoints
 * that it accepts from then on: {@link #supportedOptions()} has the listener's own options and the
 * endpoints' as well. {@link EndpointOptions#SO_RCVTIMEO} bounds {@link #accept} too.
 *
 * @param <E> the shape of the accepted endpoints
 */
public interface Listener<E extends Endpoint> extends Pollable {

  @Override
  SocketSpec<E> spec();

  /**
   * Binds and listens, {@code bind(2)} and {@code listen(2)}, with the backlog of {@link
   * EndpointOptions#BACKLOG}.
   *
   * @param local the address; {@code null} for one that the system chooses
   * @return this
   * @throws IOException as {@link #bind(SocketAddress, int)} throws
   */
  @Override
  Listener<E> bind(SocketAddress local) throws IOException;

  /**
   * Binds and listens, {@code bind(2)} and {@code listen(2)}.
   *
   * @param local the address; {@code null} for one that the system chooses
   * @param backlog how many established connections may wait for {@link #accept}; 0 for the
   *     system's default. The system may cap it (on Linux at {@code net.core.somaxconn}).
   * @return this
   * @throws java.nio.channels.AlreadyBoundException if bound
   * @throws java.nio.channels.UnsupportedAddressTypeException if the address is of another domain
   * @throws java.net.BindException if the address is in use (EADDRINUSE), is not this host's
   *     (EADDRNOTAVAIL) or needs a privilege (EACCES)
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if it fails otherwise
   */
  Listener<E> bind(SocketAddress local, int backlog) throws IOException;

  /**
   * Takes the next connection, {@code accept(2)}. In blocking mode the call waits for one, as long
   * as {@link EndpointOptions#SO_RCVTIMEO} allows.
   *
   * @return the endpoint, connected and in blocking mode; {@code null} in non-blocking mode if
   *     nobody waits
   * @throws java.nio.channels.NotYetBoundException if not bound
   * @throws java.net.SocketTimeoutException if the time is over; the listener goes on
   * @throws java.nio.channels.AsynchronousCloseException if closed meanwhile
   * @throws java.nio.channels.ClosedByInterruptException if interrupted meanwhile
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if it fails otherwise; if out of descriptors (EMFILE, ENFILE) the
   *     connection goes on waiting and the listener stays usable
   */
  E accept() throws IOException;

  /**
   * The address that this listens on, {@code getsockname(2)}; after binding to port 0, the real
   * one.
   *
   * @return the address, {@code null} if not bound
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if it fails otherwise
   */
  @Override
  SocketAddress getLocalAddress() throws IOException;

  /**
   * Sets an option of this socket, {@code setsockopt(2)}, and of the endpoints that it accepts from
   * then on. A value that an accepted endpoint would refuse is refused here.
   *
   * @return this
   * @throws UnsupportedOperationException if {@link #supportedOptions()} lacks it
   * @throws IllegalArgumentException if the value is not one of the option's
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if the system refuses
   */
  @Override
  <T> Listener<E> setOption(SocketOption<T> name, T value) throws IOException;

  @Override
  Listener<E> configureBlocking(boolean block) throws IOException;
}
