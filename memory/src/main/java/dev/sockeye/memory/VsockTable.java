package dev.sockeye.memory;

import dev.sockeye.vsock.VsockAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Ports of machines: who is bound to any of this machine's numbers answers for all of them, and
 * shares its port with nobody.
 */
final class VsockTable implements AddressTable {

  /** Those below want a privilege, {@code LAST_RESERVED_PORT} of Linux. */
  private static final long FIRST_FREE = 1024;

  private final Map<VsockAddress, MemorySocket<?>> sockets = new HashMap<>();
  private long next = FIRST_FREE;

  @Override
  public SocketAddress bind(MemorySocket<?> socket, SocketAddress wanted) {
    long cid = wanted == null ? VsockAddress.ANY : ((VsockAddress) wanted).cid();
    long port = wanted == null ? VsockAddress.ANY_PORT : ((VsockAddress) wanted).port();
    VsockAddress address = new VsockAddress(cid, port == VsockAddress.ANY_PORT ? freePort() : port);
    return isTaken(address) ? null : put(socket, address);
  }

  @Override
  public SocketAddress reserve(MemorySocket<?> socket, SocketAddress peer) {
    return put(socket, new VsockAddress(VsockAddress.LOCAL, freePort()));
  }

  private SocketAddress put(MemorySocket<?> socket, VsockAddress address) {
    sockets.put(address, socket);
    return address;
  }

  private boolean isTaken(VsockAddress address) {
    return sockets.keySet().stream()
        .anyMatch(
            other ->
                other.port() == address.port()
                    && (other.cid() == address.cid()
                        || other.cid() == VsockAddress.ANY
                        || address.cid() == VsockAddress.ANY));
  }

  private long freePort() {
    while (isTaken(new VsockAddress(VsockAddress.ANY, next))) {
      next++;
    }
    return next++;
  }

  @Override
  public MemorySocket<?> find(SocketAddress address) {
    VsockAddress wanted = (VsockAddress) address;
    MemorySocket<?> own = sockets.get(wanted);
    return own == null ? sockets.get(new VsockAddress(VsockAddress.ANY, wanted.port())) : own;
  }

  @Override
  public void release(MemorySocket<?> socket, SocketAddress address) {
    sockets.remove((VsockAddress) address, socket);
  }
}
