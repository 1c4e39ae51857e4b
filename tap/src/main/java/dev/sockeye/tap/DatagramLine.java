package dev.sockeye.tap;

import java.net.InetSocketAddress;

/** Datagrams of UDP (RFC 768) or UDP-Lite (RFC 3828), with a made-up header of IP before each. */
final class DatagramLine extends PeerLine {

  private static final int HEADER = 8;

  private final int protocol;

  DatagramLine(PcapngSink sink, TappedInterface tapped, Names names, int protocol) {
    super(sink, tapped, names);
    this.protocol = protocol;
  }

  @Override
  void packet(Direction direction, InetSocketAddress from, InetSocketAddress to, Payload payload) {
    InternetHeader ip = new InternetHeader(from, to, protocol);
    int size = HEADER + payload.length();
    record(
        direction,
        ip.length() + size,
        packet -> {
          ip.put(packet, size);
          int start = packet.position();
          packet.putShort((short) port(from)).putShort((short) port(to));
          // All of it is covered by the checksum, which UDP-Lite says by 0.
          packet.putShort((short) (protocol == InternetHeader.UDPLITE ? 0 : size));
          packet.putShort((short) 0);
          payload.put(0, payload.length(), packet);
          packet.putShort(start + 6, nonZero(ip.checksum(packet, start)));
        });
  }

  /** Zero stands for none. */
  private static short nonZero(short checksum) {
    return checksum == 0 ? -1 : checksum;
  }
}
