package dev.sockeye.sctp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Keeps virtual threads out of the JDK's SCTP calls: one that blocks there holds its carrier, and
 * close and interrupt, which want to signal it, throw {@link IllegalArgumentException} instead,
 * also where the call would not have blocked. A platform thread makes the call; the virtual one
 * waits for it, and for readiness.
 */
final class VirtualThreads {

  private VirtualThreads() {}

  /** Started when first needed. */
  private static final class PlatformThreads {
    static final ExecutorService POOL =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "sockeye-sctp");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Runs a call on a platform thread and waits for it.
   *
   * @param owner is closed, which ends the call, when the waiting thread is interrupted
   */
  static <T> T callElsewhere(Closeable owner, Callable<T> call) throws IOException {
    Future<T> result = PlatformThreads.POOL.submit(call);
    boolean interrupted = false;
    while (true) {
      try {
        T value = result.get();
        if (interrupted) {
          throw closedByInterrupt();
        }
        return value;
      } catch (InterruptedException e) {
        interrupted = true;
        owner.close();
      } catch (ExecutionException e) {
        throw interrupted ? closedByInterrupt() : rethrow(e.getCause());
      }
    }
  }

  /**
   * Runs a call that does not wait on a platform thread. An interrupt is not for it, and is set
   * again when it has returned.
   */
  static <T> T tryElsewhere(Callable<T> call) throws IOException {
    Future<T> result = PlatformThreads.POOL.submit(call);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw rethrow(e.getCause());
    } finally {
      HeldInterrupt.giveBack(interrupted);
    }
  }

  /** Makes a call on a channel and lets out what it may throw. */
  static <T> T callHere(SelectableChannel channel, Callable<T> call) throws IOException {
    boolean held = HeldInterrupt.hold(channel);
    try {
      return call.call();
    } catch (Exception e) {
      throw rethrow(e);
    } finally {
      HeldInterrupt.giveBack(held);
    }
  }

  private static IOException closedByInterrupt() {
    Thread.currentThread().interrupt();
    return new ClosedByInterruptException();
  }

  private static IOException rethrow(Throwable cause) {
    if (cause instanceof RuntimeException e) {
      throw e;
    } else if (cause instanceof Error e) {
      throw e;
    }
    return (IOException) cause;
  }
}
