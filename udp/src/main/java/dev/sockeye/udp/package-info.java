/**
 * UDP over {@link java.nio.channels.DatagramChannel}: the sockets and options of {@link
 * dev.sockeye.udp.Udp}, the schemes {@code udp}, {@code udp4} and {@code udp6}.
 *
 * <p>A datagram has at most 65,507 bytes over IPv4 and 65,527 over IPv6, may be lost, come twice or
 * overtake another, and is never passed off as whole when it was cut. All options of the JDK's
 * channel are there; multicast groups are joined and left by options as in {@code ip(7)}.
 *
 * <p>UDP-Lite, {@link dev.sockeye.udp.Udplite}, beside it: native sockets, by {@code
 * sockeye-posix}.
 */
package dev.sockeye.udp;
