package dev.sockeye.faults;

import dev.sockeye.locked.AddressSpace;
import dev.sockeye.locked.LockedSocket;
import java.net.SocketAddress;
import java.util.concurrent.locks.ReentrantLock;

/** The lock and the clock of one socket. */
final class OwnSpace extends AddressSpace {

  OwnSpace(String transport) {
    super(transport, new ReentrantLock());
  }

  @Override
  protected void check(LockedSocket<?> socket, SocketAddress address) {
    // the socket underneath does
  }

  @Override
  protected SocketAddress bind(LockedSocket<?> socket, SocketAddress wanted) {
    return wanted;
  }

  @Override
  protected void release(LockedSocket<?> socket, SocketAddress address) {
    // nothing was bound here
  }
}
