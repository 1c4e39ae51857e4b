package dev.sockeye.packet;

/**
 * What came to an endpoint since this was read last, {@code struct tpacket_stats}.
 *
 * @param packets how many frames passed the filter, those that were dropped included
 * @param drops how many of them the receive buffer had no room for
 */
public record PacketStatistics(long packets, long drops) {}
