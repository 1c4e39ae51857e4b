package dev.sockeye.unix;

import dev.sockeye.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An array of {@code struct mmsghdr} with an {@code iovec}, an address and room for the payload
 * each: for {@code sendmmsg(2)} or for {@code recvmmsg(2)}, again and again. Payloads are copied,
 * which for datagrams costs little beside what the system does with them.
 */
final class MessageVector {

  /** What one call takes at most; of further messages the next call takes care. */
  private static final int MOST_MESSAGES = 64;

  private static final int MOST_BYTES = 1 << 20;
  private static final int LARGEST = 65_535;

  private static final int HEADER = 64; // msghdr of 56 bytes, msg_len of 4, padding
  private static final int LENGTH = 56; // where msg_len lies in it
  private static final int IOVECS = MOST_MESSAGES * HEADER;
  private static final int NAMES = IOVECS + MOST_MESSAGES * 16;
  private static final int NAME = 32; // room for a name of 28 bytes, aligned

  private static final int CONTROLS = NAMES + MOST_MESSAGES * NAME;
  private static final int CONTROL = 24; // cmsghdr of 16 bytes, 16 bits, padding
  private static final int LAST_NAME = CONTROLS + MOST_MESSAGES * CONTROL;

  private static final int SOL_UDP = 17;
  private static final int UDP_SEGMENT = 103;

  /** What surely fits a packet of Ethernet, as a segment must its device's. */
  private static final int LARGEST_SEGMENT = 1452;

  /** The bytes of all segments together are at most those of a datagram; at most 64 there are. */
  private static final int MOST_SEGMENT_BYTES = 65_507 - 20;

  private final Memory headers = Memory.allocate(LAST_NAME + NAME);
  private final ByteBuffer bytes = headers.bytes;
  private Memory payloads = Memory.allocate(MOST_MESSAGES * 2048);

  // The slot of each payload when receiving.
  private int slot;

  // Of what was loaded: the entries, how many messages each holds, and of the last one the target,
  // the length of a segment and that of its last segment.
  private int entries;
  private final int[] counts = new int[MOST_MESSAGES];
  private SocketAddress peer;
  private int segment;
  private int lastSize;

  // The address that was written or read last, and where.
  private InetSocketAddress name;
  private int nameAt;
  private int nameLength;

  MessageVector() {
    for (int i = 0; i < MOST_MESSAGES; i++) {
      bytes.putLong(header(i) + Layout.MSG_IOV, headers.address + iovec(i));
      bytes.putLong(header(i) + Layout.MSG_IOVLEN, 1);
    }
  }

  long address() {
    return headers.address;
  }

  private static int header(int index) {
    return index * HEADER;
  }

  private static int iovec(int index) {
    return IOVECS + index * 16;
  }

  private static int control(int index) {
    return CONTROLS + index * CONTROL;
  }

  private static int name(int index) {
    return NAMES + index * NAME;
  }

  /**
   * Puts messages in, from the first on as many as there is room for.
   *
   * @param segments whether messages may be made segments of one entry
   * @return how many entries they make: at least one
   */
  int load(Message[] messages, int offset, int length, int family, boolean segments)
      throws IOException {
    int most = Math.min(length, MOST_MESSAGES);
    reserve(bytesOf(messages, offset, most));
    entries = 0;
    if (nameAt != name(0)) {
      name = null; // where it lies an entry after the first would write its own
    }
    int at = 0;
    for (int i = 0; i < most; i++) {
      Message message = messages[offset + i];
      int size = Math.toIntExact(Math.min(message.remaining(), LARGEST + 1)); // EMSGSIZE, if so
      if (i > 0 && at + size > payloads.size()) {
        break;
      }
      gather(message, at, size);
      if (i > 0 && segments && isSegment(size, at, message.peer())) {
        extend(size);
      } else {
        begin(message, at, size, family);
      }
      at += size;
    }
    return entries;
  }

  private void begin(Message message, int at, int size, int family) throws IOException {
    point(entries, at, size);
    address(entries, message, family);
    counts[entries] = 1;
    peer = message.peer();
    segment = size;
    lastSize = size;
    control(entries, 0);
    entries++;
  }

  /** All segments but the last have the same length. */
  private boolean isSegment(int size, int at, SocketAddress target) {
    int before = at - (int) (bytes.getLong(iovec(entries - 1)) - payloads.address);
    return size > 0
        && size <= segment
        && lastSize == segment
        && segment <= LARGEST_SEGMENT
        && before + size <= MOST_SEGMENT_BYTES
        && (target == null ? peer == null : target.equals(peer));
  }

  private void extend(int size) {
    int last = entries - 1;
    bytes.putLong(iovec(last) + 8, bytes.getLong(iovec(last) + 8) + size);
    counts[last]++;
    lastSize = size;
    control(last, segment);
  }

  /** Control data that says how long a segment is; none if 0. */
  private void control(int index, int segmentLength) {
    int at = control(index);
    bytes.putLong(
        header(index) + Layout.MSG_CONTROL, segmentLength == 0 ? 0 : headers.address + at);
    bytes.putLong(header(index) + Layout.MSG_CONTROLLEN, segmentLength == 0 ? 0 : CONTROL);
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

  private static long bytesOf(Message[] messages, int offset, int length) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      sum += messages[offset + i].remaining();
    }
    return sum;
  }

  private void reserve(long size) {
    if (size > payloads.size() && payloads.size() < MOST_BYTES) {
      payloads = Memory.allocate((int) Math.min(MOST_BYTES, Math.max(size, 2L * payloads.size())));
    }
  }

  private void gather(Message message, int at, int size) {
    int end = at;
    for (int i = 0; i < message.bufferCount() && end < at + size; i++) {
      ByteBuffer buffer = message.buffer(i);
      int n = Math.min(buffer.remaining(), at + size - end);
      payloads.bytes.put(end, buffer, buffer.position(), n);
      end += n;
    }
  }

  private void point(int index, int at, int size) {
    bytes.putLong(iovec(index), payloads.address + at).putLong(iovec(index) + 8, size);
  }

  private void address(int index, Message message, int family) throws IOException {
    int header = header(index);
    if (message.peer() == null) {
      bytes.putLong(header, 0).putInt(header + Layout.MSG_NAMELEN, 0);
      return;
    }
    InetSocketAddress target = NativeBatch.target(message.peer());
    if (!target.equals(name)) {
      nameLength = InetSockaddr.write(target, family, bytes, name(index));
      name = target;
      nameAt = name(index);
    }
    bytes.putLong(header, headers.address + nameAt).putInt(header + Layout.MSG_NAMELEN, nameLength);
  }

  /** Makes room for as many datagrams as the messages can take, and gives how many: at least 1. */
  int prepare(Message[] messages, int offset, int length) {
    int most = Math.min(length, MOST_MESSAGES);
    long largest = 1;
    for (int i = 0; i < most; i++) {
      largest = Math.max(largest, messages[offset + i].remaining());
    }
    slot = (int) Math.min(largest, LARGEST);
    most = Math.min(most, MOST_BYTES / slot);
    reserve((long) most * slot);
    for (int i = 0; i < most; i++) {
      point(i, i * slot, slot);
      bytes.putLong(header(i), headers.address + name(i));
      bytes.putInt(header(i) + Layout.MSG_NAMELEN, InetSockaddr.SIZE);
    }
    return most;
  }

  /** Hands a datagram out. */
  void unload(int index, Message message) throws UnknownHostException {
    int length = bytes.getInt(header(index) + LENGTH);
    int kept = Math.min(length, slot);
    int at = index * slot;
    int end = at;
    for (int i = 0; i < message.bufferCount(); i++) {
      ByteBuffer buffer = message.buffer(i);
      int n = Math.min(buffer.remaining(), at + kept - end);
      buffer.put(buffer.position(), payloads.bytes, end, n).position(buffer.position() + n);
      end += n;
    }
    message.clearHeader().peer(sender(index)).truncated(end - at < length).endOfRecord(true);
  }

  /** The same object while it stays the same, so that a peer's datagrams cost one. */
  private InetSocketAddress sender(int index) throws UnknownHostException {
    if (name == null || !InetSockaddr.same(bytes, name(index), LAST_NAME)) {
      name = InetSockaddr.read(bytes, name(index));
      bytes.put(LAST_NAME, bytes, name(index), InetSockaddr.SIZE);
    }
    return name;
  }
}
