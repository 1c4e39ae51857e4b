package dev.sockeye.server;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections that a server may have, over all its listeners, and what else it has to end: the
 * listeners themselves, and sockets that receive from everybody.
 */
final class Slots {

  private final int limit;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger bound = new AtomicInteger();
  private final List<Acceptor<?>> acceptors = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();

  Slots(int limit) {
    this.limit = limit;
  }

  /** A socket is bound, which takes no slot and is waited for as a connection is. */
  void bound() {
    bound.incrementAndGet();
  }

  /** A bound socket is closed. */
  void unbound() {
    if (bound.decrementAndGet() == 0) {
      signalNone();
    }
  }

  void add(Acceptor<?> acceptor) {
    acceptors.add(acceptor);
  }

  /** Takes a slot; {@code false} if all are taken. */
  boolean take() {
    int now;
    do {
      now = taken.get();
    } while (now < limit && !taken.compareAndSet(now, now + 1));
    return now < limit;
  }

  /** Takes a slot, be there one or not. */
  void takeAnyway() {
    taken.incrementAndGet();
  }

  boolean isFree() {
    return taken.get() < limit;
  }

  /** Gives back a slot in which nobody was: those that wait for room go on. */
  void giveBack() {
    if (taken.decrementAndGet() == 0) {
      signalNone();
    }
    acceptors.forEach(Acceptor::slotIsFree);
  }

  /** A connection is closed: those that wait for room, or for descriptors, go on. */
  void release() {
    giveBack();
    acceptors.forEach(Acceptor::resume);
  }

  private void signalNone() {
    lock.lock();
    try {
      none.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing is open. */
  boolean isNone() {
    return taken.get() == 0 && bound.get() == 0;
  }

  /** Waits until nothing is open; {@code false} if the time is over before that. */
  boolean awaitNone(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (!isNone() && left > 0) {
        left = none.awaitNanos(left);
      }
      return isNone();
    } finally {
      lock.unlock();
    }
  }
}
