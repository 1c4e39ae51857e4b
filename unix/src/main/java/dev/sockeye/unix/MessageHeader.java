package dev.sockeye.unix;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import jnr.ffi.Pointer;

/**
 * {@code struct msghdr} with one {@code iovec}, an address and control data: for {@code sendmsg(2)}
 * or for {@code recvmsg(2)}, again and again. Guarded by the lock of its direction, or its
 * vector's.
 */
final class MessageHeader {

  /** {@code SCM_MAX_FD}, more than which the kernel passes with no message. */
  static final int MAX_DESCRIPTORS = 253;

  private static final Layout LAYOUT = Layout.CURRENT;
  private static final int IOVEC = 64;
  private static final int NAME = 80;
  private static final int CONTROL = NAME + UnixAddresses.SOCKADDR_SIZE;
  private static final int CREDENTIALS_SPACE = LAYOUT.cmsgSpace(12);

  /** Room for all that comes with a message. */
  static final int CONTROL_SIZE = CREDENTIALS_SPACE + LAYOUT.cmsgSpace(4 * MAX_DESCRIPTORS);

  private final Memory memory;
  private final ByteBuffer bytes;

  // Where in it what lies.
  private final int at;
  private final int iovec;
  private final int name;
  private final int control;

  private final Pointer nameLengthAt;

  // The address that was sent to last, which lies there since.
  private SocketAddress target;
  private int targetLength;

  private final LastSender sender;

  MessageHeader() {
    this(Memory.allocate(CONTROL + CONTROL_SIZE), 0, IOVEC, NAME, CONTROL, new LastSender());
  }

  /** One of several in the same memory. */
  MessageHeader(Memory memory, int at, int iovec, int name, int control, LastSender sender) {
    this.memory = memory;
    this.at = at;
    this.iovec = iovec;
    this.name = name;
    this.control = control;
    this.sender = sender;
    bytes = memory.bytes;
    nameLengthAt = Native.pointer(memory.address + at + Layout.MSG_NAMELEN);
    bytes.putLong(at + Layout.MSG_NAME, memory.address + name);
    bytes.putLong(at + Layout.MSG_IOV, memory.address + iovec);
    bytes.putInt(at + Layout.MSG_IOVLEN, 1);
    bytes.putLong(at + Layout.MSG_CONTROL, memory.address + control);
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
    if (LAYOUT.longLengths()) {
      bytes.putLong(at + Layout.MSG_CONTROLLEN, length);
    } else {
      bytes.putInt(at + Layout.MSG_CONTROLLEN, length);
    }
  }

  private int controlLength() {
    return bytes.getInt(at + Layout.MSG_CONTROLLEN); // little-endian throughout
  }

  // Sending.

  /**
   * Prepares a message.
   *
   * @param to where to, {@code null} for the peer
   * @param descriptors what goes along, or {@code null}
   */
  void toSend(SocketAddress to, int[] descriptors) throws IOException {
    bytes.putInt(at + Layout.MSG_NAMELEN, to == null ? 0 : writeName(to));
    controlLength(descriptors == null ? 0 : writeRights(descriptors));
    bytes.putInt(at + LAYOUT.msgFlagsAt(), 0);
  }

  private int writeName(SocketAddress to) throws IOException {
    if (!to.equals(target)) {
      UnixAddresses.check("sendto", to);
      targetLength = UnixAddresses.write(to, memory, name);
      target = to;
    }
    return targetLength;
  }

  private int writeRights(int[] descriptors) {
    putControlHeader(4 * descriptors.length);
    for (int i = 0; i < descriptors.length; i++) {
      bytes.putInt(control + LAYOUT.cmsgHeader() + 4 * i, descriptors[i]);
    }
    return LAYOUT.cmsgSpace(4 * descriptors.length);
  }

  private void putControlHeader(int dataLength) {
    int length = LAYOUT.cmsgHeader() + dataLength;
    if (LAYOUT.longLengths()) {
      bytes.putLong(control, length);
    } else {
      bytes.putInt(control, length);
    }
    int level = control + (LAYOUT.longLengths() ? 8 : 4);
    bytes.putInt(level, LAYOUT.solSocket()).putInt(level + 4, Layout.SCM_RIGHTS);
  }

  // Receiving.

  /**
   * Prepares to receive.
   *
   * @param named whether to ask for the sender's address
   * @param credentials whether the sender's come, as with {@code SO_PASSCRED}
   * @param rights whether to take descriptors: without there is no room, and the kernel drops them
   */
  void toReceive(boolean named, boolean credentials, boolean rights) {
    bytes.putInt(at + Layout.MSG_NAMELEN, named ? UnixAddresses.SOCKADDR_SIZE : 0);
    bytes.putLong(at + Layout.MSG_NAME, named ? memory.address + name : 0);
    controlLength(rights ? CONTROL_SIZE : credentials ? CREDENTIALS_SPACE : 0);
    bytes.putInt(at + LAYOUT.msgFlagsAt(), 0);
  }

  /** {@code recvfrom(2)}, which tells whether there is an address but not which. */
  long receiveFrom(int fd, long address, long length, int flags) {
    bytes.putInt(at + Layout.MSG_NAMELEN, 0);
    return Native.libc().recvfrom(fd, address, length, flags, memory.address + name, nameLengthAt);
  }

  boolean hasName() {
    return bytes.getInt(at + Layout.MSG_NAMELEN) > 0;
  }

  boolean isTruncated() {
    return (bytes.getInt(at + LAYOUT.msgFlagsAt()) & LAYOUT.msgTrunc()) != 0;
  }

  /** Whether descriptors were lost for want of room in the control data or of descriptors. */
  boolean isControlTruncated() {
    return (bytes.getInt(at + LAYOUT.msgFlagsAt()) & LAYOUT.msgCtrunc()) != 0;
  }

  /** The sender's address; {@code null} if it has none. The same object while it stays the same. */
  SocketAddress sender() {
    return sender.read(memory, name, bytes.getInt(at + Layout.MSG_NAMELEN));
  }

  boolean hasCredentials() {
    return find(Layout.SCM_CREDENTIALS, 0) >= 0;
  }

  /** The descriptors that came along; {@code null} if none did. */
  int[] rights() {
    int[] all = null;
    for (int entry = find(Layout.SCM_RIGHTS, 0);
        entry >= 0;
        entry = find(Layout.SCM_RIGHTS, next(entry))) {
      int[] found = new int[(lengthAt(entry) - LAYOUT.cmsgHeader()) / 4];
      for (int i = 0; i < found.length; i++) {
        found[i] = bytes.getInt(control + entry + LAYOUT.cmsgHeader() + 4 * i);
      }
      all = all == null ? found : joined(all, found);
    }
    return all;
  }

  /** Closes the descriptors that came along. */
  void discardRights() {
    int[] rights = rights();
    if (rights != null) {
      Descriptors.received(rights).close();
    }
  }

  private static int[] joined(int[] a, int[] b) {
    int[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }

  /** Where control data of a type begins, from an offset on; -1 if there is none. */
  private int find(int type, int from) {
    int end = controlLength();
    int level = LAYOUT.longLengths() ? 8 : 4;
    for (int entry = from; entry + LAYOUT.cmsgHeader() <= end; entry = next(entry)) {
      if (lengthAt(entry) < LAYOUT.cmsgHeader()) {
        return -1;
      } else if (bytes.getInt(control + entry + level) == LAYOUT.solSocket()
          && bytes.getInt(control + entry + level + 4) == type) {
        return entry;
      }
    }
    return -1;
  }

  private int lengthAt(int entry) {
    return bytes.getInt(control + entry);
  }

  private int next(int entry) {
    return entry + LAYOUT.cmsgAlign(lengthAt(entry));
  }
}
