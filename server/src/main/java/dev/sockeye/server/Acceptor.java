package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Poller;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/**
 * Accepts the connections of a listener, as many as the server may have. Where there are no
 * descriptors it pauses: those who connect wait in the backlog meanwhile. For its loop's thread
 * alone, but for {@link #resume} and {@link #slotIsFree}.
 *
 * @param <E> the shape of the connections
 */
final class Acceptor<E extends Endpoint> extends Member {

  /** What lasts until others give something back: trying again at once would only spin. */
  private static final Set<Errno> SHORTAGES =
      Set.of(Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.ENOBUFS, Errno.EAGAIN);

  private static final long PAUSE = 100_000_000;

  /** Of a backlog that fills as fast as it is emptied. */
  private static final int MOST_DRAINED = 10_000;

  /** How many are accepted before other sockets have their turn. */
  private static final int AT_ONCE = 64;

  private final EventLoop loop;
  private final Listener<E> listener;
  private final Service<E> service;
  private final Slots slots;
  private final Owner owner;
  private final SpareDescriptor spare = new SpareDescriptor();
  private Poller.Registration registration;
  private volatile boolean paused;
  private volatile boolean waitsForSlot; // And for nothing else, while paused.
  private boolean failing; // The last accept failed, and that was told.
  private boolean shortage; // Was told, and lasts until nobody waits: each close ends it for one.
  private volatile boolean closed;

  /**
   * Takes an accepted connection over.
   *
   * @param <E> its shape
   */
  @FunctionalInterface
  interface Service<E extends Endpoint> {
    void serve(E connection) throws IOException;
  }

  Acceptor(EventLoop loop, Listener<E> listener, Service<E> service, Slots slots, Owner owner) {
    this.loop = loop;
    this.listener = listener;
    this.service = service;
    this.slots = slots;
    this.owner = owner;
  }

  /** Begins to accept; what can fail does so before the server has started. */
  void open() throws IOException {
    spare.take();
    listener.configureBlocking(false);
    registration = loop.poller().register(listener, 0, this);
    slots.bound(); // A server that closes waits until those in the backlog are taken, too.
    loop.execute(
        () -> {
          loop.join(this);
          paused = true; // It begins as it goes on after a shortage: by then that code is loaded.
          resumeIn(1);
        });
  }

  @Override
  public void ready(int operations) {
    for (int i = 0; i < AT_ONCE && !closed && !paused; i++) {
      if (!slots.take()) {
        pauseForSlot();
      } else if (!acceptNext()) {
        return;
      }
    }
  }

  /** Accepts into a slot that was taken; {@code false} if there is nobody or it has to pause. */
  private boolean acceptNext() {
    E connection = null;
    try {
      connection = listener.accept();
      failing = false;
      shortage &= connection != null;
    } catch (Throwable e) { // a class that cannot be loaded for want of a descriptor, too
      spare.giveUp();
      acceptFailed(e);
    }
    if (connection == null) {
      slots.giveBack();
      return false;
    }
    owner.counters().opened();
    handOver(connection);
    return true;
  }

  private void handOver(E connection) {
    try {
      FlightRecorder.accepted(connection, local());
      service.serve(connection);
    } catch (IOException | RuntimeException | Error e) { // no thread for it, or no memory
      if (!isTheEnd(e)) {
        owner.failed(new Failure("accept", null, e));
      }
      owner.released();
      breakOff(connection);
    }
  }

  /** Whether a server that was forced to its end has nobody any more who would serve. */
  private boolean isTheEnd(Throwable e) {
    return e instanceof RejectedExecutionException && owner.isClosing();
  }

  private static void breakOff(Endpoint connection) {
    Reset.onClose(connection);
    try {
      connection.close();
    } catch (IOException e) {
      return; // What was wrong with it is told already.
    }
  }

  private SocketAddress local() {
    try {
      return listener.getLocalAddress();
    } catch (IOException e) {
      return null;
    }
  }

  private void acceptFailed(Throwable e) {
    if (closed) {
      return;
    }
    boolean isShortage = isShortage(e);
    if (isShortage ? !shortage : !failing) {
      owner.failed(new Failure("accept", null, e));
    }
    if (isShortage || failing) {
      resumeIn(PAUSE);
      pause();
    }
    shortage |= isShortage;
    failing = true;
  }

  private static boolean isShortage(Throwable e) {
    return e instanceof OutOfMemoryError || Errno.of(e).filter(SHORTAGES::contains).isPresent();
  }

  /** A connection that ends between the two looks at the slots resumes this, or is seen. */
  private void pauseForSlot() {
    waitsForSlot = true;
    pause();
    if (slots.isFree()) {
      resumeNow();
    }
  }

  private void pause() {
    paused = true;
    owner.counters().pauses.increment();
    registration.interest(0);
  }

  /** Somebody else has given back a slot without using it. For any thread. */
  void slotIsFree() {
    if (waitsForSlot) {
      resume();
    }
  }

  /** A connection is closed: there may be room for another. For any thread. */
  void resume() {
    if (paused) {
      try {
        loop.execute(this::resumeNow);
      } catch (RejectedExecutionException e) {
        paused = false; // The loop is closed, and with it the listener.
      }
    }
  }

  private void resumeIn(long nanos) {
    loop.plan(nanos, this::resumeNow);
  }

  private void resumeNow() {
    if (paused && !closed) {
      spare.take();
      waitsForSlot = false;
      paused = false;
      registration.interest(SelectionKey.OP_ACCEPT);
    }
  }

  /** What it waits for; for any thread. */
  String waitsFor() {
    if (closed) {
      return "closed";
    } else if (!paused) {
      return "accepts";
    }
    return waitsForSlot ? "waits for a connection to close" : "pauses for a moment";
  }

  @Override
  public void again() {}

  /**
   * Takes those who have connected already, since they may have sent their requests: past the
   * limit, too, which is theirs to wait for no more.
   */
  @Override
  public void drain() {
    int taken = 0;
    boolean more;
    do {
      slots.takeAnyway();
      more = !closed && acceptNext();
      taken++;
    } while (more && taken < MOST_DRAINED);
    end();
  }

  @Override
  public void end() {
    if (closed) {
      return;
    }
    closed = true;
    paused = false;
    loop.leave(this);
    spare.giveUp();
    try {
      listener.close();
    } catch (IOException e) {
      owner.failed(new Failure("close", null, e));
    } finally {
      slots.unbound();
    }
  }
}
