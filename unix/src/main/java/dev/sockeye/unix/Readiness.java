package dev.sockeye.unix;

/** Tells when descriptors are ready: one daemon thread for all, started when first needed. */
final class Readiness {

  private static volatile Poll poll; // started with the first socket that waits so

  /** How a system does it. */
  interface Poll {
    /**
     * Calls back once, when one of the events is there, the descriptor fails or is forgotten.
     *
     * @throws IllegalStateException if the system refuses
     */
    void arm(int fd, int events, Runnable callback);

    /** Calls all back that wait for the descriptor, which is about to be closed. */
    void forget(int fd);
  }

  private Readiness() {}

  static void arm(int fd, int events, Runnable callback) {
    started().arm(fd, events, callback);
  }

  static void forget(int fd) {
    started().forget(fd);
  }

  private static Poll started() {
    Poll present = poll;
    return present == null ? start() : present;
  }

  private static synchronized Poll start() {
    if (poll == null) {
      poll = Layout.CURRENT.linux() ? new Epoll() : new PollThreads();
    }
    return poll;
  }
}
