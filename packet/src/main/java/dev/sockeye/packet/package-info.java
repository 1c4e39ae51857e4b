/**
 * The frames of network interfaces, {@code packet(7)}: the sockets, options and attributes of
 * {@link dev.sockeye.packet.Packet}, the schemes {@code packet} and {@code packet+dgram}, and the
 * header of Ethernet.
 */
package dev.sockeye.packet;
