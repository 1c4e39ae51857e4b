package dev.sockeye.locked;

import dev.sockeye.Errno;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.AlreadyBoundException;

/** The local address of a socket, and whose it is. Guarded by the lock of the space. */
final class LocalName {

  private final LockedSocket<?> socket;
  private final AddressSpace space;
  private SocketAddress address; // null if there is none yet
  private boolean owned; // To be given back to the space.
  private boolean given; // From the start, so that the socket can still be bound.

  LocalName(LockedSocket<?> socket, AddressSpace space) {
    this.socket = socket;
    this.space = space;
  }

  SocketAddress address() {
    return address;
  }

  /** Whether there is an address that was not given from the start. */
  boolean isBound() {
    return address != null && !given;
  }

  /** Takes an address of the space that says which socket it is, and not where it is bound. */
  void give(SocketAddress number) {
    own(number);
    given = true;
  }

  /** Takes an address that the space has; anywhere if {@code null} is wanted. */
  SocketAddress bind(SocketAddress wanted) throws IOException {
    if (isBound()) {
      throw new AlreadyBoundException();
    } else if (wanted != null) {
      space.check(socket, wanted);
    }
    SocketAddress taken = space.bind(socket, wanted);
    if (taken == null) {
      throw SocketFailure.describe("bind", space.transport(), wanted, null, Errno.EADDRINUSE);
    }
    own(taken);
    return taken;
  }

  void own(SocketAddress taken) {
    address = taken;
    given = false;
    owned = true;
  }

  void share(SocketAddress others) {
    address = others;
    given = false;
  }

  /** Gives it back; the socket is closed. */
  void release() {
    if (owned) {
      space.release(socket, address);
    }
  }
}
