package dev.sockeye.posix;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A descriptor that calls of several threads use. A call counts itself while it does; once the
 * descriptor is to be closed no further call gets in, and the last one that is in it closes it. So
 * its number is never another file's while a call has it.
 */
final class SharedDescriptor {

  /** Added to {@link #users} by closing. */
  private static final int CLOSING = 1 << 30;

  /** How long close waits for calls to notice; they close the descriptor if it takes longer. */
  private static final long CLOSE_WAIT_MILLIS = 1000;

  private final int number;
  private final AtomicInteger users = new AtomicInteger();
  private final AtomicBoolean releasing = new AtomicBoolean();
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean armed; // only ever set

  SharedDescriptor(int number) {
    this.number = number;
  }

  /** Good from a successful {@link #enter} until {@link #leave}. */
  int number() {
    return number;
  }

  /** Begins a use; {@code false} if it is to be closed. */
  boolean enter() {
    if (users.getAndIncrement() < CLOSING) {
      return true;
    }
    leave();
    return false;
  }

  void leave() {
    if (users.decrementAndGet() == CLOSING && releasing.compareAndSet(false, true)) {
      release();
    }
  }

  private void release() {
    if (armed) {
      Readiness.forget(number);
    }
    Bindings.libc().close(number);
    released.countDown();
  }

  /**
   * Asks for a call-back when it is ready or closed. For who has entered.
   *
   * @return {@code false} if the system refuses: nobody will call
   */
  boolean arm(int events, Runnable callback) {
    armed = true;
    return Readiness.arm(number, events, callback);
  }

  /**
   * Begins to close it, once: no further call gets in. To be followed by {@link #close}.
   *
   * @return whether calls are in it, which are to be woken before
   */
  boolean beginClose() {
    return users.getAndAdd(CLOSING + 1) > 0;
  }

  /** Closes it as soon as nobody uses it, and waits a while for that. */
  void close() {
    leave();
    awaitReleased();
  }

  /** So that descriptor and name are free when close returns. */
  private void awaitReleased() {
    try {
      if (!released.await(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
        return; // A slow call will release it.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
