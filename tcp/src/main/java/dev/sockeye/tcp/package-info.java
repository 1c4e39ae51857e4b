/**
 * TCP over {@link java.nio.channels.SocketChannel}: the sockets of {@link dev.sockeye.tcp.Tcp}, the
 * schemes {@code tcp}, {@code tcp4} and {@code tcp6}. And where there is {@code sockeye-posix}
 * Multipath TCP over the same channels: the sockets of {@link dev.sockeye.tcp.Mptcp}, the schemes
 * {@code mptcp}, {@code mptcp4} and {@code mptcp6}.
 *
 * <p>All options of the JDK's channels are there, {@code jdk.net.ExtendedSocketOptions} too where
 * the module {@code jdk.net} is. {@code TCP_NODELAY} is on unless it is set otherwise: Nagle's
 * algorithm together with delayed acknowledgement stalls request and response (RFC 1122, 4.2.3.4).
 */
package dev.sockeye.tcp;
