package dev.sockeye.memory;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.SocketSpec;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Queue;

/**
 * A listener for connections of two lanes.
 *
 * @param <E> the shape of what it accepts
 * @param <L> what the lanes of the accepted endpoints carry
 */
class MemoryListener<E extends Endpoint, L extends Lane> extends PassiveSocket<E> {

  private final Opener<E, L> opener;

  // Guarded by the kernel's lock.
  private final Queue<ConnectAttempt> waiting = new ArrayDeque<>(); // since the backlog is full

  private final IdentityHashMap<MemorySocket<?>, ConnectAttempt> unmet =
      new IdentityHashMap<>(); // accepted endpoints to be, of what waits to be accepted

  /** Opens the endpoints that are accepted. */
  @FunctionalInterface
  interface Opener<E extends Endpoint, L extends Lane> {
    ConnectionEndpoint<E, L> open() throws ClosedChannelException;
  }

  MemoryListener(Kernel kernel, Kind kind, SocketSpec<E> spec, Opener<E, L> opener)
      throws ClosedChannelException {
    super(kernel, kind, spec);
    this.opener = opener;
  }

  @Override
  public void offer(ConnectAttempt attempt) {
    if (hasRoom()) {
      establish(attempt);
    } else if (kind().isSctp()) {
      attempt.end(Errno.ECONNREFUSED);
    } else {
      waiting.add(attempt);
    }
  }

  @Override
  void madeRoom() {
    while (hasRoom() && !waiting.isEmpty()) {
      ConnectAttempt next = waiting.remove();
      if (!next.isOver()) {
        establish(next);
      }
    }
  }

  private void establish(ConnectAttempt attempt) {
    ConnectionEndpoint<E, L> accepted;
    try {
      accepted = opener.open();
    } catch (ClosedChannelException e) {
      attempt.end(Errno.ECONNREFUSED);
      return;
    }
    if (kind().family().waitsForAccept()) {
      unmet.put(accepted, attempt);
    } else {
      accepted.takeLocal(attempt.target());
      join(attempt, accepted);
    }
    established(accepted);
    if (!kind().family().waitsForAccept()) {
      attempt.end(null);
    }
  }

  @SuppressWarnings("unchecked") // an attempt comes only to a listener of its own shape
  private void join(ConnectAttempt attempt, MemorySocket<E> accepted) {
    ConnectionEndpoint.join(
        (ConnectionEndpoint<E, L>) attempt.client(),
        (ConnectionEndpoint<E, L>) accepted,
        attempt.faults());
  }

  @Override
  final boolean meets(MemorySocket<E> accepted) {
    lock().lock();
    try {
      ConnectAttempt attempt = unmet.remove(accepted);
      if (attempt == null) {
        return true;
      } else if (attempt.isOver() || !accepted.isOpen()) {
        accepted.close();
        attempt.end(Errno.ECONNREFUSED);
        return false;
      }
      join(attempt, accepted);
      attempt.end(null);
      return true;
    } finally {
      lock().unlock();
    }
  }

  @Override
  final void leave() {
    waiting.forEach(attempt -> attempt.end(Errno.ECONNREFUSED));
    for (MemorySocket<E> nobodys : unaccepted()) {
      ConnectAttempt attempt = unmet.remove(nobodys);
      if (attempt == null) {
        ((ConnectionEndpoint<?, ?>) nobodys).abort();
      } else {
        attempt.end(Errno.ECONNREFUSED);
      }
      nobodys.close();
    }
  }
}
