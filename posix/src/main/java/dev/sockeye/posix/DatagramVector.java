package dev.sockeye.posix;

import dev.sockeye.InetOptions;
import dev.sockeye.Message;
import dev.sockeye.internal.Buffers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;

/**
 * Datagrams of UDP. When sending, messages that are alike may make one entry, as its segments
 * ({@code UDP_SEGMENT} of {@code udp(7)}).
 */
final class DatagramVector extends MessageVector {

  private static final int LARGEST = 65_535;

  private static final int NAME = 32; // room for a name of 28 bytes, aligned
  private static final int SEGMENT = 24; // cmsghdr of 16 bytes, 16 bits, padding
  private static final int CONTROL = Math.max(PacketInfo.RECEIVED, PacketInfo.SENT + SEGMENT);

  private static final int SOL_UDP = 17;
  private static final int UDP_SEGMENT = 103;

  /** What surely fits a packet of Ethernet, as a segment must its device's. */
  private static final int LARGEST_SEGMENT = 1452;

  /** The bytes of all segments together are at most those of a datagram; at most 64 there are. */
  private static final int MOST_SEGMENT_BYTES = 65_507 - 20;

  // Of what was loaded: the entries, how many messages each holds, and of the last one the target,
  // the length of a segment and that of its last segment.
  private int entries;
  private final int[] counts = new int[MOST_MESSAGES];
  private SocketAddress peer;
  private InetAddress source;
  private int sourceSize; // of its control data
  private int segment;
  private int lastSize;

  // The address that was written last, and where, or read last: that one is kept at more() too.
  private InetSocketAddress name;
  private int nameAt;
  private int nameLength;

  private final PacketInfo info = new PacketInfo();

  DatagramVector() {
    super(NAME, CONTROL, NAME);
  }

  /**
   * Puts messages in, from the first on as many as there is room for.
   *
   * @param segments whether messages may be made segments of one entry
   * @return how many entries they make: at least one
   */
  int load(Message[] messages, int offset, int length, InetCodec addresses, boolean segments) {
    int most = Math.min(length, MOST_MESSAGES);
    reserve(messages, offset, most);
    entries = 0;
    if (nameAt != name(0)) {
      name = null; // where it lies an entry after the first would write its own
    }
    int at = 0;
    for (int i = 0; i < most; i++) {
      Message message = messages[offset + i];
      int size = Math.toIntExact(Math.min(message.remaining(), LARGEST + 1)); // EMSGSIZE, if so
      if (i > 0 && !fits(at, size)) {
        break;
      }
      gather(message, at, size);
      if (i > 0 && segments && isSegment(size, at, message)) {
        extend(size);
      } else {
        begin(message, at, size, addresses);
      }
      at += size;
    }
    return entries;
  }

  private void begin(Message message, int at, int size, InetCodec addresses) {
    point(entries, at, size);
    address(entries, message, addresses);
    counts[entries] = 1;
    peer = message.peer();
    source = message.get(InetOptions.LOCAL_ADDRESS);
    sourceSize = info.write(message, addresses.isV6(), bytes, control(entries));
    segment = size;
    lastSize = size;
    control(entries, 0);
    entries++;
  }

  /** All segments but the last have the same length. */
  private boolean isSegment(int size, int at, Message message) {
    SocketAddress target = message.peer();
    int before = at - payload(entries - 1);
    return size > 0
        && size <= segment
        && lastSize == segment
        && segment <= LARGEST_SEGMENT
        && before + size <= MOST_SEGMENT_BYTES
        && Objects.equals(message.get(InetOptions.LOCAL_ADDRESS), source)
        && Objects.equals(target, peer);
  }

  private void extend(int size) {
    int last = entries - 1;
    bytes.putLong(iovec(last) + 8, bytes.getLong(iovec(last) + 8) + size);
    counts[last]++;
    lastSize = size;
    control(last, segment);
  }

  /** Control data: where from, if the message says so, and how long a segment is, unless 0. */
  private void control(int index, int segmentLength) {
    int length = sourceSize + (segmentLength == 0 ? 0 : SEGMENT);
    long address = length == 0 ? 0 : headers.address + control(index);
    bytes.putLong(header(index) + Abi.MSG_CONTROL, address);
    bytes.putLong(header(index) + Abi.MSG_CONTROLLEN, length);
    int at = control(index) + sourceSize;
    bytes.putLong(at, 16 + 2).putInt(at + 8, SOL_UDP).putInt(at + 12, UDP_SEGMENT);
    bytes.putShort(at + 16, (short) segmentLength);
  }

  /** How many messages the first entries hold. */
  int messagesIn(int firstEntries) {
    int sum = 0;
    for (int i = 0; i < firstEntries; i++) {
      sum += counts[i];
    }
    return sum;
  }

  /** Whether the first entry, whose failure a call tells, holds several messages. */
  boolean beginsWithSegments() {
    return counts[0] > 1;
  }

  private void address(int index, Message message, InetCodec addresses) {
    int header = header(index);
    if (message.peer() == null) {
      bytes.putLong(header, 0).putInt(header + Abi.MSG_NAMELEN, 0);
      return;
    }
    if (!message.peer().equals(name)) {
      addresses.check("sendmmsg", message.peer());
      nameLength = addresses.write(message.peer(), bytes, name(index));
      name = (InetSocketAddress) message.peer();
      nameAt = name(index);
    }
    bytes.putLong(header, headers.address + nameAt).putInt(header + Abi.MSG_NAMELEN, nameLength);
  }

  /** Makes room for as many datagrams as the messages can take, and gives how many: at least 1. */
  int prepare(Message[] messages, int offset, int length) {
    int count = reserveSlots(messages, offset, length, LARGEST);
    for (int i = 0; i < count; i++) {
      bytes.putLong(header(i), headers.address + name(i));
      bytes.putInt(header(i) + Abi.MSG_NAMELEN, InetCodec.SIZE);
      bytes.putLong(header(i) + Abi.MSG_CONTROL, headers.address + control(i));
      bytes.putLong(header(i) + Abi.MSG_CONTROLLEN, CONTROL);
    }
    return count;
  }

  /** Hands a datagram out. */
  void unload(int index, Message message) {
    boolean cut = scatter(index, message);
    message.received(sender(index), Buffers.flags(cut));
    info.read(bytes, control(index), bytes.getLong(header(index) + Abi.MSG_CONTROLLEN), message);
  }

  /** The same object while it stays the same, so that a peer's datagrams cost one. */
  private InetSocketAddress sender(int index) {
    if (name == null || !InetCodec.same(bytes, name(index), more())) {
      name = InetCodec.read(bytes, name(index));
      bytes.put(more(), bytes, name(index), InetCodec.SIZE);
    }
    return name;
  }
}
