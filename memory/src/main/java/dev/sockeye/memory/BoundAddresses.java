package dev.sockeye.memory;

import dev.sockeye.Errno;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.NotYetBoundException;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses that a socket is bound to, {@code sctp_bindx(3)}: all of one port. Guarded by the
 * kernel's lock.
 */
final class BoundAddresses {

  private final MemorySocket<?> socket;
  private final PortTable ports;
  private final List<InetSocketAddress> bound = new ArrayList<>();

  BoundAddresses(MemorySocket<?> socket) {
    this.socket = socket;
    ports = (PortTable) socket.kernel().table(socket.kind());
  }

  /** The socket was bound to its first address, {@code bind(2)}. */
  void begin() {
    bound.add((InetSocketAddress) socket.local());
  }

  /** The socket has what another is bound to: it was accepted or branched off there. */
  void share(BoundAddresses other) {
    bound.addAll(other.bound);
  }

  /** All of them; empty if not bound, and if bound to the wildcard address. */
  List<InetSocketAddress> list() {
    return isWildcard() ? List.of() : List.copyOf(bound);
  }

  /** What a peer sees of a socket that is bound: a wildcard stands for what leads to it. */
  List<InetSocketAddress> towards(InetSocketAddress peer) {
    return bound.isEmpty() || isWildcard()
        ? List.of(ports.sourceAddress((InetSocketAddress) socket.local(), peer))
        : list();
  }

  private boolean isWildcard() {
    return !bound.isEmpty()
        && !bound.get(0).isUnresolved()
        && bound.get(0).getAddress().isAnyLocalAddress();
  }

  /** Adds an address, of which the port does not matter. */
  InetSocketAddress add(InetSocketAddress address) throws IOException {
    InetSocketAddress added = withPort(address);
    if (bound.contains(added)) {
      throw new AlreadyBoundException();
    } else if (ports.bind(socket, added) == null) {
      throw socket.failure("bindx", Errno.EADDRINUSE);
    }
    bound.add(added);
    return added;
  }

  /** Takes an address away, of which the port does not matter. */
  InetSocketAddress remove(InetSocketAddress address) throws IOException {
    InetSocketAddress removed = withPort(address);
    if (!bound.contains(removed)) {
      throw new IllegalArgumentException("not bound to " + address.getHostString());
    } else if (bound.size() == 1) {
      throw new IllegalArgumentException("the last address stays: " + address.getHostString());
    }
    ports.releaseOne(socket, removed);
    bound.remove(removed);
    socket.takeLocal(bound.get(0));
    return removed;
  }

  /** Gives all back. */
  void release() {
    bound.forEach(address -> ports.releaseOne(socket, address));
  }

  private InetSocketAddress withPort(InetSocketAddress address) throws IOException {
    socket.requireOpen();
    if (!socket.isBound()) {
      throw new NotYetBoundException();
    } else if (bound.isEmpty() || isWildcard()) {
      throw new IllegalStateException("bound to the wildcard address, which has all");
    }
    return PortTable.withPort(address, bound.get(0).getPort());
  }
}
