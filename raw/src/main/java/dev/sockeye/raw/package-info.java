/**
 * Sockets below TCP and UDP: those of {@link dev.sockeye.raw.Raw}, which send and receive the
 * packets of any protocol over IP and want a privilege, and those of {@link dev.sockeye.raw.Ping},
 * which send echoes alone and want none. The options and attributes of both are {@link
 * dev.sockeye.raw.Ip}'s.
 *
 * <p>{@link dev.sockeye.raw.Ipv4View}, {@link dev.sockeye.raw.Ipv6View}, {@link
 * dev.sockeye.raw.UdpView}, {@link dev.sockeye.raw.TcpView} and {@link dev.sockeye.raw.IcmpView}
 * read what is received, here or in a capture of {@code sockeye-packet}, and allocate nothing.
 */
package dev.sockeye.raw;
