package dev.sockeye.unix;

import java.net.SocketAddress;

/** The address that was read last, so that the messages of a peer cost one object. */
final class LastSender {

  private SocketAddress address;

  // The same as the system gave it.
  private int length = -1;
  private final byte[] bytes = new byte[UnixAddresses.SOCKADDR_SIZE];

  /** Reads a {@code sockaddr_un}; {@code null} for a socket without a name. */
  SocketAddress read(Memory from, int at, int newLength) {
    if (newLength != length || !isSame(from, at)) {
      length = newLength;
      from.bytes.get(at, bytes, 0, Math.min(length, bytes.length));
      address = UnixAddresses.read(from, at, length);
    }
    return address;
  }

  private boolean isSame(Memory from, int at) {
    for (int i = 0; i < Math.min(length, bytes.length); i++) {
      if (bytes[i] != from.bytes.get(at + i)) {
        return false;
      }
    }
    return true;
  }
}
