package dev.sockeye.nio;

import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A selector for all waits, in one direction, of threads that get none of their own: it costs two
 * descriptors, however many wait. A thread of its own selects, and wakes those that wait; they are
 * parked meanwhile, so that virtual ones leave their carrier. Both are there while somebody waits.
 */
final class SharedSelector {

  /** For reads, receives and accepts. */
  static final SharedSelector INPUT = new SharedSelector("sockeye-input");

  /** For writes, sends and connects: a channel may be waited for in both directions at once. */
  static final SharedSelector OUTPUT = new SharedSelector("sockeye-output");

  private static final long IDLE_MILLIS = 1_000;

  private final String name;

  private List<Ticket> changed = new ArrayList<>(); // guarded by this
  private Selector selector; // guarded by this; null while there is no thread

  // By the selecting thread only.
  private final Set<Ticket> waiting =
      new HashSet<>(); // also where its channel was closed meanwhile
  private final List<Ticket> over = new ArrayList<>();

  SharedSelector(String name) {
    this.name = name;
  }

  /**
   * A wait that is about to begin.
   *
   * @return how
   */
  Waiting waiting() {
    return new Ticket(this);
  }

  private synchronized void submit(Ticket ticket) throws IOException {
    if (selector == null) {
      start();
    }
    changed.add(ticket);
    selector.wakeup();
  }

  /** The thread looks at it again, if it has it already. */
  private synchronized void resubmit(Ticket ticket) {
    if (selector != null) {
      changed.add(ticket);
      selector.wakeup();
    }
  }

  private void start() throws IOException {
    Selector opened = open();
    Thread thread = new Thread(() -> run(opened), name);
    thread.setDaemon(true);
    thread.start();
    selector = opened;
  }

  private static Selector open() throws IOException {
    try {
      return Selector.open();
    } catch (IOException e) {
      throw new IOException(
          "no descriptor is left to wait with, as a call with a timeout does: close some, or raise"
              + " ulimit -n",
          e);
    }
  }

  private void run(Selector selector) {
    try (selector) {
      boolean busy;
      do {
        int ready = selector.select(key -> ended((Ticket) key.attachment()), IDLE_MILLIS);
        List<Ticket> taken = takeChanged();
        taken.forEach(ticket -> apply(selector, ticket));
        tellThoseOver(selector);
        busy = ready > 0 || !taken.isEmpty();
      } while (busy || !isIdle());
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  private void tellThoseOver(Selector selector) throws IOException {
    if (!over.isEmpty()) {
      selector.selectNow(key -> {}); // those that are over are registered no more
      over.forEach(ticket -> ticket.done.release());
      over.clear();
      wakeForChanged(selector);
    }
  }

  /** What has come before that look has lost its wakeup to it. */
  private synchronized void wakeForChanged(Selector selector) {
    if (!changed.isEmpty()) {
      selector.wakeup();
    }
  }

  private synchronized List<Ticket> takeChanged() {
    List<Ticket> taken = changed;
    changed = new ArrayList<>();
    return taken;
  }

  private void apply(Selector selector, Ticket ticket) {
    try {
      if (ticket.withdrawn) {
        ended(ticket);
      } else if (!ticket.over) {
        ticket.key = ticket.channel.register(selector, ticket.ops, ticket);
        waiting.add(ticket);
      }
    } catch (IOException | RuntimeException e) {
      ticket.failure = e;
      ended(ticket);
    }
  }

  private void ended(Ticket ticket) {
    if (!ticket.over) {
      ticket.over = true;
      over.add(ticket);
      if (waiting.remove(ticket)) {
        ticket.key.cancel();
      }
    }
  }

  /** Whether the thread may go. The next wait starts another. */
  private synchronized boolean isIdle() {
    boolean idle = waiting.isEmpty() && changed.isEmpty();
    if (idle) {
      selector = null;
    }
    return idle;
  }

  private synchronized void fail(Exception e) {
    selector = null;
    over.addAll(waiting);
    over.addAll(changed);
    waiting.clear();
    changed.clear();
    for (Ticket ticket : over) {
      ticket.failure = e;
      ticket.done.release();
    }
    over.clear();
  }

  /** One wait. */
  private static final class Ticket implements Waiting {

    private final SharedSelector shared;
    private final Semaphore done = new Semaphore(0);

    // Before it is submitted by the waiting thread, afterwards by the selecting one.
    private SelectableChannel channel;
    private int ops;
    private SelectionKey key;
    private boolean over;
    private Exception failure;

    private volatile boolean withdrawn; // only ever set

    private Ticket(SharedSelector shared) {
      this.shared = shared;
    }

    @Override
    public void await(SelectableChannel channel, int ops, long deadline) throws IOException {
      this.channel = channel;
      this.ops = ops;
      shared.submit(this);
      if (!isDone(deadline)) {
        wakeup();
        done.acquireUninterruptibly();
      }
      throwFailure();
    }

    private boolean isDone(long deadline) {
      try {
        return done.tryAcquire(Deadline.remaining(deadline), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    private void throwFailure() throws IOException {
      if (failure instanceof RuntimeException e) {
        throw e;
      } else if (failure != null) {
        throw (IOException) failure;
      }
    }

    @Override
    public void wakeup() {
      withdrawn = true;
      shared.resubmit(this);
    }

    @Override
    public void end() {
      // Nothing is kept for a single wait.
    }
  }
}
