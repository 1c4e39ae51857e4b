package dev.sockeye.memory;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.SocketSpec;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A listener for connections of two lanes.
 *
 * @param <E> the shape of what it accepts
 * @param <L> what the lanes of the accepted endpoints carry
 */
final class MemoryListener<E extends Endpoint, L extends Lane> extends PassiveSocket<E> {

  private final Opener<E, L> opener;

  // Guarded by the kernel's lock.
  private final Queue<ConnectAttempt> waiting = new ArrayDeque<>(); // since the backlog is full

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

  @SuppressWarnings("unchecked") // an attempt comes only to a listener of its own shape
  private void establish(ConnectAttempt attempt) {
    ConnectionEndpoint<E, L> accepted;
    try {
      accepted = opener.open();
    } catch (ClosedChannelException e) {
      attempt.end(Errno.ECONNREFUSED);
      return;
    }
    accepted.takeLocal(attempt.target());
    ConnectionEndpoint.join(
        (ConnectionEndpoint<E, L>) attempt.client(), accepted, attempt.faults());
    established(accepted);
    attempt.end(null);
  }

  @Override
  void leave() {
    waiting.forEach(attempt -> attempt.end(Errno.ECONNREFUSED));
    for (MemorySocket<E> nobodys : unaccepted()) {
      ((ConnectionEndpoint<?, ?>) nobodys).abort();
      nobodys.close();
    }
  }
}
