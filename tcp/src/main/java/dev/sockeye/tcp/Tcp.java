package dev.sockeye.tcp;

import static dev.sockeye.Domain.AF_INET;
import static dev.sockeye.Domain.AF_INET6;
import static dev.sockeye.Domain.AF_UNSPEC;
import static dev.sockeye.Protocol.IPPROTO_TCP;
import static dev.sockeye.SocketType.SOCK_STREAM;

import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;

/**
 * The sockets of TCP, {@code tcp(7)}. Their options are the JDK's, and where there is {@code
 * sockeye-posix} those of {@link dev.sockeye.InetOptions}.
 */
public final class Tcp {

  /** IPv4 and IPv6 alike: one socket that takes addresses of both. Scheme {@code tcp}. */
  public static final SocketSpec<StreamEndpoint> STREAM =
      new SocketSpec<>(
          AF_UNSPEC, SOCK_STREAM, IPPROTO_TCP, StreamEndpoint.class, Semantics.CONNECTION);

  /** IPv4 only. Scheme {@code tcp4}. */
  public static final SocketSpec<StreamEndpoint> STREAM4 =
      new SocketSpec<>(
          AF_INET, SOCK_STREAM, IPPROTO_TCP, StreamEndpoint.class, Semantics.CONNECTION);

  /**
   * IPv6, as the JDK opens it: without {@code IPV6_V6ONLY}, so that IPv4 peers reach a listener on
   * the wildcard address. A host name is only resolved to IPv6 addresses. Scheme {@code tcp6}.
   */
  public static final SocketSpec<StreamEndpoint> STREAM6 =
      new SocketSpec<>(
          AF_INET6, SOCK_STREAM, IPPROTO_TCP, StreamEndpoint.class, Semantics.CONNECTION);

  private Tcp() {}
}
