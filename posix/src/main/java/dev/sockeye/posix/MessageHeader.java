package dev.sockeye.posix;

import dev.sockeye.Message;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * {@code struct msghdr} with one {@code iovec}, an address and control data: for {@code sendmsg(2)}
 * or for {@code recvmsg(2)}, again and again. Guarded by the lock of its direction, or its
 * vector's.
 */
final class MessageHeader {

  private static final Abi ABI = Abi.CURRENT;
  private static final int IOVEC = 64;
  private static final int NAME = 80;

  private final Kind<?> kind;
  private final Memory memory;
  private final ByteBuffer bytes;

  // Where in it what lies.
  private final int at;
  private final int iovec;
  private final int name;
  private final int control;

  // The address that was sent to last, which lies there since.
  private SocketAddress target;
  private int targetLength;

  private final LastSender sender;

  MessageHeader(Kind<?> kind) {
    this(kind, NAME + nameSize(kind));
  }

  private MessageHeader(Kind<?> kind, int control) {
    this(
        kind,
        Memory.allocate(control + kind.control().size()),
        0,
        IOVEC,
        NAME,
        control,
        new LastSender(kind.family().addresses()));
  }

  /** One of several in the same memory. */
  MessageHeader(
      Kind<?> kind, Memory memory, int at, int iovec, int name, int control, LastSender sender) {
    this.kind = kind;
    this.memory = memory;
    this.at = at;
    this.iovec = iovec;
    this.name = name;
    this.control = control;
    this.sender = sender;
    bytes = memory.bytes;
    bytes.putLong(at + Abi.MSG_NAME, memory.address + name);
    bytes.putLong(at + Abi.MSG_IOV, memory.address + iovec);
    bytes.putInt(at + Abi.MSG_IOVLEN, 1);
    bytes.putLong(at + Abi.MSG_CONTROL, memory.address + control);
  }

  /** Room for a name, aligned. */
  static int nameSize(Kind<?> kind) {
    return (kind.family().addresses().size() + 7) & -8;
  }

  long address() {
    return memory.address + at;
  }

  /** Where the message is, or is to be put. */
  MessageHeader payload(long address, long length) {
    bytes.putLong(iovec, address).putLong(iovec + 8, length);
    return this;
  }

  private void controlLength(int length) {
    if (ABI.longLengths()) {
      bytes.putLong(at + Abi.MSG_CONTROLLEN, length);
    } else {
      bytes.putInt(at + Abi.MSG_CONTROLLEN, length);
    }
  }

  private int controlLength() {
    return bytes.getInt(at + Abi.MSG_CONTROLLEN); // little-endian throughout
  }

  // Sending.

  /**
   * Prepares a message.
   *
   * @param to where to, {@code null} for the peer
   * @param attributes whose attributes go along, or {@code null}
   */
  void toSend(SocketAddress to, Message attributes) throws IOException {
    bytes.putInt(at + Abi.MSG_NAMELEN, to == null ? 0 : writeName(to));
    controlLength(attributes == null ? 0 : write(attributes));
    bytes.putInt(at + ABI.msgFlagsAt(), 0);
  }

  private int writeName(SocketAddress to) throws IOException {
    if (!to.equals(target)) {
      AddressCodec addresses = kind.family().addresses();
      addresses.check("sendto", to);
      targetLength = addresses.write(to, bytes, name);
      target = to;
    }
    return targetLength;
  }

  private int write(Message attributes) {
    kind.control().write(attributes, bytes, control);
    return kind.control().sizeOf(attributes);
  }

  // Receiving.

  /**
   * Prepares to receive.
   *
   * @param named whether to ask for the sender's address
   * @param marked whether to have room for what tells an empty message from the end
   * @param attributes whether to take all that comes along: without there is no room, and the
   *     kernel drops it
   */
  void toReceive(boolean named, boolean marked, boolean attributes) {
    ControlCodec codec = kind.control();
    bytes.putInt(at + Abi.MSG_NAMELEN, named ? kind.family().addresses().size() : 0);
    bytes.putLong(at + Abi.MSG_NAME, named ? memory.address + name : 0);
    int room = attributes ? codec.size() : marked ? codec.markSize() : 0;
    bytes.putLong(at + Abi.MSG_CONTROL, room == 0 ? 0 : memory.address + control);
    controlLength(room);
    bytes.putInt(at + ABI.msgFlagsAt(), 0);
  }

  /** {@code recvfrom(2)}, which tells whether there is an address but not which. */
  long receiveFrom(int fd, long address, long length, int flags) {
    bytes.putInt(at + Abi.MSG_NAMELEN, 0);
    return Bindings.libc()
        .recvfrom(
            fd,
            address,
            length,
            flags,
            memory.address + name,
            memory.address + at + Abi.MSG_NAMELEN);
  }

  boolean hasName() {
    return bytes.getInt(at + Abi.MSG_NAMELEN) > 0;
  }

  /** {@code msg_flags}. */
  int flags() {
    return bytes.getInt(at + ABI.msgFlagsAt());
  }

  boolean isTruncated() {
    return (flags() & ABI.msgTrunc()) != 0;
  }

  /** Whether attributes were lost, such as for want of descriptors. */
  boolean isControlTruncated() {
    return (flags() & ABI.msgCtrunc()) != 0;
  }

  /** The sender's address; {@code null} if it has none. The same object while it stays the same. */
  SocketAddress sender() {
    return sender.read(memory, name, bytes.getInt(at + Abi.MSG_NAMELEN));
  }

  boolean hasControl() {
    return controlLength() > 0;
  }

  /** Gives a message the attributes that came along. */
  void readControl(Message into) {
    walk(into);
    kind.control().flags(flags(), into);
  }

  /** The length of the message as control data tells it; 0 if none does. */
  long realLength() {
    ControlCodec codec = kind.control();
    int end = controlLength();
    int header = ABI.cmsgHeader();
    long real = 0;
    for (int i = 0; i + header <= end && lengthAt(i) >= header; i += ABI.cmsgAlign(lengthAt(i))) {
      int data = control + i + header;
      int level = bytes.getInt(data - 8);
      int type = bytes.getInt(data - 4);
      real = Math.max(real, codec.realLength(level, type, bytes, data, lengthAt(i) - header));
    }
    return real;
  }

  /** Closes what came along. */
  void discardControl() {
    walk(null);
  }

  /** Hands out each {@code struct cmsghdr}. */
  private void walk(Message into) {
    ControlCodec codec = kind.control();
    int end = controlLength();
    int header = ABI.cmsgHeader();
    for (int i = 0; i + header <= end && lengthAt(i) >= header; i += ABI.cmsgAlign(lengthAt(i))) {
      int level = bytes.getInt(control + i + header - 8);
      int type = bytes.getInt(control + i + header - 4);
      int data = control + i + header;
      if (into == null) {
        codec.discard(level, type, bytes, data, lengthAt(i) - header);
      } else {
        codec.read(level, type, bytes, data, lengthAt(i) - header, into);
      }
    }
  }

  private int lengthAt(int entry) {
    return bytes.getInt(control + entry);
  }
}
