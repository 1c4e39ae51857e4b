package dev.sockeye.posix;

import java.net.SocketAddress;

/** The address that was read last, so that the messages of a peer cost one object. */
final class LastSender {

  private final AddressCodec addresses;
  private SocketAddress address;

  // The same as the system gave it.
  private int length = -1;
  private final byte[] bytes;

  LastSender(AddressCodec addresses) {
    this.addresses = addresses;
    bytes = new byte[addresses.size()];
  }

  /** Reads an address; {@code null} for a socket without one. */
  SocketAddress read(Memory from, int at, int newLength) {
    if (newLength != length || !isSame(from, at)) {
      length = newLength;
      from.bytes.get(at, bytes, 0, Math.min(length, bytes.length));
      address = addresses.read(from.bytes, at, length);
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
