package dev.sockeye.sctp;

import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/**
 * What SCTP adds to a message endpoint: events, several addresses, associations. Every endpoint of
 * {@link Sctp#ONE_TO_ONE} and {@link Sctp#ONE_TO_MANY} is one, whatever network it comes from:
 *
 * <pre>{@code
 * MessageEndpoint endpoint = network.connectMessages(EndpointUri.valueOf("sctp://10.0.0.1:2905"));
 * endpoint.unwrap(SctpEndpoint.class).onEvent(event -> log.info(event.toString()));
 * }</pre>
 *
 * <p><b>The end.</b> After a graceful shutdown by the peer, receiving gives what was sent and then
 * the end of input. There is no half close: of a one-to-one endpoint, which is {@link
 * dev.sockeye.Shutdownable}, {@code shutdownOutput} ends both directions and {@code shutdownInput}
 * is unsupported. After an abort, or when no path leads to the peer any more, receiving tells of
 * what was not delivered ({@link SctpEvent.SendFailed}), then throws. A one-to-many endpoint has no
 * end: events tell of each association's.
 *
 * <p><b>A restart</b> of the peer ({@link SctpEvent.AssociationState#RESTART}) is a break of a
 * one-to-one endpoint, though the system keeps the association: what comes next is of another
 * conversation, and what was queued is lost. What the peer had sent before is received; then the
 * event is told, and receiving and, from then on, sending throw {@link
 * dev.sockeye.ConnectionResetException}. Closing the endpoint aborts the new conversation, so that
 * the peer sees a break too. A one-to-many endpoint goes on, and the event tells of it.
 *
 * <p><b>Messages</b> have at least one byte. They may be as long as the system's send buffer takes
 * ({@code SO_SNDBUF}; on Linux twice what it reads).
 *
 * <p><b>connect</b> of a one-to-many endpoint sets where {@code send} goes to, and may be called
 * again; the association comes up with the first message. It receives from all as before.
 */
public interface SctpEndpoint extends MessageEndpoint, SctpMultihomed {

  /**
   * Sets who is told of the {@linkplain SctpEvent events}, in place of whoever was told before.
   * They are told by the thread that receives, before the message that follows them, so a program
   * that only sends receives as well to learn of them. Set before the first receive, the listener
   * is told of everything from {@code COMM_UP} on; without a listener events pass unheard.
   *
   * <p>The listener may send, but not receive. What it throws comes out of the receive, which has
   * then consumed no message.
   *
   * @param listener is told; {@code null} for nobody
   * @return this
   */
  SctpEndpoint onEvent(Consumer<? super SctpEvent> listener);

  /**
   * The associations that are up, as far as receiving has told of them ({@code COMM_UP}, and the
   * events that end one); that of a one-to-one endpoint is known as soon as a blocking connect or
   * accept returns.
   *
   * @return the associations, in no particular order; of a one-to-one endpoint at most one
   */
  List<SctpAssociation> associations();

  /**
   * All addresses of an association's peer, {@code sctp_getpaddrs(3)}.
   *
   * @param association its number; a one-to-one endpoint has only one and takes any
   * @return the addresses, that of the primary path first
   * @throws IllegalArgumentException if there is no such association
   * @throws IOException if closed, or the system refuses
   */
  List<InetSocketAddress> getRemoteAddresses(int association) throws IOException;

  /**
   * The primary path, which messages take as long as it works, {@code SCTP_PRIMARY_ADDR}.
   *
   * @param association its number; a one-to-one endpoint has only one and takes any
   * @return the peer's address
   * @throws IllegalArgumentException if there is no such association
   * @throws IOException if closed, or the system refuses
   */
  InetSocketAddress getPrimaryAddress(int association) throws IOException;

  /**
   * Chooses the primary path, {@code SCTP_PRIMARY_ADDR}.
   *
   * @param association its number; a one-to-one endpoint has only one and takes any
   * @param address one of the peer's addresses
   * @return this
   * @throws IllegalArgumentException if there is no such association
   * @throws IOException if closed, or the address is not the peer's (EINVAL)
   */
  SctpEndpoint setPrimaryAddress(int association, InetSocketAddress address) throws IOException;

  /**
   * Asks the peer to prefer one of our addresses for what it sends, {@code
   * SCTP_SET_PEER_PRIMARY_ADDR} (RFC 6458, section 8.3.1). It can be set only, so it is no option.
   * The peer may decline; where it agrees, its {@link #getPrimaryAddress} gives the address, and it
   * is told {@link SctpEvent.PathState#MADE_PRIMARY}. Linux sends the request only while {@code
   * net.sctp.addip_enable} is 1 on both sides, and without authentication only while {@code
   * net.sctp.addip_noauth_enable} is 1 too.
   *
   * @param association its number; a one-to-one endpoint has only one and takes any
   * @param address one of our addresses
   * @return this
   * @throws IllegalArgumentException if there is no such association
   * @throws IOException if closed, the address is not ours (EADDRNOTAVAIL), or dynamic addresses
   *     are not enabled (EPERM)
   */
  SctpEndpoint setPeerPrimaryAddress(int association, InetSocketAddress address) throws IOException;

  /**
   * Makes a one-to-one endpoint of an association, {@code sctp_peeloff(3)}. Messages of it that
   * have come and were not received yet go along.
   *
   * @param association its number
   * @return an endpoint of {@link Sctp#ONE_TO_ONE}, connected and in blocking mode
   * @throws UnsupportedOperationException if this is a one-to-one endpoint already
   * @throws IllegalArgumentException if there is no such association
   * @throws IOException if closed, or the system refuses
   */
  SctpEndpoint peelOff(int association) throws IOException;

  /**
   * Shuts one association down, {@code SCTP_EOF}: the peer receives what was sent, then the end.
   *
   * @param association its number; a one-to-one endpoint has only one and takes any
   * @return this
   * @throws IllegalArgumentException if there is no such association
   * @throws IOException if closed, or the system refuses
   */
  SctpEndpoint shutdown(int association) throws IOException;

  @Override
  SctpEndpoint bindAddress(InetAddress address) throws IOException;

  @Override
  SctpEndpoint unbindAddress(InetAddress address) throws IOException;
}
