package dev.sockeye.tcp;

import static dev.sockeye.Domain.AF_INET;
import static dev.sockeye.Domain.AF_INET6;
import static dev.sockeye.Domain.AF_UNSPEC;
import static dev.sockeye.SocketType.SOCK_STREAM;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Protocol;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.net.SocketOption;

/**
 * The sockets of Multipath TCP, RFC 8684 and {@code mptcp(7)}: a byte stream as TCP's, over several
 * paths at once, which outlives the loss of all but one. Which paths there are is the host's to
 * say, by {@code ip mptcp endpoint} and {@code ip mptcp limits}.
 *
 * <p>A peer that has TCP alone is spoken to in TCP, whichever side connects: {@link
 * MptcpInfo#fellBack} tells.
 *
 * <p>The channels of the JDK are opened and {@code IPPROTO_MPTCP} is put under them: add {@code
 * sockeye-posix} beside {@code sockeye-tcp}. Linux has it from 5.6 on, where {@code
 * net.mptcp.enabled} is 1. The options are those of {@link Tcp} less what MPTCP refuses: {@code
 * TCP_QUICKACK}, {@code SO_OOBINLINE}, {@code IP_TOS} but on {@link #STREAM4}, and of what is
 * connected {@code SO_REUSEADDR} and {@code SO_REUSEPORT}.
 */
public final class Mptcp {

  /** Multipath TCP, RFC 8684. */
  public static final Protocol IPPROTO_MPTCP = new Protocol("IPPROTO_MPTCP", 262);

  /** IPv4 and IPv6 alike: one socket that takes addresses of both. Scheme {@code mptcp}. */
  public static final SocketSpec<StreamEndpoint> STREAM =
      new SocketSpec<>(
          AF_UNSPEC, SOCK_STREAM, IPPROTO_MPTCP, StreamEndpoint.class, Semantics.CONNECTION);

  /** IPv4 only. Scheme {@code mptcp4}. */
  public static final SocketSpec<StreamEndpoint> STREAM4 =
      new SocketSpec<>(
          AF_INET, SOCK_STREAM, IPPROTO_MPTCP, StreamEndpoint.class, Semantics.CONNECTION);

  /**
   * IPv6, without {@code IPV6_V6ONLY}, so that IPv4 peers reach a listener on the wildcard address.
   * A host name is only resolved to IPv6 addresses. Scheme {@code mptcp6}.
   */
  public static final SocketSpec<StreamEndpoint> STREAM6 =
      new SocketSpec<>(
          AF_INET6, SOCK_STREAM, IPPROTO_MPTCP, StreamEndpoint.class, Semantics.CONNECTION);

  /**
   * What the system tells of a connection: its paths, bytes and token; {@link MptcpInfo#FELL_BACK}
   * of one that is TCP after all. Can only be read, of endpoints.
   */
  public static final SocketOption<MptcpInfo> MPTCP_INFO =
      EndpointOptions.of("MPTCP_INFO", MptcpInfo.class);

  private Mptcp() {}
}
