package dev.sockeye.locked;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.Pollable;
import dev.sockeye.ReadinessSource;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.CloseNotice;
import dev.sockeye.spi.ParksVirtualThreads;
import dev.sockeye.spi.SocketFailure;
import dev.sockeye.spi.Uninterruptible;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Set;

/**
 * A socket with neither a JDK channel nor a descriptor: its state is the program's own, guarded by
 * the lock of its {@link AddressSpace}. What all such sockets have is here: blocking mode, calls
 * that wait ({@link #input()}, {@link #output()}), timeouts, options, local address, readiness for
 * a {@link dev.sockeye.Poller}, and a close that wakes every call.
 *
 * <p>Whoever changes what a call may wait for does so with the lock held, and tells it by {@link
 * WaitQueue#changed()} of the direction that it concerns.
 *
 * @param <E> the shape of the endpoint, or of what a listener accepts
 */
@SuppressWarnings("this-escape") // its parts keep it, and ask it nothing yet
public abstract class LockedSocket<E extends Endpoint> extends LockedState
    implements Pollable, ReadinessSource, CloseNotice, Uninterruptible, ParksVirtualThreads {

  private final SocketSpec<E> spec;
  private final StoredOptions options; // guarded by the lock
  private final WaitQueue input;
  private final WaitQueue output;

  private volatile boolean blocking = true;
  private volatile boolean uninterruptible; // only ever set

  // Guarded by the lock.
  private final LocalName local;
  private final ArmedCallbacks armed = new ArmedCallbacks(this);
  private Runnable closeCallback = () -> {};

  /**
   * Creates a socket, in blocking mode and not bound.
   *
   * @param spec its triple
   * @param space what it shares with those that it meets
   * @param options its options, which it owns
   */
  protected LockedSocket(SocketSpec<E> spec, AddressSpace space, StoredOptions options) {
    super(space);
    this.spec = spec;
    this.options = options;
    input = new WaitQueue(this);
    output = new WaitQueue(this);
    local = new LocalName(this, space);
  }

  /**
   * What is ready of an open socket. The caller holds the lock.
   *
   * @return operations of {@link java.nio.channels.SelectionKey}
   */
  protected abstract int readyOpsNow();

  /** Tells the other side, and whoever else must know. The caller holds the lock; called once. */
  protected abstract void closing();

  /**
   * The options, to be used with the lock held.
   *
   * @return always the same
   */
  public StoredOptions options() {
    return options;
  }

  /**
   * Where reads, receives and accepts wait.
   *
   * @return always the same
   */
  public final WaitQueue input() {
    return input;
  }

  /**
   * Where writes, sends and connects wait.
   *
   * @return always the same
   */
  public final WaitQueue output() {
    return output;
  }

  /**
   * The local address, without a look at whether this is open.
   *
   * @return {@code null} if there is none yet
   */
  public final SocketAddress local() {
    return local.address();
  }

  /**
   * The peer's address, for messages.
   *
   * @return {@code null} unless a subclass knows it
   */
  public SocketAddress knownRemote() {
    return null;
  }

  @Override
  public final SocketSpec<E> spec() {
    return spec;
  }

  @Override
  public final boolean isBlocking() {
    return blocking;
  }

  @Override
  public final void ignoreInterrupts() {
    uninterruptible = true;
  }

  final boolean isUninterruptible() {
    return uninterruptible;
  }

  /**
   * Sets the blocking mode, for {@code configureBlocking}. Calls that wait find out at once.
   *
   * @param block whether calls wait
   * @throws ClosedChannelException if closed
   * @throws IOException never for another reason
   */
  protected final void setBlocking(boolean block) throws IOException {
    whileOpen(
        () -> {
          blocking = block;
          input.changed();
          output.changed();
          return null;
        });
  }

  /**
   * Until when a read, receive or accept that begins now may wait.
   *
   * @return of {@link AddressSpace#deadline}
   */
  public final long receiveDeadline() {
    return space().deadline(options.receiveTimeout());
  }

  /**
   * Until when a write, send or connect that begins now may wait.
   *
   * @return of {@link AddressSpace#deadline}
   */
  public final long sendDeadline() {
    return space().deadline(options.sendTimeout());
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return whileOpen(local::address);
  }

  /**
   * Whether there is a local address. The caller holds the lock.
   *
   * @return whether
   */
  public final boolean isBound() {
    return local.isBound();
  }

  /**
   * Binds, {@code bind(2)}.
   *
   * @param wanted where, {@code null} for anywhere
   * @throws AlreadyBoundException if there is a local address
   * @throws java.nio.channels.UnsupportedAddressTypeException if the address is of another kind
   * @throws java.net.BindException if it is in use
   * @throws ClosedChannelException if closed
   * @throws IOException if it fails otherwise
   */
  protected final void bindLocal(SocketAddress wanted) throws IOException {
    whileOpen(() -> local.bind(wanted));
  }

  /**
   * Takes an address of the space that the socket has from the start, as TIPC's number: it can
   * still be bound. The caller holds the lock.
   *
   * @param address the address, to be given back when the socket is closed
   */
  protected final void giveLocal(SocketAddress address) {
    local.give(address);
  }

  /**
   * Takes an address that the space is to be given back at the close. The caller holds the lock.
   *
   * @param address the local address from now on
   */
  protected final void ownLocal(SocketAddress address) {
    local.own(address);
  }

  /**
   * Takes an address that belongs to a listener, or is to nobody's harm. The caller holds the lock.
   *
   * @param address the local address from now on
   */
  protected final void shareLocal(SocketAddress address) {
    local.share(address);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return options.supported();
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    Objects.requireNonNull(name, "name");
    return whileOpen(() -> options.get(name));
  }

  /**
   * Sets an option, for {@code setOption}.
   *
   * @param <T> its type
   * @param name the option
   * @param value its value
   * @throws IOException as {@code setOption} throws
   */
  protected final <T> void applyOption(SocketOption<T> name, T value) throws IOException {
    Objects.requireNonNull(name, "name");
    whileOpen(
        () -> {
          options.set(name, value);
          output.changed(); // There may be more room now.
          return null;
        });
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new UnsupportedOperationException(
        "a socket of "
            + space().transport()
            + " has no "
            + type.getName()
            + " underneath: there is a ReadinessSource");
  }

  @Override
  public final int readyOps() {
    lock().lock();
    try {
      return isOpen() ? readyOpsNow() : ~0;
    } finally {
      lock().unlock();
    }
  }

  @Override
  public final void arm(int ops, Runnable callback) {
    lock().lock();
    try {
      armed.add(ops, callback);
      tellReadiness();
    } finally {
      lock().unlock();
    }
  }

  /** Calls back who waits for what is ready now. The caller holds the lock. */
  final void tellReadiness() {
    armed.tell();
  }

  @Override
  public void close() {
    lock().lock();
    try {
      if (endState()) {
        local.release();
        closing();
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
      if (!isOpen()) {
        callback.run();
      }
    } finally {
      lock().unlock();
    }
  }

  /**
   * The exception for a call that failed.
   *
   * @param operation the call
   * @param errno why
   * @return the exception to throw
   */
  public final IOException failure(String operation, Errno errno) {
    return SocketFailure.describe(operation, space().transport(), local(), knownRemote(), errno);
  }

  final IOException failure(String operation, IOException cause) {
    return SocketFailure.describe(operation, space().transport(), local(), knownRemote(), cause);
  }

  @Override
  public String toString() {
    SocketAddress remote = knownRemote();
    return space().transport() + ' ' + local() + (remote == null ? "" : "->" + remote);
  }
}
