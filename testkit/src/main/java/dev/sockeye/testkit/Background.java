package dev.sockeye.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A blocking call in a thread of its own. The test can wait until the call really blocks, without
 * guessing how long that takes, and then for what it returns or throws.
 *
 * <pre>{@code
 * Background<Integer> read = Background.run(() -> endpoint.read(buffer)).awaitBlocked();
 * endpoint.close();
 * read.failure(AsynchronousCloseException.class);
 * }</pre>
 *
 * @param <T> the type of the result
 */
public final class Background<T> {

  private static final int DEFAULT_LIMIT_SECONDS = 45;
  private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  // In how many samples one after the other a thread must be found at the same place.
  private static final int SAMPLES = 6;

  // On Linux: the calling thread, as a folder.
  private static final Path SELF = Path.of("/proc/thread-self");

  private static final String FOREIGN_CALLS = "dev.sockeye.posix.ForeignLibC";

  private final Thread thread;
  private volatile Path task; // Its folder; null of a virtual thread, and where there is none.
  private volatile int limitSeconds = DEFAULT_LIMIT_SECONDS;
  private final CountDownLatch done = new CountDownLatch(1);

  // Written before done is counted down, read after.
  private T result;
  private Throwable failure;
  private boolean interrupted;

  private Background(ThreadKind kind, Callable<T> call) {
    thread =
        kind.unstarted(
            "background of " + Thread.currentThread().getName(),
            () -> {
              task = kind == ThreadKind.PLATFORM ? ownTask() : null;
              call(call);
            });
  }

  private static Path ownTask() {
    try {
      return SELF.toRealPath();
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Starts a call on a platform thread.
   *
   * @param <T> the type of its result
   * @param call the call
   * @return what tells how it goes
   */
  public static <T> Background<T> run(Callable<T> call) {
    return run(ThreadKind.PLATFORM, call);
  }

  /**
   * Starts a call.
   *
   * @param <T> the type of its result
   * @param kind on what kind of thread
   * @param call the call
   * @return what tells how it goes
   */
  public static <T> Background<T> run(ThreadKind kind, Callable<T> call) {
    Background<T> background = new Background<>(kind, call);
    background.thread.start();
    return background;
  }

  private void call(Callable<T> call) {
    try {
      result = call.call();
    } catch (Throwable t) {
      failure = t;
    }
    interrupted = Thread.currentThread().isInterrupted();
    done.countDown();
  }

  /**
   * Says how long to wait for the call, instead of 45 s, before it counts as hung.
   *
   * @param seconds the limit
   * @return this
   */
  public Background<T> within(int seconds) {
    limitSeconds = seconds;
    return this;
  }

  /**
   * Waits until the call blocks: its thread is found waiting, or in a native method, at the same
   * place a few times one after the other; and, where the system tells, asleep each time, as it is
   * not if it only has to wait for a processor.
   *
   * @return this
   */
  public Background<T> awaitBlocked() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
    StackTraceElement[] before = {};
    for (int same = 0; same < SAMPLES; ) {
      if (isDone()) {
        throw new AssertionError("the call should block but is over: " + outcome(), failure);
      } else if (System.nanoTime() > deadline) {
        throw stillRunning("does not block, nor does it end");
      }
      StackTraceElement[] now = thread.getStackTrace();
      same = isBlocked(now) && Arrays.equals(now, before) ? same + 1 : 0;
      before = now;
      LockSupport.parkNanos(SAMPLE_NANOS);
    }
    return this;
  }

  private boolean isBlocked(StackTraceElement[] stack) {
    return isAsleep() && isWaiting(stack);
  }

  /** By the letter after the name of the thread, which is in parentheses: {@code proc(5)}. */
  private boolean isAsleep() {
    if (task == null) {
      return true;
    }
    try {
      String stat = Files.readString(task.resolve("stat"), ISO_8859_1);
      return stat.startsWith("S", stat.lastIndexOf(')') + 2);
    } catch (IOException over) {
      return false;
    }
  }

  private boolean isWaiting(StackTraceElement[] stack) {
    return switch (thread.getState()) {
      case BLOCKED, WAITING, TIMED_WAITING -> true;
      case RUNNABLE -> stack.length > 0 && isSystemCall(stack[0]);
      case NEW, TERMINATED -> false;
    };
  }

  /**
   * A native method, and not one in which classes are loaded, time is told and the like. What is
   * called by {@code java.lang.foreign} has no frame: its caller is on top.
   */
  private static boolean isSystemCall(StackTraceElement top) {
    String owner = top.getClassName();
    return owner.equals(FOREIGN_CALLS)
        || (top.isNativeMethod()
            && !owner.startsWith("java.")
            && !owner.startsWith("jdk.internal.")
            && !owner.startsWith("sun.misc."));
  }

  /**
   * Tells whether the call is over.
   *
   * @return whether it has returned or thrown
   */
  public boolean isDone() {
    return done.getCount() == 0;
  }

  /** Interrupts the thread that the call is made on. */
  public void interrupt() {
    thread.interrupt();
  }

  /**
   * Waits for the call to return.
   *
   * @return what it returned
   * @throws Exception what it threw
   */
  public T result() throws Exception {
    awaitDone();
    if (failure instanceof Exception e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
    return result;
  }

  /**
   * Waits for the call to throw.
   *
   * @param <X> the exception's class
   * @param type the class that it must be of, exactly
   * @return what it threw
   */
  public <X extends Throwable> X failure(Class<X> type) {
    Throwable thrown = failure();
    if (thrown.getClass() != type) {
      throw new AssertionError("should throw " + type.getName() + " but threw " + thrown, thrown);
    }
    return type.cast(thrown);
  }

  /**
   * Waits for the call to throw.
   *
   * @return what it threw
   */
  public Throwable failure() {
    awaitDone();
    if (failure == null) {
      throw new AssertionError("the call should fail but " + outcome());
    }
    return failure;
  }

  /**
   * Waits until the call is over.
   *
   * @return whether its thread's interrupt status was set then
   */
  public boolean wasInterrupted() {
    awaitDone();
    return interrupted;
  }

  /** Waits until the call is over, whatever it returns or throws. */
  public void awaitDone() {
    try {
      if (!done.await(limitSeconds, TimeUnit.SECONDS)) {
        throw stillRunning("is not over");
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for the call", e);
    }
  }

  private String outcome() {
    return failure == null ? "returned " + result : "threw " + failure;
  }

  private AssertionError stillRunning(String what) {
    AssertionError error =
        new AssertionError(
            "a call " + what + " after " + limitSeconds + " s; the stack is that of its thread");
    error.setStackTrace(thread.getStackTrace());
    return error;
  }
}
