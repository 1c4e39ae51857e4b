package dev.sockeye.tap;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Messages of SCTP: DATA chunks (RFC 9260 section 3.3.1) with their stream and payload protocol
 * identifier, by which Wireshark knows what is in them, and made-up headers of IP and SCTP. Each
 * endpoint has a verification tag of its own and so is an association of its own in the file.
 */
final class SctpLine extends PeerLine {

  /** Fits a packet of either version of IP; what is longer is several chunks. */
  private static final int LARGEST_CHUNK = 61_440;

  private static final int COMMON_HEADER = 12;
  private static final int CHUNK_HEADER = 16;
  private static final int BEGINNING = 2;
  private static final int ENDING = 1;
  private static final int UNORDERED = 4;

  private final int tag;
  private final Map<Direction, Integer> transmissions = new EnumMap<>(Direction.class);
  private final Map<String, Integer> sequences = new HashMap<>();

  SctpLine(PcapngSink sink, TappedInterface tapped, Names names, int tag) {
    super(sink, tapped, names);
    this.tag = tag;
  }

  @Override
  void packet(Direction direction, InetSocketAddress from, InetSocketAddress to, Payload payload) {
    int stream = payload.attribute("STREAM_NUMBER", Integer.class, 0);
    boolean unordered = payload.attribute("UNORDERED", Boolean.class, false);
    int protocol = payload.attribute("PAYLOAD_PROTOCOL_ID", Integer.class, 0);
    int sequence = unordered ? 0 : next(sequences, direction + " " + stream);
    int offset = 0;
    do {
      int length = Math.min(LARGEST_CHUNK, payload.length() - offset);
      int flags =
          (offset == 0 ? BEGINNING : 0)
              | (offset + length == payload.length() ? ENDING : 0)
              | (unordered ? UNORDERED : 0);
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK_HEADER + length);
      chunk.put((byte) 0).put((byte) flags).putShort((short) (CHUNK_HEADER + length));
      chunk.putInt(next(transmissions, direction)).putShort((short) stream);
      chunk.putShort((short) sequence).putInt(protocol);
      payload.put(offset, length, chunk);
      chunk(direction, from, to, chunk.flip());
      offset += length;
    } while (offset < payload.length());
  }

  private static <K> int next(Map<K, Integer> counts, K key) {
    return counts.merge(key, 1, Integer::sum) - 1;
  }

  private void chunk(
      Direction direction, InetSocketAddress from, InetSocketAddress to, ByteBuffer chunk) {
    InternetHeader ip = new InternetHeader(from, to, InternetHeader.SCTP);
    int padded = (chunk.remaining() + 3) / 4 * 4;
    int size = COMMON_HEADER + padded;
    record(
        direction,
        ip.length() + size,
        packet -> {
          ip.put(packet, size);
          int start = packet.position();
          packet.putShort((short) port(from)).putShort((short) port(to));
          packet.putInt(tag * 2 + (direction == Direction.OUTBOUND ? 1 : 0)).putInt(0);
          int end = packet.position() + padded;
          packet.put(chunk);
          while (packet.position() < end) {
            packet.put((byte) 0);
          }
          packet.putInt(start + 8, checksum(packet.duplicate().flip().position(start)));
        });
  }

  /** RFC 9260 appendix A, which has the bytes of the sum in reverse. */
  private static int checksum(ByteBuffer of) {
    CRC32C sum = new CRC32C();
    sum.update(of);
    return Integer.reverseBytes((int) sum.getValue());
  }
}
