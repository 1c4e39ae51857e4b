package dev.sockeye.unix;

import static dev.sockeye.Domain.AF_UNIX;
import static dev.sockeye.Protocol.DEFAULT;
import static dev.sockeye.SocketType.SOCK_DGRAM;
import static dev.sockeye.SocketType.SOCK_SEQPACKET;
import static dev.sockeye.SocketType.SOCK_STREAM;

import dev.sockeye.AncillaryStream;
import dev.sockeye.Attribute;
import dev.sockeye.EndpointOptions;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.net.SocketOption;

/** The sockets of the UNIX domain, {@code unix(7)}, with their options and attributes. */
public final class Unix {

  /**
   * A stream. Scheme {@code unix}. Opened by a URI with a path name it is the JDK's channel, and
   * needs no native calls, unless it has {@link #MODE}, {@link #ALLOW_UID}, {@link #SO_PASSRIGHTS}
   * or {@link #SO_PASSCRED}. Opened before its address is known, or made from {@link Descriptors},
   * it is a native socket; where there are none it is the JDK's. A native one can be unwrapped to
   * {@link AncillaryStream}, which carries {@link #RIGHTS}.
   *
   * <p>A connect to a listener whose backlog is full waits. In non-blocking mode it is pending;
   * without native sockets it fails with EAGAIN, as the JDK's channel does that may not block.
   */
  public static final SocketSpec<StreamEndpoint> STREAM =
      new SocketSpec<>(AF_UNIX, SOCK_STREAM, DEFAULT, StreamEndpoint.class, Semantics.CONNECTION);

  /**
   * Datagrams: reliable and in order, since they stay on this host; a full receiver blocks the
   * sender. Scheme {@code unix+dgram}. An endpoint that is not bound has no address that could be
   * answered; on Linux one that is connected by a URI is bound first.
   */
  public static final SocketSpec<MessageEndpoint> DATAGRAM =
      new SocketSpec<>(
          AF_UNIX, SOCK_DGRAM, DEFAULT, MessageEndpoint.class, Semantics.RELIABLE_DATAGRAM);

  /**
   * Messages over a connection. Scheme {@code unix+seqpacket}. Linux tells an empty message from
   * the end only by the name or the credentials that come with it. So an endpoint that connects
   * without being bound takes a name of the system's choice, and one whose peer has no name has
   * {@code SO_PASSCRED} set.
   */
  public static final SocketSpec<MessageEndpoint> SEQPACKET =
      new SocketSpec<>(
          AF_UNIX, SOCK_SEQPACKET, DEFAULT, MessageEndpoint.class, Semantics.CONNECTION);

  /**
   * The permissions of the socket file that binding makes, octal text such as {@code 0600}; to be
   * set before binding. They hold from the first instant: the file never allows more. Empty for
   * those that the umask leaves. In a URI {@code ?mode=0600}.
   */
  public static final SocketOption<String> MODE = EndpointOptions.of("MODE", String.class);

  /**
   * Whether closing removes the socket file that binding made; set unless it is said otherwise, at
   * any time. To be unset for a socket that another process goes on serving, or whose name service
   * managers look after. Passing the socket on by {@link #RIGHTS} unsets it, for that name is the
   * receiver's from then on. In a URI {@code ?unlink_on_close=false}.
   */
  public static final SocketOption<Boolean> UNLINK_ON_CLOSE =
      EndpointOptions.of("UNLINK_ON_CLOSE", Boolean.class);

  /**
   * Whom a listener accepts: connections of other users are closed before {@code accept} returns
   * them. {@code null} as long as it is not set, for everybody. In a URI {@code ?allow_uid=1000,0}.
   */
  public static final SocketOption<UserIds> ALLOW_UID =
      EndpointOptions.of("ALLOW_UID", UserIds.class);

  /**
   * Who the peer of a connected endpoint is, {@code SO_PEERCRED}; to be read only. {@code null} if
   * not connected, and for datagram endpoints other than a pair.
   */
  public static final SocketOption<Credentials> PEER_CREDENTIALS =
      EndpointOptions.of("PEER_CREDENTIALS", Credentials.class);

  /**
   * The supplementary groups of the peer of a connected endpoint, {@code SO_PEERGROUPS}, as they
   * were when {@link #PEER_CREDENTIALS} were taken; to be read only. {@code null} where there is no
   * peer. Linux, since 4.13.
   */
  public static final SocketOption<GroupIds> SO_PEERGROUPS =
      EndpointOptions.of("SO_PEERGROUPS", GroupIds.class);

  /**
   * The label that a security module such as SELinux has given the peer, {@code SO_PEERSEC}; to be
   * read only. Linux; where no module gives labels, reading it is an {@link
   * UnsupportedOperationException}.
   */
  public static final SocketOption<String> SO_PEERSEC =
      EndpointOptions.of("SO_PEERSEC", String.class);

  /**
   * A descriptor of the peer's process, {@code SO_PEERPIDFD}: unlike its number it stays that of
   * this process after its end. Each read opens one, to be closed by the caller; it can be passed
   * on by {@link #RIGHTS}, as to a service that decides about the process. To be read only, {@code
   * null} where there is no peer. Linux, since 6.5; on an older one an {@link
   * UnsupportedOperationException}.
   */
  public static final SocketOption<Descriptors> SO_PEERPIDFD =
      EndpointOptions.of("SO_PEERPIDFD", Descriptors.class);

  /**
   * Whether received messages, and what an {@link AncillaryStream} receives, have {@link
   * #CREDENTIALS}. Not set to begin with, except for seqpacket endpoints whose peer has no name:
   * there it stays set. An endpoint without a name that has it takes one of the system's choice
   * when it connects or sends. Bytes of different senders are not received as one. In a URI {@code
   * ?SO_PASSCRED=true}, which makes a stream a native socket. Linux.
   */
  public static final SocketOption<Boolean> SO_PASSCRED =
      EndpointOptions.of("SO_PASSCRED", Boolean.class);

  /**
   * Whether {@link #RIGHTS} are received; set unless it is said otherwise. With {@code false},
   * which Linux has since 6.16, who sends some is refused (EPERM). In a URI {@code
   * ?SO_PASSRIGHTS=true} makes a stream a native socket, which alone has them.
   */
  public static final SocketOption<Boolean> SO_PASSRIGHTS =
      EndpointOptions.of("SO_PASSRIGHTS", Boolean.class);

  /**
   * Who sent a message, {@code SCM_CREDENTIALS}, as the system vouches for it: for what arrives at
   * an endpoint with {@link #SO_PASSCRED}. Of what was sent before that was set the system does not
   * know: process 0, user and group 65534. It is received only: a message that is sent, such as a
   * received one that goes back, does not carry it, since the system tells the receiver itself.
   */
  public static final Attribute<Credentials> CREDENTIALS =
      Attribute.of("SCM_CREDENTIALS", Credentials.class);

  /**
   * Descriptors that go along with a message, or with bytes of an {@link AncillaryStream}, {@code
   * SCM_RIGHTS}: the receiver gets its own, for the same open files. Those of a received message
   * are closed when the message is cleared or received into again, unless they were {@linkplain
   * Descriptors#take taken}.
   */
  public static final Attribute<Descriptors> RIGHTS = Attribute.of("SCM_RIGHTS", Descriptors.class);

  private Unix() {}
}
