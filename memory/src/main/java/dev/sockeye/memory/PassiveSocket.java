package dev.sockeye.memory;

import dev.sockeye.Endpoint;
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
import java.util.List;
import java.util.Queue;

/**
 * The passive side in memory: what is established waits to be accepted.
 *
 * @param <E> the shape of what it accepts
 */
abstract class PassiveSocket<E extends Endpoint> extends MemorySocket<E>
    implements Listener<E>, Acceptor {

  /** What stands for 0: SOMAXCONN, as Linux had it for long. */
  private static final int SYSTEM_BACKLOG = 128;

  // Guarded by the kernel's lock.
  private final Queue<MemorySocket<E>> established = new ArrayDeque<>();
  private int backlog; // once bound

  PassiveSocket(Kernel kernel, Kind kind, SocketSpec<E> spec) throws ClosedChannelException {
    super(kernel, kind, spec, true);
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
  public final E accept() throws IOException {
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
      while (isNobodyWaiting()) {
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

  private boolean isNobodyWaiting() {
    if (!admitsPeers()) {
      sendAllAway();
    }
    return established.isEmpty();
  }

  /** All or none: every peer in the UNIX domain is this process. */
  private boolean admitsPeers() {
    return kind().family() != Family.UNIX || UnixModule.DOMAIN.admitsThisProcess(options());
  }

  private void sendAllAway() {
    while (!established.isEmpty()) {
      established.remove().close();
      madeRoom();
    }
  }

  private E acceptFirst() {
    MemorySocket<E> accepted = established.remove();
    accepted.options().inherit(options());
    madeRoom();
    return spec().shape().cast(accepted);
  }

  final boolean hasRoom() {
    return established.size() < backlog;
  }

  /** There is room for another one to be established. */
  void madeRoom() {}

  final void established(MemorySocket<E> endpoint) {
    established.add(endpoint);
    input().changed();
  }

  /** What nobody has accepted. */
  final List<MemorySocket<E>> unaccepted() {
    return List.copyOf(established);
  }

  @Override
  final int readyOpsNow() {
    return established.isEmpty() ? 0 : SelectionKey.OP_ACCEPT;
  }

  @Override
  public <T> Listener<E> setOption(SocketOption<T> name, T value) throws IOException {
    applyOption(name, value);
    return this;
  }

  @Override
  public final Listener<E> configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }
}
