package dev.sockeye.memory;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.SocketOptions;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The passive side in memory.
 *
 * @param <E> the shape of what it accepts
 * @param <L> what the lanes of the accepted endpoints carry
 */
final class MemoryListener<E extends Endpoint, L extends Lane> extends MemorySocket<E>
    implements Listener<E> {

  /** What stands for 0: SOMAXCONN, as Linux had it for long. */
  private static final int SYSTEM_BACKLOG = 128;

  private final Opener<E, L> opener;

  // Guarded by the kernel's lock.
  private final Queue<ConnectionEndpoint<E, L>> established = new ArrayDeque<>();
  private final Queue<ConnectAttempt> waiting = new ArrayDeque<>(); // since established is full
  private int backlog; // once bound

  /** Opens the endpoints that are accepted. */
  @FunctionalInterface
  interface Opener<E extends Endpoint, L extends Lane> {
    ConnectionEndpoint<E, L> open() throws ClosedChannelException;
  }

  MemoryListener(Kernel kernel, Kind kind, SocketSpec<E> spec, Opener<E, L> opener)
      throws ClosedChannelException {
    super(kernel, kind, spec, true);
    this.opener = opener;
  }

  @Override
  public Listener<E> bind(SocketAddress local) throws IOException {
    return bind(local, getOption(SocketOptions.BACKLOG));
  }

  @Override
  public Listener<E> bind(SocketAddress local, int size) throws IOException {
    if (size < 0) {
      throw new IllegalArgumentException("BACKLOG is negative: " + size);
    }
    lock().lock();
    try {
      bindLocal(local);
      backlog = size == 0 ? SYSTEM_BACKLOG : size;
      return this;
    } finally {
      lock().unlock();
    }
  }

  @Override
  public E accept() throws IOException {
    lock().lock();
    try {
      requireOpen();
      if (!isBound()) {
        throw new NotYetBoundException();
      }
      long deadline = receiveDeadline();
      return input().enter("accept", deadline, true) ? acceptInTurn(deadline) : null;
    } finally {
      lock().unlock();
    }
  }

  private E acceptInTurn(long deadline) throws IOException {
    try {
      input().begin();
      while (established.isEmpty()) {
        if (!isBlocking()) {
          return null;
        }
        input().await("accept", deadline);
      }
      return acceptFirst();
    } finally {
      input().leave();
    }
  }

  private E acceptFirst() {
    ConnectionEndpoint<E, L> accepted = established.remove();
    accepted.options().inherit(options());
    admitWaiting();
    return spec().shape().cast(accepted);
  }

  /** A connect arrives. The caller holds the lock. */
  void offer(ConnectAttempt attempt) {
    if (established.size() < backlog) {
      establish(attempt);
    } else if (kind().isSctp()) {
      attempt.end(Errno.ECONNREFUSED);
    } else {
      waiting.add(attempt);
    }
  }

  private void admitWaiting() {
    while (established.size() < backlog && !waiting.isEmpty()) {
      ConnectAttempt next = waiting.remove();
      if (!next.isOver()) {
        establish(next);
      }
    }
  }

  @SuppressWarnings("unchecked") // an attempt comes only to a listener of its own kind
  private void establish(ConnectAttempt attempt) {
    ConnectionEndpoint<E, L> accepted;
    try {
      accepted = opener.open();
    } catch (ClosedChannelException e) {
      attempt.end(Errno.ECONNREFUSED);
      return;
    }
    accepted.shareLocal(attempt.target());
    ConnectionEndpoint.join(
        (ConnectionEndpoint<E, L>) attempt.client(), accepted, attempt.faults());
    established.add(accepted);
    attempt.end(null);
    input().changed();
  }

  @Override
  void closing() {
    waiting.forEach(attempt -> attempt.end(Errno.ECONNREFUSED));
    for (ConnectionEndpoint<E, L> nobodys : established) {
      nobodys.abort();
      nobodys.close();
    }
  }

  @Override
  int readyOpsNow() {
    return established.isEmpty() ? 0 : SelectionKey.OP_ACCEPT;
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
