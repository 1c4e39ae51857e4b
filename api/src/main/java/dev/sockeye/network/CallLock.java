package dev.sockeye.network;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;

/**
 * What calls of one direction take turns by: a lock that is its owner's base class, and has nothing
 * else as long as no call waits for another, which in an event loop none does. First come, first
 * served among those that wait; one that comes when it is free may be before them. Not reentrant.
 */
abstract class CallLock {

  private static final AtomicIntegerFieldUpdater<CallLock> TAKEN =
      AtomicIntegerFieldUpdater.newUpdater(CallLock.class, "taken");

  private volatile int taken; // 1 while a call is under way
  private volatile Queue<Thread> waiting; // null until one has had to; set holding the monitor

  final boolean tryLock() {
    return taken == 0 && TAKEN.compareAndSet(this, 0, 1);
  }

  /** Waits for its turn. An interrupt takes no effect here, and stays. */
  final void lock() {
    if (!tryLock()) {
      waitForTurn();
    }
  }

  private void waitForTurn() {
    Thread me = Thread.currentThread();
    Queue<Thread> queue = queue();
    queue.add(me);
    boolean interrupted = false;
    boolean mine = false;
    try {
      mine = isTurnOf(me, queue); // is seen by unlock, or sees that it is free
      while (!mine) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
        mine = isTurnOf(me, queue);
      }
    } finally {
      queue.remove(me);
      if (!mine) {
        LockSupport.unpark(queue.peek());
      }
      if (interrupted) {
        me.interrupt();
      }
    }
  }

  private boolean isTurnOf(Thread thread, Queue<Thread> queue) {
    return queue.peek() == thread && tryLock();
  }

  private synchronized Queue<Thread> queue() {
    if (waiting == null) {
      waiting = new ConcurrentLinkedQueue<>();
    }
    return waiting;
  }

  final void unlock() {
    taken = 0;
    Queue<Thread> queue = waiting;
    if (queue != null) {
      LockSupport.unpark(queue.peek());
    }
  }
}
