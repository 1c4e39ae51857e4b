package dev.sockeye.testkit;

import java.lang.reflect.Method;
import java.util.List;

/** The kinds of thread that blocking calls are made on. */
public enum ThreadKind {
  /** A thread of the operating system. */
  PLATFORM,
  /** A virtual thread, of Java 21 and later. */
  VIRTUAL;

  /**
   * The kinds that this JVM has.
   *
   * @return platform threads first
   */
  public static List<ThreadKind> available() {
    return Runtime.version().feature() >= 21 ? List.of(PLATFORM, VIRTUAL) : List.of(PLATFORM);
  }

  /**
   * Makes a thread that keeps no JVM alive.
   *
   * @param name its name
   * @param task what it runs
   * @return the thread, not started
   */
  public Thread unstarted(String name, Runnable task) {
    if (this == VIRTUAL) {
      return virtual(name, task);
    }
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** By reflection, as this is compiled for a Java that has none. */
  private static Thread virtual(String name, Runnable task) {
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Method unstarted =
          Class.forName("java.lang.Thread$Builder").getMethod("unstarted", Runnable.class);
      Thread thread = (Thread) unstarted.invoke(builder, task);
      thread.setName(name);
      return thread;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this JVM has no virtual threads", e);
    }
  }
}
