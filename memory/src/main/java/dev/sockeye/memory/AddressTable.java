package dev.sockeye.memory;

import java.io.IOException;
import java.net.SocketAddress;

/** Who is bound to which address. Guarded by the kernel's lock. */
interface AddressTable {

  /**
   * Binds a socket.
   *
   * @param wanted where, {@code null} for anywhere
   * @return the real address; {@code null} if it is in use
   * @throws IOException if it is one that nobody may bind to
   */
  SocketAddress bind(MemorySocket<?> socket, SocketAddress wanted) throws IOException;

  /**
   * Gives a socket that is opened the number that it is known by from the start.
   *
   * @return the number; {@code null} if there are none
   */
  default SocketAddress opened(MemorySocket<?> socket) {
    return null;
  }

  /**
   * Gives a socket that connects without being bound its address. Nobody finds it there.
   *
   * @return the address; {@code null} if there is none left
   */
  SocketAddress reserve(MemorySocket<?> socket, SocketAddress peer);

  /** The socket that answers at an address, {@code null} if none does. */
  MemorySocket<?> find(SocketAddress address);

  /** Gives an address back that this socket was bound to. */
  void release(MemorySocket<?> socket, SocketAddress address);
}
