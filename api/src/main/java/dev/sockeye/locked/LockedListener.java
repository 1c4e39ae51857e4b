package dev.sockeye.locked;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * A listener with neither a JDK channel nor a descriptor: backlog, timed accept, and options that
 * the accepted endpoints inherit. A peer that connects while the backlog is full waits.
 *
 * @param <E> the shape of what it accepts
 */
public final class LockedListener<E extends Endpoint> extends LockedSocket<E>
    implements Listener<E> {

  private final AcceptQueue<LockedSocket<?>> established =
      new AcceptQueue<>(this, () -> {}, this::establish);
  private final Queue<Caller> callers = new ArrayDeque<>(); // since the backlog is full

  private record Caller(PendingConnect attempt, Supplier<? extends LockedSocket<?>> connection) {}

  /**
   * Creates a listener with {@link StoredOptions#ofListener}.
   *
   * @param spec the triple of what it accepts
   * @param space where it is bound
   */
  public LockedListener(SocketSpec<E> spec, AddressSpace space) {
    this(spec, space, StoredOptions.ofListener());
  }

  /**
   * Creates a listener.
   *
   * @param spec the triple of what it accepts
   * @param space where it is bound
   * @param options its options and those that what it accepts inherits
   */
  public LockedListener(SocketSpec<E> spec, AddressSpace space, StoredOptions options) {
    super(spec, space, options);
  }

  /**
   * A peer connects: the connection is made at once, or when there is room. The caller holds the
   * lock.
   *
   * @param attempt is ended when the connection stands, or never will
   * @param connection makes it, and gives this side's endpoint, of the shape {@code E}
   */
  public void offer(PendingConnect attempt, Supplier<? extends LockedSocket<?>> connection) {
    callers.add(new Caller(attempt, connection));
    establish();
  }

  private void establish() {
    while (established.hasRoom() && !callers.isEmpty()) {
      Caller next = callers.remove();
      if (!next.attempt.isOver()) {
        established.add(next.connection.get());
        next.attempt.end(null);
      }
    }
  }

  @Override
  protected int readyOpsNow() {
    return established.isEmpty() ? 0 : SelectionKey.OP_ACCEPT;
  }

  @Override
  protected void closing() {
    callers.forEach(caller -> caller.attempt.end(Errno.ECONNREFUSED));
    established.clear().forEach(LockedSocket::close);
  }

  @Override
  public Listener<E> bind(SocketAddress local) throws IOException {
    return bind(local, getOption(EndpointOptions.BACKLOG));
  }

  @Override
  public Listener<E> bind(SocketAddress local, int backlog) throws IOException {
    AcceptQueue.check(backlog);
    lock().lock();
    try {
      bindLocal(local);
      established.listen(backlog);
      return this;
    } finally {
      lock().unlock();
    }
  }

  @Override
  public E accept() throws IOException {
    return spec().shape().cast(established.accept());
  }

  @Override
  public <T> Listener<E> setOption(SocketOption<T> name, T value) throws IOException {
    applyOption(name, value);
    return this;
  }

  @Override
  public Listener<E> configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }
}
