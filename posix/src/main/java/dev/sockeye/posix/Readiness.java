package dev.sockeye.posix;

/** Tells when descriptors are ready: one daemon thread for all, started when first needed. */
final class Readiness {

  private static volatile Poll poll; // started with the first socket that waits so

  /** How a system does it. */
  interface Poll {
    /**
     * Calls back once, when one of the events is there, the descriptor fails or is forgotten.
     *
     * @return {@code false} if the system refuses, such as for want of memory: nobody will call
     */
    boolean arm(int fd, int events, Runnable callback);

    /** Calls all back that wait for the descriptor, which is about to be closed. */
    void forget(int fd);
  }

  private Readiness() {}

  static boolean arm(int fd, int events, Runnable callback) {
    Poll present = poll;
    Poll started = present == null ? start() : present;
    return started != null && started.arm(fd, events, callback);
  }

  static void forget(int fd) {
    Poll present = poll;
    if (present != null) {
      present.forget(fd);
    }
  }

  private static synchronized Poll start() {
    if (poll == null) {
      poll = Abi.isLinux() ? Epoll.start() : new PollThreads();
    }
    return poll;
  }

  /** A call-back that fails is its own misfortune, not that of the others who wait. */
  static void call(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }
}
