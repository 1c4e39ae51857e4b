package dev.sockeye.tipc;

import static dev.sockeye.Protocol.DEFAULT;
import static dev.sockeye.SocketType.SOCK_DGRAM;
import static dev.sockeye.SocketType.SOCK_RDM;
import static dev.sockeye.SocketType.SOCK_SEQPACKET;
import static dev.sockeye.SocketType.SOCK_STREAM;

import dev.sockeye.Attribute;
import dev.sockeye.Domain;
import dev.sockeye.EndpointOptions;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Pollable;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The sockets of {@code AF_TIPC}, {@code tipc(7)} and {@code <linux/tipc.h>}, their options and
 * attributes. Linux has them, with its module {@code tipc}; within one machine nothing is to be
 * configured.
 *
 * <p>Who listens or receives binds to a service, {@code tipc:1000:5}, and who connects or sends
 * names it, wherever in the cluster it is. {@code tipc:1000:0-99} binds to a range. The local
 * address of every socket is its {@link TipcAddress.Id}, from the start on.
 *
 * <p>A message has at most {@value #LARGEST_MESSAGE} bytes. One of no bytes is lost, and told to
 * nobody. Connections have no half close: {@code shutdownOutput} ends both directions.
 */
public final class Tipc {

  /** The domain. */
  public static final Domain AF_TIPC = new Domain("AF_TIPC");

  /** The most bytes that a message can have: {@code TIPC_MAX_USER_MSG_SIZE}. */
  public static final int LARGEST_MESSAGE = 66_000;

  /** Streams. Scheme {@code tipc}. */
  public static final SocketSpec<StreamEndpoint> STREAM =
      new SocketSpec<>(AF_TIPC, SOCK_STREAM, DEFAULT, StreamEndpoint.class, Semantics.CONNECTION);

  /** Messages over a connection. Scheme {@code tipc+seqpacket}. */
  public static final SocketSpec<MessageEndpoint> SEQPACKET =
      new SocketSpec<>(
          AF_TIPC, SOCK_SEQPACKET, DEFAULT, MessageEndpoint.class, Semantics.CONNECTION);

  /**
   * Messages from and to anybody. Scheme {@code tipc+rdm}.
   *
   * <p>The network loses none of them, but a receiver that is full or gone does: silently, unless
   * {@link #DEST_DROPPABLE} is set to false. Then a message that nobody took comes back to who sent
   * it: {@code receiveMessage} gives a {@linkplain dev.sockeye.Message#isNotification notification}
   * with {@link #ERRINFO} and {@link #RETDATA}, and calls that give bytes alone throw.
   */
  public static final SocketSpec<MessageEndpoint> RDM =
      new SocketSpec<>(AF_TIPC, SOCK_RDM, DEFAULT, MessageEndpoint.class, Semantics.DATAGRAM);

  /**
   * Messages from and to anybody, which may also be lost before they leave: {@link #SRC_DROPPABLE}
   * is set. Scheme {@code tipc+dgram}.
   */
  public static final SocketSpec<MessageEndpoint> DATAGRAM =
      new SocketSpec<>(AF_TIPC, SOCK_DGRAM, DEFAULT, MessageEndpoint.class, Semantics.DATAGRAM);

  /**
   * How soon what is sent is dropped where there is too much: {@code TIPC_IMPORTANCE}, from 0, low,
   * which is the default, to 3, critical.
   */
  public static final SocketOption<Integer> IMPORTANCE =
      EndpointOptions.of("TIPC_IMPORTANCE", Integer.class);

  /**
   * Whether a message may be dropped where the way out is congested, and else waits: {@code
   * TIPC_SRC_DROPPABLE}. Of messages from and to anybody.
   */
  public static final SocketOption<Boolean> SRC_DROPPABLE =
      EndpointOptions.of("TIPC_SRC_DROPPABLE", Boolean.class);

  /**
   * Whether a message that cannot be delivered is dropped, and else comes back: {@code
   * TIPC_DEST_DROPPABLE}, initially true but for connections.
   */
  public static final SocketOption<Boolean> DEST_DROPPABLE =
      EndpointOptions.of("TIPC_DEST_DROPPABLE", Boolean.class);

  /**
   * After how long a connect that waits to be accepted is given up, 8 s unless set: {@code
   * TIPC_CONN_TIMEOUT}, in whole milliseconds. {@link EndpointOptions#SO_SNDTIMEO} can only be
   * sooner. In non-blocking mode it is the system that gives up, after these 8 s: {@code
   * finishConnect} then throws, with {@code ENOTCONN}.
   */
  public static final SocketOption<Duration> CONN_TIMEOUT =
      EndpointOptions.of("TIPC_CONN_TIMEOUT", Duration.class);

  /**
   * Whether a stream sends at once what is little: {@code TIPC_NODELAY}. Reading tells what was
   * set, since the system does not tell.
   */
  public static final SocketOption<Boolean> NODELAY =
      EndpointOptions.of("TIPC_NODELAY", Boolean.class);

  /**
   * To which service or range a message was sent, {@code TIPC_DESTNAME}: a {@link
   * TipcAddress.Service} or, of what was sent to several, a {@link TipcAddress.Range}. Of received
   * messages that were sent to a service and not to a socket's number.
   */
  public static final Attribute<TipcAddress> DESTNAME =
      Attribute.of("TIPC_DESTNAME", TipcAddress.class);

  /** Why a message came back, {@code TIPC_ERRINFO}. Of notifications. */
  public static final Attribute<TipcErrorInfo> ERRINFO =
      Attribute.of("TIPC_ERRINFO", TipcErrorInfo.class);

  /**
   * What came back, {@code TIPC_RETDATA}: the message's bytes, of which Linux returns 1024 at most.
   * Of notifications that have an {@link #ERRINFO}.
   */
  public static final Attribute<byte[]> RETDATA = Attribute.of("TIPC_RETDATA", byte[].class);

  /**
   * That a member joined or left the group, whose address is the message's peer. Of notifications
   * to members that asked for {@linkplain TipcGroup#withEvents events}.
   */
  public static final Attribute<TipcGroupEvent> GROUP_EVENT =
      Attribute.of("TIPC_GROUP_EVENT", TipcGroupEvent.class);

  private Tipc() {}

  /**
   * Binds an endpoint or a listener to one more service or range, {@code bind(2)}.
   *
   * @param socket an endpoint or a listener of TIPC, bound or not
   * @param name a {@link TipcAddress.Service} or {@link TipcAddress.Range}
   * @throws IllegalArgumentException if the name is a socket's number
   * @throws UnsupportedOperationException if the socket is none of TIPC's
   * @throws IOException with EACCES for a type below 64, with EINVAL on a connection
   */
  public static void publish(Pollable socket, TipcAddress name) throws IOException {
    TipcCalls.bind(socket, name, 1);
  }

  /**
   * Takes a service or range away that a socket is bound to: {@code bind(2)} with the negated
   * scope. Connections stay.
   *
   * @param socket an endpoint or a listener of TIPC
   * @param name what it was bound to, of the same scope
   * @throws IllegalArgumentException if the name is a socket's number
   * @throws UnsupportedOperationException if the socket is none of TIPC's
   * @throws IOException with EINVAL if it is not bound to that
   */
  public static void withdraw(Pollable socket, TipcAddress name) throws IOException {
    TipcCalls.bind(socket, name, -1);
  }

  /**
   * Makes an endpoint a member of a group, {@code setsockopt(2)} with {@code TIPC_GROUP_JOIN}. It
   * then sends to members alone: to a {@link TipcAddress.Service} one of those with that instance,
   * in turn; to a {@link TipcAddress.Range} of one instance all with that instance; to a {@link
   * TipcAddress.Id} one. Messages of a group are not lost where a receiver is slow: the sender
   * waits. Members get to know each other by and by: until then sending fails with EHOSTUNREACH;
   * who asked for {@linkplain TipcGroup#withEvents events} is told when.
   *
   * @param socket an endpoint of {@link #RDM} or {@link #DATAGRAM}, neither bound nor connected
   * @param group the group, and which member this is
   * @throws UnsupportedOperationException if it is another socket
   * @throws IOException with EACCES if it is a member already or the type is below 64
   */
  public static void join(MessageEndpoint socket, TipcGroup group) throws IOException {
    TipcCalls.join(socket, group);
  }

  /**
   * Ends a membership, {@code setsockopt(2)} with {@code TIPC_GROUP_LEAVE}.
   *
   * @param socket a member
   * @throws UnsupportedOperationException if it is no socket of TIPC
   * @throws IOException with EINVAL if it is not a member
   */
  public static void leave(MessageEndpoint socket) throws IOException {
    TipcCalls.leave(socket);
  }

  /**
   * Sends to all members of the group that an endpoint has joined, {@code send(2)} without an
   * address.
   *
   * @param member the member that sends; with {@link TipcGroup#withLoopback} it gets it too
   * @param src the message, all of which is taken
   * @return its length; {@link MessageEndpoint#WOULD_BLOCK} in non-blocking mode if a member has no
   *     room
   * @throws IOException with EMSGSIZE if it is too long
   */
  public static int broadcast(MessageEndpoint member, ByteBuffer src) throws IOException {
    return member.sendTo(src, TipcAddress.Id.ANY);
  }
}
