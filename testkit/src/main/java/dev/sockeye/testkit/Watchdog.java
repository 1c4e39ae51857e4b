package dev.sockeye.testkit;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Fails a test case that hangs and tells where. Each case, and what runs before and after it, runs
 * in a thread of its own; past the {@link TimeLimit} the stacks of all threads are printed, the
 * thread is interrupted, and the case fails with the stack of the place where it hung.
 */
public final class Watchdog implements InvocationInterceptor {

  private static final long GRACE_SECONDS = 2;

  /** How many times as long a case may take, on a machine that is emulated. */
  private static final int SLOWNESS = Integer.getInteger("dev.sockeye.testkit.slowness", 1);

  /** Creates the extension; JUnit does. */
  public Watchdog() {}

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    watch(invocation, context);
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    watch(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    watch(invocation, context);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    watch(invocation, context);
  }

  private static void watch(Invocation<Void> invocation, ExtensionContext context)
      throws Throwable {
    FutureTask<Throwable> run = new FutureTask<>(() -> thrownBy(invocation));
    Thread thread = new Thread(run, context.getDisplayName());
    thread.setDaemon(true);
    thread.start();
    int limit = limit(context);
    Throwable thrown;
    try {
      thrown = run.get(limit, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw hung(thread, limit, context);
    } catch (ExecutionException | CancellationException e) {
      throw new AssertionError(e);
    }
    if (thrown != null) {
      throw thrown;
    }
  }

  private static Throwable thrownBy(Invocation<Void> invocation) {
    try {
      invocation.proceed();
      return null;
    } catch (Throwable t) {
      return t;
    }
  }

  private static int limit(ExtensionContext context) {
    TimeLimit limit = context.getRequiredTestMethod().getAnnotation(TimeLimit.class);
    if (limit == null) {
      limit = context.getRequiredTestClass().getAnnotation(TimeLimit.class);
    }
    return SLOWNESS * (limit == null ? TimeLimit.DEFAULT_SECONDS : limit.seconds());
  }

  private static AssertionError hung(Thread thread, int seconds, ExtensionContext context)
      throws InterruptedException {
    StackTraceElement[] where = thread.getStackTrace();
    System.err.println(dump());
    thread.interrupt();
    PeerProcess.killAll(); // what the case waits for may be a program that hangs
    thread.join(TimeUnit.SECONDS.toMillis(GRACE_SECONDS));
    AssertionError error =
        new AssertionError(
            context.getDisplayName()
                + " hung for "
                + seconds
                + " s; the stack is that of the place"
                + (thread.isAlive() ? ", and an interrupt did not end it" : ""));
    error.setStackTrace(where);
    return error;
  }

  /** The stacks of all platform threads. */
  static String dump() {
    StringBuilder text = new StringBuilder("All threads:\n");
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      text.append('"').append(entry.getKey().getName()).append("\" ");
      text.append(entry.getKey().getState()).append('\n');
      for (StackTraceElement frame : entry.getValue()) {
        text.append("    at ").append(frame).append('\n');
      }
    }
    return text.toString();
  }
}
