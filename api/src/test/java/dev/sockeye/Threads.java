package dev.sockeye;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Calls that block, on threads of their own. */
public final class Threads {

  private Threads() {}

  /** A call under way. */
  public record Call<T>(Thread thread, Future<T> result) {

    /** Waits for its result, or for what it threw. */
    public T get() throws Exception {
      try {
        return result.get(20, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }

    /** Waits until the thread is in a method of that name that waits or calls the system. */
    public Call<T> awaitIn(String method) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!isIn(method)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(thread + " is not in " + method);
        }
        LockSupport.parkNanos(100_000);
      }
      return this;
    }

    /** Waits until the thread is in such a method, or is done already. */
    public Call<T> awaitInOrDone(String method) {
      while (!result.isDone() && !isIn(method)) {
        LockSupport.parkNanos(100_000);
      }
      return this;
    }

    private boolean isIn(String method) {
      for (StackTraceElement element : thread.getStackTrace()) {
        if (element.getMethodName().equals(method)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Starts a call. */
  public static <T> Call<T> start(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task, "call");
    thread.setDaemon(true);
    thread.start();
    return new Call<>(thread, task);
  }
}
