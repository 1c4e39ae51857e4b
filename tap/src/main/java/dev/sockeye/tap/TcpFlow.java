package dev.sockeye.tap;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A TCP connection in the file, recorded by one of its ends or by both. What one end writes and the
 * other reads is there once, as data of the one who is recorded first and as an acknowledgement of
 * the other, which so says what the program there has read. An end that is not recorded
 * acknowledges all. The handshake and the headers are made up. All with the sink's lock held.
 */
final class TcpFlow {

  /** Fits a packet of either version of IP, whose lengths have 16 bits. */
  private static final int LARGEST_SEGMENT = 61_440;

  /** So that what is on its way never comes near the window, which is 1 GiB. */
  private static final long ACKNOWLEDGE_EACH = 256 * 1024;

  /** The room that the headers take at most. */
  private static final int HEADERS = 100;

  /** The room that the three packets of a handshake take. */
  private static final int HANDSHAKE = 3 * (HEADERS + Blocks.PACKET_OVERHEAD);

  private static final int HEADER = 20;
  private static final int OPTIONS = 8;
  private static final byte WINDOW_SCALE = 14; // the most, RFC 7323 section 2.3

  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int PSH = 8;
  private static final int ACK = 16;

  /** One end. */
  static final class End {
    private final InetSocketAddress address;
    private final int firstSequence;
    private TappedInterface tapped; // null if it is not recorded
    private long data; // how many of its bytes are in the file
    private boolean finished; // whether its FIN is
    private long taken; // what its program took of the other's bytes and end, if recorded
    private long acknowledged; // the most that it acknowledged in the file

    private End(InetSocketAddress address, int firstSequence) {
      this.address = address;
      this.firstSequence = firstSequence;
    }

    private int sequence() {
      return firstSequence + 1 + (int) extent();
    }

    /** All that there is to acknowledge. */
    private long extent() {
      return data + (finished ? 1 : 0);
    }
  }

  private final PcapngSink sink;
  private final End initiator;
  private final End acceptor;
  private boolean opened; // whether the handshake is in the file
  private boolean broken;

  TcpFlow(PcapngSink sink, InetSocketAddress initiator, InetSocketAddress acceptor) {
    this.sink = sink;
    int sequence = sink.flows().nextSequence();
    this.initiator = new End(initiator, sequence);
    this.acceptor = new End(acceptor, -sequence);
  }

  /** Records what an end does from now on. */
  End attach(boolean asInitiator, TappedInterface as) {
    End end = asInitiator ? initiator : acceptor;
    end.tapped = as;
    boolean room = sink.hasRoom(HANDSHAKE); // for all of it: nobody's bytes come in between
    if (!opened) {
      opened = true;
      put(room, initiator, SYN, null, 0, 0);
      put(room, acceptor, SYN | ACK, null, 0, 0);
      put(room, initiator, ACK, null, 0, 0);
    }
    return end;
  }

  /** An end sent bytes, of which the first is its stream's so manieth. */
  void sent(End from, Payload bytes, long begin) {
    data(from, bytes, begin);
    acknowledge(other(from), false);
  }

  /** An end received bytes, of which the first is the other's stream's so manieth. */
  void received(End by, Payload bytes, long begin) {
    End from = other(by);
    data(from, bytes, begin);
    by.taken = begin + bytes.length();
    acknowledge(by, from.tapped != null);
  }

  private void data(End from, Payload bytes, long begin) {
    long end = begin + bytes.length();
    while (from.data < end && !broken) {
      int length = (int) Math.min(LARGEST_SEGMENT, end - from.data);
      int offset = (int) (from.data - begin);
      segment(from, ACK | (from.data + length == end ? PSH : 0), bytes, offset, length);
      from.data += length;
    }
  }

  /** An end received the other's end. */
  void receivedEnd(End by) {
    finish(other(by));
    by.taken = other(by).extent();
    acknowledge(by, true);
  }

  /** An end sends no more. */
  void finish(End from) {
    if (!from.finished && !broken) {
      segment(from, FIN | ACK, null, 0, 0);
      from.finished = true;
    }
  }

  /** An end was told that the other broke the connection off. */
  void brokenBy(End by) {
    if (!broken) {
      segment(by, RST | ACK, null, 0, 0);
      broken = true;
    }
  }

  End other(End end) {
    return end == initiator ? acceptor : initiator;
  }

  /** Acknowledges what was taken, if something new was: always, or else once it is much. */
  private void acknowledge(End by, boolean always) {
    long news = taken(by) - by.acknowledged;
    if (!broken && news > 0 && (always || news >= ACKNOWLEDGE_EACH)) {
      segment(by, ACK, null, 0, 0);
    }
  }

  private long taken(End by) {
    return by.tapped == null ? other(by).extent() : by.taken;
  }

  private void segment(End from, int flags, Payload bytes, int offset, int length) {
    put(sink.hasRoom(length + HEADERS), from, flags, bytes, offset, length);
  }

  private void put(boolean room, End from, int flags, Payload bytes, int offset, int length) {
    End to = other(from);
    TappedInterface on = from.tapped == null ? to.tapped : from.tapped;
    if (!room) {
      sink.drop(on);
      return;
    }
    boolean syn = (flags & SYN) != 0;
    from.acknowledged = Math.max(from.acknowledged, taken(from));
    InternetHeader ip = new InternetHeader(from.address, to.address, InternetHeader.TCP);
    int size = (syn ? HEADER + OPTIONS : HEADER) + length;
    sink.record(
        on,
        on == from.tapped ? Direction.OUTBOUND : Direction.INBOUND,
        ip.length() + size,
        packet -> {
          ip.put(packet, size);
          int start = packet.position();
          header(packet, from, to, flags);
          if (syn) {
            options(packet);
          }
          if (length > 0) {
            bytes.put(offset, length, packet);
          }
          packet.putShort(start + 16, ip.checksum(packet, start));
        });
  }

  /** RFC 9293 section 3.1. */
  private static void header(ByteBuffer to, End from, End target, int flags) {
    boolean syn = (flags & SYN) != 0;
    int acknowledgement = target.firstSequence + 1 + (int) from.acknowledged;
    to.putShort((short) from.address.getPort()).putShort((short) target.address.getPort());
    to.putInt(syn ? from.firstSequence : from.sequence());
    to.putInt((flags & ACK) != 0 ? acknowledgement : 0);
    to.put((byte) ((syn ? 7 : 5) << 4)).put((byte) flags);
    to.putShort((short) 0xffff).putInt(0); // the whole window, and neither checksum nor pointer yet
  }

  /** The largest segment (RFC 9293 section 3.2), and after a NOP the window's scale. */
  private static void options(ByteBuffer to) {
    to.put((byte) 2).put((byte) 4).putShort((short) LARGEST_SEGMENT);
    to.put((byte) 1).put((byte) 3).put((byte) 3).put(WINDOW_SCALE);
  }
}
