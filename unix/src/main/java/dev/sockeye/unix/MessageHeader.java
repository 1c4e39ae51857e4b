package dev.sockeye.unix;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import jnr.ffi.Pointer;

/**
 * {@code struct msghdr} with one {@code iovec}, an address and control data: for {@code sendmsg(2)}
 * or for {@code recvmsg(2)}, again and again. Guarded by the lock of its direction.
 */
final class MessageHeader {

  /** {@code SCM_MAX_FD}, more than which the kernel passes with no message. */
  static final int MAX_DESCRIPTORS = 253;

  private static final Layout LAYOUT = Layout.CURRENT;
  private static final int IOV = 64;
  private static final int NAME = 80;
  private static final int CONTROL = NAME + UnixAddresses.SOCKADDR_SIZE;
  private static final int CREDENTIALS_SPACE = LAYOUT.cmsgSpace(12);
  private static final int CONTROL_SIZE = CREDENTIALS_SPACE + LAYOUT.cmsgSpace(4 * MAX_DESCRIPTORS);

  private final Memory memory = Memory.allocate(CONTROL + CONTROL_SIZE);
  private final ByteBuffer bytes = memory.bytes;

  private final Pointer nameLengthAt = Native.pointer(memory.address + Layout.MSG_NAMELEN);

  // The address that was sent to or received from last, and its form in a cache of its own.
  private SocketAddress name;
  private int nameLength = -1;
  private final byte[] nameBytes = new byte[UnixAddresses.SOCKADDR_SIZE];

  MessageHeader() {
    bytes.putLong(Layout.MSG_NAME, memory.address + NAME);
    bytes.putLong(Layout.MSG_IOV, memory.address + IOV);
    bytes.putInt(Layout.MSG_IOVLEN, 1);
    bytes.putLong(Layout.MSG_CONTROL, memory.address + CONTROL);
  }

  long address() {
    return memory.address;
  }

  private void payload(long address, long length) {
    bytes.putLong(IOV, address).putLong(IOV + 8, length);
  }

  private void controlLength(int length) {
    if (LAYOUT.longLengths()) {
      bytes.putLong(Layout.MSG_CONTROLLEN, length);
    } else {
      bytes.putInt(Layout.MSG_CONTROLLEN, length);
    }
  }

  private int controlLength() {
    return bytes.getInt(Layout.MSG_CONTROLLEN); // little-endian throughout
  }

  // Sending.

  /**
   * Prepares a message.
   *
   * @param target where to, {@code null} for the peer
   * @param descriptors what goes along, or {@code null}
   */
  void toSend(long address, long length, SocketAddress target, int[] descriptors)
      throws IOException {
    payload(address, length);
    bytes.putInt(Layout.MSG_NAMELEN, target == null ? 0 : writeName(target));
    controlLength(descriptors == null ? 0 : writeRights(descriptors));
    bytes.putInt(LAYOUT.msgFlagsAt(), 0);
  }

  private int writeName(SocketAddress target) throws IOException {
    if (!target.equals(name)) {
      UnixAddresses.check("sendto", target);
      nameLength = UnixAddresses.write(target, memory, NAME);
      name = target;
    }
    return nameLength;
  }

  private int writeRights(int[] descriptors) {
    putControlHeader(CONTROL, 4 * descriptors.length);
    for (int i = 0; i < descriptors.length; i++) {
      bytes.putInt(CONTROL + LAYOUT.cmsgHeader() + 4 * i, descriptors[i]);
    }
    return LAYOUT.cmsgSpace(4 * descriptors.length);
  }

  private void putControlHeader(int at, int dataLength) {
    int length = LAYOUT.cmsgHeader() + dataLength;
    if (LAYOUT.longLengths()) {
      bytes.putLong(at, length);
    } else {
      bytes.putInt(at, length);
    }
    int level = at + (LAYOUT.longLengths() ? 8 : 4);
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
  void toReceive(long address, long length, boolean named, boolean credentials, boolean rights) {
    payload(address, length);
    bytes.putInt(Layout.MSG_NAMELEN, named ? UnixAddresses.SOCKADDR_SIZE : 0);
    bytes.putLong(Layout.MSG_NAME, named ? memory.address + NAME : 0);
    controlLength(rights ? CONTROL_SIZE : credentials ? CREDENTIALS_SPACE : 0);
    bytes.putInt(LAYOUT.msgFlagsAt(), 0);
  }

  /** {@code recvfrom(2)}, which tells whether there is an address but not which. */
  long receiveFrom(int fd, long address, long length, int flags) {
    bytes.putInt(Layout.MSG_NAMELEN, 0);
    return Native.libc().recvfrom(fd, address, length, flags, memory.address + NAME, nameLengthAt);
  }

  boolean hasName() {
    return bytes.getInt(Layout.MSG_NAMELEN) > 0;
  }

  boolean isTruncated() {
    return (bytes.getInt(LAYOUT.msgFlagsAt()) & LAYOUT.msgTrunc()) != 0;
  }

  /** Whether descriptors were lost for want of room in the control data or of descriptors. */
  boolean isControlTruncated() {
    return (bytes.getInt(LAYOUT.msgFlagsAt()) & LAYOUT.msgCtrunc()) != 0;
  }

  /** The sender's address; {@code null} if it has none. The same object while it stays the same. */
  SocketAddress sender() {
    int length = bytes.getInt(Layout.MSG_NAMELEN);
    if (length != nameLength || !isNameUnchanged(length)) {
      nameLength = length;
      bytes.get(NAME, nameBytes, 0, Math.min(length, nameBytes.length));
      name = UnixAddresses.read(memory, NAME, length);
    }
    return name;
  }

  private boolean isNameUnchanged(int length) {
    for (int i = 0; i < Math.min(length, nameBytes.length); i++) {
      if (nameBytes[i] != bytes.get(NAME + i)) {
        return false;
      }
    }
    return true;
  }

  boolean hasCredentials() {
    return find(Layout.SCM_CREDENTIALS, 0) >= 0;
  }

  /** The descriptors that came along; {@code null} if none did. */
  int[] rights() {
    int[] all = null;
    for (int at = find(Layout.SCM_RIGHTS, 0); at >= 0; at = find(Layout.SCM_RIGHTS, next(at))) {
      int[] found = new int[(lengthAt(at) - LAYOUT.cmsgHeader()) / 4];
      for (int i = 0; i < found.length; i++) {
        found[i] = bytes.getInt(CONTROL + at + LAYOUT.cmsgHeader() + 4 * i);
      }
      all = all == null ? found : joined(all, found);
    }
    return all;
  }

  private static int[] joined(int[] a, int[] b) {
    int[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }

  /** Where control data of a type begins, from an offset on; -1 if there is none. */
  private int find(int type, int from) {
    int end = controlLength();
    int levelAt = LAYOUT.longLengths() ? 8 : 4;
    for (int at = from; at + LAYOUT.cmsgHeader() <= end; at = next(at)) {
      if (lengthAt(at) < LAYOUT.cmsgHeader()) {
        return -1;
      } else if (bytes.getInt(CONTROL + at + levelAt) == LAYOUT.solSocket()
          && bytes.getInt(CONTROL + at + levelAt + 4) == type) {
        return at;
      }
    }
    return -1;
  }

  private int lengthAt(int at) {
    return bytes.getInt(CONTROL + at);
  }

  private int next(int at) {
    return at + LAYOUT.cmsgAlign(lengthAt(at));
  }
}
