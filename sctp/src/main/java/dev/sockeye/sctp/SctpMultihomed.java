package dev.sockeye.sctp;

import dev.sockeye.SeveralAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A socket that can have several addresses, {@code sctp_bindx(3)}: what a {@link SctpEndpoint} and
 * a listener of {@link Sctp#ONE_TO_ONE} have in common.
 *
 * <pre>{@code
 * listener.bind(new InetSocketAddress("10.0.0.1", 2905));
 * listener.unwrap(SctpMultihomed.class).bindAddress(InetAddress.getByName("10.1.0.1"));
 * }</pre>
 *
 * <p>Addresses can be added and taken away while other threads accept, and while they send or
 * receive with a timeout, on virtual threads or in non-blocking mode. A platform thread that blocks
 * in {@code send} or {@code receive} without a timeout is waited for, as long as {@code
 * SO_SNDTIMEO} says: set {@code SO_RCVTIMEO} beforehand on an endpoint whose addresses change.
 */
public interface SctpMultihomed extends SeveralAddresses {

  /**
   * All local addresses, {@code sctp_getladdrs(3)}: of a socket bound to the wildcard address all
   * that the host has.
   *
   * @return the addresses, that of {@code getLocalAddress} first; empty if not bound
   * @throws IOException if closed, or the system refuses
   */
  @Override
  List<InetSocketAddress> getLocalAddresses() throws IOException;

  /**
   * Adds a local address to a socket that is bound to a specific one, {@code sctp_bindx(3)} with
   * {@code SCTP_BINDX_ADD_ADDR}. While connected the peer learns of it only where both systems have
   * dynamic addresses (RFC 5061) switched on: on Linux {@code net.sctp.addip_enable}, and {@code
   * net.sctp.addip_noauth_enable} or authentication.
   *
   * @param address the address; the port is that of the socket
   * @return this
   * @throws java.nio.channels.NotYetBoundException if not bound
   * @throws java.nio.channels.AlreadyBoundException if bound to that address
   * @throws IllegalStateException if bound to the wildcard address, which has all
   * @throws java.net.SocketTimeoutException if {@code SO_SNDTIMEO} is over before another thread's
   *     call without a timeout
   * @throws IOException if closed, or the system refuses
   */
  SctpMultihomed bindAddress(InetAddress address) throws IOException;

  /**
   * Takes a local address away, {@code sctp_bindx(3)} with {@code SCTP_BINDX_REM_ADDR}.
   *
   * @param address the address, not the last one
   * @return this
   * @throws java.nio.channels.NotYetBoundException if not bound
   * @throws IllegalArgumentException if not bound to that address, or to it alone; over the JDK's
   *     channels also where an endpoint that was accepted or peeled off has the address from its
   *     listener, not from {@link #bindAddress}
   * @throws IllegalStateException if bound to the wildcard address, which has all
   * @throws java.net.SocketTimeoutException if {@code SO_SNDTIMEO} is over before another thread's
   *     call without a timeout
   * @throws IOException if closed, or the system refuses
   */
  SctpMultihomed unbindAddress(InetAddress address) throws IOException;
}
