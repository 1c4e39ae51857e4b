package dev.sockeye.posix;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.nio.InheritedOptions;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SelectionKey;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A listener over a native descriptor, which stays non-blocking: {@code accept(2)} is tried, and
 * waited for when nobody is there.
 *
 * @param <E> the shape of what it accepts
 */
public final class NativeListener<E extends Endpoint> extends NativeSocket<E>
    implements Listener<E> {

  private final InheritedOptions inherited = new InheritedOptions();
  private final Queue<Runnable> unarmed = new ConcurrentLinkedQueue<>(); // until it is bound
  private final Call accept = this::accept;
  private int untaken = -1; // what was accepted and nobody has taken; guarded by input.lock
  private volatile int limit; // of who waits to be accepted, once it is bound
  private volatile int backlog = EndpointOptions.DEFAULT_BACKLOG;

  NativeListener(Kind<E> kind, int fd) {
    super(kind, fd, false); // it wakes nobody on vsock and TIPC, and takes the socket from others
  }

  @Override
  public Listener<E> bind(SocketAddress local) throws IOException {
    return bind(local, backlog);
  }

  @Override
  public Listener<E> bind(SocketAddress local, int backlog) throws IOException {
    limit = checkBacklog(backlog);
    bindTo(local);
    tellUnarmed();
    return this;
  }

  @Override
  void prepare() throws IOException {
    int most = limit == 0 ? 50 : limit;
    control("listen", null, fd -> Bindings.libc().listen(fd, most));
  }

  static int checkBacklog(int backlog) {
    if (backlog < 0) {
      throw new IllegalArgumentException("BACKLOG is negative: " + backlog);
    }
    return backlog;
  }

  @Override
  public E accept() throws IOException {
    long timeout = acquire(input, receiveTimeout(), "accept");
    try {
      ensureOpen();
      if (!isBound()) {
        throw new NotYetBoundException();
      }
      E accepted = acceptAllowed(timeout);
      return accepted == null ? null : inherited.applyTo(accepted);
    } finally {
      input.unlock();
    }
  }

  /** Strangers do not put the end of the timeout off. */
  private E acceptAllowed(long timeout) throws IOException {
    long deadline = Deadline.after(timeout);
    long left = timeout;
    E accepted;
    while ((accepted = acceptAnybody(left)) != null && !admits(accepted)) {
      accepted.close();
      left = deadline == Deadline.NEVER ? timeout : Math.max(1, Deadline.remaining(deadline));
    }
    return accepted;
  }

  private E acceptAnybody(long timeout) throws IOException {
    long fd;
    do {
      fd = acceptOnce(timeout);
    } while (is(fd, Errno.ECONNABORTED));
    if (is(fd, Errno.EAGAIN)) {
      return null;
    } else if (fd < 0) {
      throw failure("accept", null, (int) -fd);
    }
    untaken = -1;
    return NativeSockets.ofAccepted(kind(), (int) fd);
  }

  private long acceptOnce(long timeout) throws IOException {
    try {
      return perform(input, accept, 0, 0, 0, timeout, false);
    } catch (SocketTimeoutException e) {
      throw failure("accept", null, e);
    } catch (ClosedChannelException e) {
      closeUntaken();
      throw e;
    }
  }

  private long accept(int fd, long address, long length, int flags) {
    untaken = DescriptorCalls.accept(fd);
    return untaken;
  }

  /** A connection that came as the listener was closed is nobody's. */
  private void closeUntaken() {
    if (untaken >= 0) {
      Bindings.libc().close(untaken);
      untaken = -1;
    }
  }

  private boolean admits(E accepted) throws IOException {
    try {
      return hooks().admits((NativeEndpoint<?>) accepted);
    } catch (IOException | RuntimeException e) {
      accepted.close();
      throw e;
    }
  }

  @Override
  int inputOps() {
    return SelectionKey.OP_ACCEPT;
  }

  /** A listener that is not bound yet would be told as hung up. */
  @Override
  public int readyOps() {
    return isOpen() && !isBound() ? 0 : super.readyOps() & inputOps();
  }

  /** The system calls a socket that does not listen hung up, again and again. */
  @Override
  public void arm(int ops, Runnable callback) {
    if (isBound()) {
      super.arm(ops, callback);
      return;
    }
    unarmed.add(callback);
    if (isBound() && unarmed.remove(callback)) {
      super.arm(ops, callback);
    } else if (!isOpen()) {
      tellUnarmed();
    }
  }

  private void tellUnarmed() {
    for (Runnable callback; (callback = unarmed.poll()) != null; ) {
      Readiness.call(callback);
    }
  }

  @Override
  protected void implCloseChannel() throws IOException {
    try {
      super.implCloseChannel();
    } finally {
      tellUnarmed();
    }
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    ensureOpen();
    return isBound() ? localName() : null;
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    Set<SocketOption<?>> all = new HashSet<>(super.supportedOptions());
    all.addAll(kind().listenerOptions().names());
    all.add(EndpointOptions.BACKLOG);
    return Set.copyOf(all);
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    ensureOpen();
    if (name.equals(EndpointOptions.BACKLOG)) {
      return name.type().cast(backlog);
    }
    return kind().listenerOptions().has(name)
        ? kind().listenerOptions().get(this, name)
        : super.getOption(name);
  }

  @Override
  public <T> Listener<E> setOption(SocketOption<T> name, T value) throws IOException {
    ensureOpen();
    if (name.equals(EndpointOptions.BACKLOG)) {
      backlog = checkBacklog((Integer) value);
    } else if (kind().listenerOptions().has(name)) {
      kind().listenerOptions().set(this, name, value);
    } else {
      setAny(name, value);
      inherited.put(name, value);
    }
    return this;
  }

  @Override
  public Listener<E> configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }
}
