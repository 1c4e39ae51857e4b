package dev.sockeye.spi;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.NetworkChannel;

/**
 * A socket that is open already: inherited from who started this process, or received from another
 * one. A transport takes it, once, in the form that its sockets have.
 */
public interface OpenSocket {

  /**
   * Its descriptor, for a transport of native sockets.
   *
   * @return the number; from now on the caller's to close
   */
  int takeDescriptor();

  /**
   * A channel of the JDK over it, for a transport of those. In what the channel does it is as any
   * other, with a {@link java.nio.channels.Selector} and on virtual threads too. But it may name
   * addresses that are not the socket's: ask {@link #localAddress} and {@link #remoteAddress}.
   *
   * @param <C> the channel
   * @param type {@code SocketChannel} for a connection, {@code ServerSocketChannel} for a listener,
   *     {@code DatagramChannel}
   * @return the channel; from now on the caller's to close
   * @throws IOException if the system refuses; then nothing is taken
   */
  <C extends NetworkChannel> C takeChannel(Class<C> type) throws IOException;

  /**
   * Where it is bound, {@code getsockname(2)}.
   *
   * @return the address, {@code null} if it is not bound; asked before it is taken
   * @throws IOException if the system refuses
   */
  SocketAddress localAddress() throws IOException;

  /**
   * Whom it is connected to, {@code getpeername(2)}.
   *
   * @return the address, {@code null} if it is not connected; asked before it is taken
   * @throws IOException if the system refuses
   */
  SocketAddress remoteAddress() throws IOException;
}
