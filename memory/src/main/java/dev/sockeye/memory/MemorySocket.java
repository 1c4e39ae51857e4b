package dev.sockeye.memory;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.Pollable;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.CloseNotice;
import dev.sockeye.spi.ReadinessSource;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What all sockets in memory share: options, blocking mode, local address, readiness, close.
 *
 * @param <E> the shape of the endpoint, or of what a listener accepts
 */
abstract class MemorySocket<E extends Endpoint> implements Pollable, ReadinessSource, CloseNotice {

  private final Kernel kernel;
  private final Kind kind;
  private final SocketSpec<E> spec;
  private final OptionValues options; // guarded by the kernel's lock

  /** Where reads, receives and accepts wait. */
  private final BlockingMonitor input;

  /** Where writes, sends and connects wait. */
  private final BlockingMonitor output;

  private volatile boolean open = true; // only ever cleared, under the lock
  private volatile boolean blocking = true;

  // Guarded by the kernel's lock.
  private SocketAddress local;
  private boolean bound;
  private List<Armed> armed = List.of();
  private Runnable closeCallback = () -> {};

  private record Armed(int ops, Runnable callback) {}

  MemorySocket(Kernel kernel, Kind kind, SocketSpec<E> spec, boolean listener)
      throws ClosedChannelException {
    this.kernel = kernel;
    this.kind = kind;
    this.spec = spec;
    options = new OptionValues(kind, kernel.bufferSize(kind), listener);
    input = new BlockingMonitor(this);
    output = new BlockingMonitor(this);
    kernel.opened(this);
  }

  /** What is ready of an open socket. The caller holds the lock. */
  abstract int readyOpsNow();

  /** Tells the other side, and whoever else must know. The caller holds the lock; called once. */
  abstract void closing();

  final Kernel kernel() {
    return kernel;
  }

  final ReentrantLock lock() {
    return kernel.lock();
  }

  /** The kind. */
  public final Kind kind() {
    return kind;
  }

  final OptionValues options() {
    return options;
  }

  final BlockingMonitor input() {
    return input;
  }

  final BlockingMonitor output() {
    return output;
  }

  /** The local address, without a look at whether this is open. */
  public final SocketAddress local() {
    return local;
  }

  /** The peer's address, for messages. */
  SocketAddress knownRemote() {
    return null;
  }

  @Override
  public final SocketSpec<E> spec() {
    return spec;
  }

  @Override
  public final boolean isOpen() {
    return open;
  }

  @Override
  public final boolean isBlocking() {
    return blocking;
  }

  final void requireOpen() throws ClosedChannelException {
    if (!open) {
      throw new ClosedChannelException();
    }
  }

  /**
   * What is done with the lock held.
   *
   * @param <T> its result
   */
  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException;
  }

  /** Does something at once, while nothing changes, if this is open. */
  final <T> T whileOpen(Step<T> step) throws IOException {
    lock().lock();
    try {
      requireOpen();
      return step.run();
    } finally {
      lock().unlock();
    }
  }

  final void setBlocking(boolean block) throws ClosedChannelException {
    lock().lock();
    try {
      requireOpen();
      blocking = block;
      input.changed();
      output.changed();
    } finally {
      lock().unlock();
    }
  }

  final long receiveDeadline() {
    return kernel.time().deadline(options.receiveTimeout());
  }

  final long sendDeadline() {
    return kernel.time().deadline(options.sendTimeout());
  }

  @Override
  public final SocketAddress getLocalAddress() throws ClosedChannelException {
    lock().lock();
    try {
      requireOpen();
      return local;
    } finally {
      lock().unlock();
    }
  }

  final boolean isBound() {
    return local != null;
  }

  /** Whether both may be bound to one address, {@code SO_REUSEADDR} as UDP has it. */
  final boolean sharesPortWith(MemorySocket<?> other) {
    return kind == Kind.UDP
        && (bothSet(other, StandardSocketOptions.SO_REUSEADDR)
            || bothSet(other, StandardSocketOptions.SO_REUSEPORT));
  }

  private boolean bothSet(MemorySocket<?> other, SocketOption<Boolean> name) {
    return options.get(name) && other.options.get(name);
  }

  /** Binds, {@code bind(2)}. */
  final void bindLocal(SocketAddress wanted) throws IOException {
    lock().lock();
    try {
      requireOpen();
      if (local != null) {
        throw new AlreadyBoundException();
      } else if (wanted != null) {
        kind.family().check(wanted, spec.domain());
      }
      SocketAddress address = kernel.table(kind).bind(this, wanted);
      if (address == null) {
        throw SocketFailure.describe("bind", kind.scheme(), wanted, null, Errno.EADDRINUSE);
      }
      bound = true;
      local = address;
    } finally {
      lock().unlock();
    }
  }

  /** Gives a socket that is to be connected an address if it has none. */
  final void reserveLocal(SocketAddress peer) throws IOException {
    if (local == null) {
      local = kernel.table(kind).reserve(this, peer);
      if (local == null) {
        throw SocketFailure.describe("connect", kind.scheme(), null, peer, Errno.EADDRNOTAVAIL);
      }
      bound = true;
    }
  }

  /** Notes who the peer of a new connection is. */
  final void meetPeer() {
    if (kind.family() == Family.UNIX) {
      UnixModule.DOMAIN.connected(options);
    }
  }

  /** Takes an address that belongs to a listener, or is to nobody's harm. */
  final void shareLocal(SocketAddress address) {
    local = address;
  }

  @Override
  public final Set<SocketOption<?>> supportedOptions() {
    return options.supported();
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    lock().lock();
    try {
      Objects.requireNonNull(name, "name");
      requireOpen();
      return options.get(name);
    } finally {
      lock().unlock();
    }
  }

  final <T> void applyOption(SocketOption<T> name, T value) throws IOException {
    lock().lock();
    try {
      Objects.requireNonNull(name, "name");
      requireOpen();
      options.set(name, value);
      output.changed(); // There may be more room now.
    } finally {
      lock().unlock();
    }
  }

  /** Whether who sent a message is told with it. */
  public final boolean passesCredentials() {
    return options.passesCredentials();
  }

  @Override
  public final <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new UnsupportedOperationException(
        "a socket in memory has no " + type.getName() + " underneath: there is a ReadinessSource");
  }

  @Override
  public final int readyOps() {
    lock().lock();
    try {
      return open ? readyOpsNow() : ~0;
    } finally {
      lock().unlock();
    }
  }

  @Override
  public final void arm(int ops, Runnable callback) {
    lock().lock();
    try {
      List<Armed> more = new ArrayList<>(armed);
      more.add(new Armed(ops, callback));
      armed = more;
      tellReadiness();
    } finally {
      lock().unlock();
    }
  }

  /** Calls back who waits for what is ready now. The caller holds the lock. */
  final void tellReadiness() {
    if (armed.isEmpty()) {
      return;
    }
    int ready = open ? readyOpsNow() : ~0;
    List<Armed> told = armed.stream().filter(each -> (each.ops & ready) != 0).toList();
    if (!told.isEmpty()) {
      armed = armed.stream().filter(each -> (each.ops & ready) == 0).toList();
      told.forEach(each -> each.callback.run());
    }
  }

  @Override
  public final void close() {
    lock().lock();
    try {
      if (open) {
        open = false;
        if (bound) {
          kernel.table(kind).release(this, local);
        }
        closing();
        kernel.closed(this);
        input.changed();
        output.changed();
        closeCallback.run();
      }
    } finally {
      lock().unlock();
    }
  }

  @Override
  public final void onClose(Runnable callback) {
    lock().lock();
    try {
      closeCallback = callback;
      if (!open) {
        callback.run();
      }
    } finally {
      lock().unlock();
    }
  }

  /** The exception for a call that failed. */
  final IOException failure(String operation, Errno errno) {
    return SocketFailure.describe(operation, kind.scheme(), local, knownRemote(), errno);
  }

  @Override
  public String toString() {
    SocketAddress remote = knownRemote();
    return kind.scheme() + ' ' + local + (remote == null ? "" : "->" + remote);
  }
}
