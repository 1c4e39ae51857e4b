/**
 * The frames of network interfaces, {@code packet(7)}: {@code socket(AF_PACKET, SOCK_RAW |
 * SOCK_DGRAM, protocol)}, and the older {@code socket(AF_INET, SOCK_PACKET, protocol)}.
 *
 * @provides dev.sockeye.spi.Transport the schemes {@code packet} and {@code packet+dgram}
 */
module dev.sockeye.packet {
  requires transitive dev.sockeye;
  requires transitive dev.sockeye.posix;

  exports dev.sockeye.packet;

  provides dev.sockeye.spi.Transport with
      dev.sockeye.packet.PacketTransport;
}
