package dev.sockeye.memory;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.InetOptions;
import dev.sockeye.SocketSpec;
import dev.sockeye.locked.LockedSocket;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;

/**
 * What all sockets in memory share: a kernel, and what they are.
 *
 * @param <E> the shape of the endpoint, or of what a listener accepts
 */
abstract class MemorySocket<E extends Endpoint> extends LockedSocket<E> {

  private final Kernel kernel;
  private final Kind kind;
  private final OptionValues options; // guarded by the kernel's lock

  MemorySocket(Kernel kernel, Kind kind, SocketSpec<E> spec, boolean listener)
      throws ClosedChannelException {
    this(
        kernel,
        kind,
        spec,
        new OptionValues(kind, spec.domain(), kernel.bufferSize(kind), listener));
  }

  private MemorySocket(Kernel kernel, Kind kind, SocketSpec<E> spec, OptionValues options)
      throws ClosedChannelException {
    super(spec, new KernelSpace(kernel, kind), options);
    this.kernel = kernel;
    this.kind = kind;
    this.options = options;
    kernel.opened(this);
    number();
  }

  private void number() {
    lock().lock();
    try {
      SocketAddress number = kernel.table(kind).opened(this);
      if (number != null) {
        giveLocal(number);
      }
    } finally {
      lock().unlock();
    }
  }

  /** Tells the other side, and whoever else must know. The caller holds the lock; called once. */
  abstract void leave();

  /** Plans or partitions were changed. The caller holds the lock. */
  void networkChanged() {
    input().changed();
    output().changed();
  }

  @Override
  protected final void closing() {
    leave();
    kernel.closed(this);
  }

  final Kernel kernel() {
    return kernel;
  }

  /** The kind. */
  public final Kind kind() {
    return kind;
  }

  @Override
  public final OptionValues options() {
    return options;
  }

  /** Sets an option, unless it is one that is decided once the socket is bound. */
  final <T> void change(SocketOption<T> name, T value) throws IOException {
    whileOpen(
        () -> {
          if (InetOptions.IPV6_V6ONLY.equals(name) && isBound()) {
            throw failure("setsockopt", Errno.EINVAL);
          }
          applyOption(name, value);
          return null;
        });
  }

  /** Whether both may be bound to one address, {@code SO_REUSEADDR} as UDP has it. */
  final boolean sharesPortWith(MemorySocket<?> other) {
    return kind.isLossy()
        && (bothSet(other, StandardSocketOptions.SO_REUSEADDR)
            || (kind == Kind.UDP && bothSet(other, StandardSocketOptions.SO_REUSEPORT)));
  }

  private boolean bothSet(MemorySocket<?> other, SocketOption<Boolean> name) {
    return options.get(name) && other.options.get(name);
  }

  /** Gives a socket that is to be connected an address if it has none. */
  final void reserveLocal(SocketAddress peer) throws IOException {
    if (!isBound()) {
      SocketAddress reserved = kernel.table(kind).reserve(this, peer);
      if (reserved == null) {
        throw SocketFailure.describe("connect", kind.scheme(), null, peer, Errno.EADDRNOTAVAIL);
      }
      ownLocal(reserved);
    }
  }

  /** Takes an address that belongs to a listener, or is to nobody's harm. */
  final void takeLocal(SocketAddress address) {
    shareLocal(address);
  }

  /** Notes who the peer of a new connection is. */
  final void meetPeer() {
    if (kind.family() == Family.UNIX) {
      UnixModule.DOMAIN.connected(options);
    }
  }

  /** Whether who sent a message is told with it. */
  public final boolean passesCredentials() {
    return options.passesCredentials();
  }
}
