package dev.sockeye.memory;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import dev.sockeye.locked.AcceptQueue;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.util.List;

/**
 * The passive side in memory: what is established waits to be accepted.
 *
 * @param <E> the shape of what it accepts
 */
abstract class PassiveSocket<E extends Endpoint> extends MemorySocket<E>
    implements Listener<E>, Acceptor {

  // Guarded by the kernel's lock.
  private final AcceptQueue<MemorySocket<E>> established =
      new AcceptQueue<>(this, this::sift, () -> madeRoom());

  PassiveSocket(Kernel kernel, Kind kind, SocketSpec<E> spec) throws ClosedChannelException {
    super(kernel, kind, spec, true);
  }

  @Override
  public Listener<E> bind(SocketAddress local) throws IOException {
    return bind(local, getOption(EndpointOptions.BACKLOG));
  }

  @Override
  public Listener<E> bind(SocketAddress local, int size) throws IOException {
    AcceptQueue.check(size);
    lock().lock();
    try {
      bindLocal(local);
      established.listen(size);
      return this;
    } finally {
      lock().unlock();
    }
  }

  @Override
  public final E accept() throws IOException {
    MemorySocket<E> accepted = established.accept();
    while (accepted != null && !meets(accepted)) {
      accepted = established.accept();
    }
    return spec().shape().cast(accepted);
  }

  private void sift() {
    while (!established.isEmpty() && !admitsPeers()) {
      established.clear().forEach(MemorySocket::close);
      madeRoom();
    }
  }

  /** All or none: every peer in the UNIX domain is this process. */
  private boolean admitsPeers() {
    return kind().family() != Family.UNIX || UnixModule.DOMAIN.admitsThisProcess(options());
  }

  final boolean hasRoom() {
    return established.hasRoom();
  }

  /** Completes what is accepted; tells whether its client is still there. */
  boolean meets(MemorySocket<E> accepted) {
    return true;
  }

  /** There is room for another one to be established. */
  void madeRoom() {}

  final void established(MemorySocket<E> endpoint) {
    established.add(endpoint);
  }

  /** Takes out what nobody has accepted. */
  final List<MemorySocket<E>> unaccepted() {
    return established.clear();
  }

  @Override
  protected final int readyOpsNow() {
    return established.isEmpty() ? 0 : SelectionKey.OP_ACCEPT;
  }

  @Override
  public <T> Listener<E> setOption(SocketOption<T> name, T value) throws IOException {
    change(name, value);
    return this;
  }

  @Override
  public final Listener<E> configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }
}
