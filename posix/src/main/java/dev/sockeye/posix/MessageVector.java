package dev.sockeye.posix;

import dev.sockeye.Message;
import dev.sockeye.internal.Buffers;
import java.nio.ByteBuffer;

/**
 * An array of {@code struct mmsghdr} of Linux with an {@code iovec}, an address, control data and
 * room for the payload each: for {@code sendmmsg(2)} or for {@code recvmmsg(2)}, again and again.
 * Payloads are copied, which for messages costs little beside what the system does with them.
 */
abstract class MessageVector {

  /** What one call takes at most; of further messages the next call takes care. */
  static final int MOST_MESSAGES = 64;

  static final int MOST_BYTES = 1 << 20;

  private static final int HEADER = 64; // msghdr of 56 bytes, msg_len of 4, padding
  private static final int LENGTH = 56; // where msg_len lies in it
  private static final int IOVECS = MOST_MESSAGES * HEADER;
  private static final int NAMES = IOVECS + MOST_MESSAGES * 16;

  private final int nameSize;
  private final int controlSize;

  final Memory headers;
  final ByteBuffer bytes;

  private Memory payloads = Memory.allocate(MOST_MESSAGES * 2048);

  /**
   * Creates one.
   *
   * @param nameSize room for a name, aligned
   * @param controlSize room for a message's control data, aligned
   * @param moreSize what the caller needs besides, {@linkplain #more behind} all that
   */
  MessageVector(int nameSize, int controlSize, int moreSize) {
    this.nameSize = nameSize;
    this.controlSize = controlSize;
    headers = Memory.allocate(more() + moreSize);
    bytes = headers.bytes;
    for (int i = 0; i < MOST_MESSAGES; i++) {
      bytes.putLong(header(i) + Abi.MSG_IOV, headers.address + iovec(i));
      bytes.putLong(header(i) + Abi.MSG_IOVLEN, 1);
    }
  }

  final long address() {
    return headers.address;
  }

  static int header(int index) {
    return index * HEADER;
  }

  static int iovec(int index) {
    return IOVECS + index * 16;
  }

  final int name(int index) {
    return NAMES + index * nameSize;
  }

  final int control(int index) {
    return NAMES + MOST_MESSAGES * nameSize + index * controlSize;
  }

  final int more() {
    return control(MOST_MESSAGES);
  }

  /** Where the payload of an entry lies. */
  final int payload(int index) {
    return (int) (bytes.getLong(iovec(index)) - payloads.address);
  }

  private int payloadSize(int index) {
    return bytes.getInt(iovec(index) + 8); // little-endian throughout
  }

  /** The length of a message that was received, which is more than was kept if it was cut. */
  final int length(int index) {
    return bytes.getInt(header(index) + LENGTH);
  }

  /** Whether a payload of that size still fits behind the others. */
  final boolean fits(int at, int size) {
    return at + size <= payloads.size();
  }

  private void reserve(long size) {
    if (size > payloads.size() && payloads.size() < MOST_BYTES) {
      payloads = Memory.allocate((int) Math.min(MOST_BYTES, Math.max(size, 2L * payloads.size())));
    }
  }

  /** Makes room for the payloads of messages to be sent, as far as there can be. */
  final void reserve(Message[] messages, int offset, int length) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      sum += messages[offset + i].remaining();
    }
    reserve(sum);
  }

  /**
   * Makes room to receive what messages can take, from the first on for as many as there can be.
   *
   * @param largest what no message is longer than
   * @return how many: at least 1
   */
  final int reserveSlots(Message[] messages, int offset, int length, int largest) {
    int most = Math.min(length, MOST_MESSAGES);
    int count = 0;
    long sum = 0;
    while (count < most
        && (count == 0 || sum + slot(messages[offset + count], largest) <= MOST_BYTES)) {
      sum += slot(messages[offset + count], largest);
      count++;
    }
    reserve(sum);
    int at = 0;
    for (int i = 0; i < count; i++) {
      int size = slot(messages[offset + i], largest);
      point(i, at, size);
      at += size;
    }
    return count;
  }

  private static int slot(Message message, int largest) {
    return (int) Math.min(message.remaining(), largest);
  }

  final void point(int index, int at, int size) {
    bytes.putLong(iovec(index), payloads.address + at).putLong(iovec(index) + 8, size);
  }

  /** Copies a message, of which nothing is consumed, to where it is sent from. */
  final void gather(Message message, int at, int size) {
    Buffers.gather(message, payloads.bytes.limit(at + size).position(at));
  }

  /** Copies what was received to a message, and gives whether that is less than was sent. */
  final boolean scatter(int index, Message message) {
    int at = payload(index);
    int kept = Math.min(length(index), payloadSize(index));
    ByteBuffer received = payloads.bytes.limit(at + kept).position(at);
    return Buffers.scatter(received, message) < length(index);
  }

  /** What was sent is consumed. */
  static void consume(Message[] messages, int offset, int count) {
    for (int k = offset; k < offset + count; k++) {
      Buffers.consume(messages[k]);
    }
  }
}
