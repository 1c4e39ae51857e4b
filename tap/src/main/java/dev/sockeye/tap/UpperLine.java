package dev.sockeye.tap;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.Addresses;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What has no header that Wireshark knows, such as sockets of the UNIX domain: the bytes, behind
 * tags that say what the columns "Protocol" and "Info" have to show (epan/exported_pdu.h of
 * Wireshark).
 */
final class UpperLine extends Line {

  /** Less than a packet in Wireshark, with the tags. A longer message is several packets. */
  private static final int LARGEST = 245_760;

  private static final int END_OF_TAGS = 0;
  private static final int DISSECTOR_NAME = 12;
  private static final int COL_PROT_TEXT = 33;
  private static final int COL_INFO_TEXT = 36;
  private static final int LONGEST_TEXT = 400;

  private final PcapngSink sink;
  private final TappedInterface tapped;
  private final Names names;
  private final byte[] dissector;
  private final byte[] protocol;

  UpperLine(
      PcapngSink sink, TappedInterface tapped, Names names, String dissector, String protocol) {
    this.sink = sink;
    this.tapped = tapped;
    this.names = names;
    this.dissector = padded(dissector);
    this.protocol = padded(protocol);
  }

  @Override
  void sent(Payload payload) {
    packets(Direction.OUTBOUND, names.local(), peer(payload), payload);
  }

  @Override
  void received(Payload payload) {
    packets(Direction.INBOUND, peer(payload), names.local(), payload);
  }

  private SocketAddress peer(Payload payload) {
    return payload.peer() == null ? names.remote() : payload.peer();
  }

  private void packets(Direction direction, SocketAddress from, SocketAddress to, Payload payload) {
    String text = Addresses.format(from) + " > " + Addresses.format(to) + ", " + payload.length();
    int offset = 0;
    do {
      int length = Math.min(LARGEST, payload.length() - offset);
      String part = length == payload.length() ? "" : " from " + offset + " on";
      packet(direction, padded(text + " bytes" + part), payload, offset, length);
      offset += length;
    } while (offset < payload.length());
  }

  private void packet(Direction direction, byte[] text, Payload payload, int offset, int length) {
    int size = 4 * 4 + dissector.length + protocol.length + text.length + length;
    if (!sink.hasRoom(size)) {
      sink.drop(tapped);
      return;
    }
    sink.record(
        tapped,
        direction,
        size,
        packet -> {
          tag(packet, DISSECTOR_NAME, dissector);
          tag(packet, COL_PROT_TEXT, protocol);
          tag(packet, COL_INFO_TEXT, text);
          tag(packet, END_OF_TAGS, new byte[0]);
          payload.put(offset, length, packet);
        });
  }

  private static void tag(ByteBuffer to, int tag, byte[] value) {
    to.putShort((short) tag).putShort((short) value.length).put(value);
  }

  /** Text whose length is a multiple of 4, with zeros at its end. */
  private static byte[] padded(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    int length = Math.min(bytes.length, LONGEST_TEXT);
    return Arrays.copyOf(Arrays.copyOf(bytes, length), length / 4 * 4 + 4);
  }

  @Override
  void closed() {
    sink.finish(tapped);
  }
}
