package dev.sockeye.memory;

/**
 * Something that happens at a moment of the network's time, unless that is put off or cancelled.
 * Guarded by the kernel's lock.
 */
final class Alarm {

  private final Kernel kernel;
  private final Runnable task;
  private long settings; // so far: of those that wait the last counts
  private boolean set;

  Alarm(Kernel kernel, Runnable task) {
    this.kernel = kernel;
    this.task = task;
  }

  /** Lets it happen at a moment, and not at one that was set before. */
  void set(long moment) {
    long own = ++settings;
    set = true;
    kernel.at(moment, () -> ring(own));
  }

  /** Lets it happen after a time, and not at a moment that was set before. */
  void setIn(long nanos) {
    set(kernel.time().after(nanos));
  }

  private void ring(long own) {
    if (set && own == settings) {
      set = false;
      task.run();
    }
  }

  void cancel() {
    set = false;
  }

  boolean isSet() {
    return set;
  }
}
