package dev.sockeye.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** What a call asks of the thread that it is made on. */
public final class CurrentThread {

  private static final MethodHandle IS_VIRTUAL = isVirtualHandle();

  private CurrentThread() {}

  /**
   * {@code Thread.currentThread().isVirtual()}, of Java 21.
   *
   * @return whether; {@code false} on an older Java, which has no virtual threads
   */
  public static boolean isVirtual() {
    if (IS_VIRTUAL == null) {
      return false;
    }
    try {
      return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
    } catch (Throwable e) {
      throw new LinkageError("Thread.isVirtual", e);
    }
  }

  private static MethodHandle isVirtualHandle() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
