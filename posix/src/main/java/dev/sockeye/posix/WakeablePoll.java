package dev.sockeye.posix;

import java.util.ArrayDeque;

/**
 * A {@code poll(2)} that another thread can end, for descriptors whose {@code shutdown(2)} does
 * not: beside the descriptor it waits for an {@code eventfd(2)}. That belongs to who waits and not
 * to the socket, so that there are as many as threads that wait at once.
 */
final class WakeablePoll {

  private static final int MOST_IDLE = 16;
  private static final ArrayDeque<WakeablePoll> IDLE = new ArrayDeque<>(); // guarded by itself

  private static final int COUNTER = 2 * Pollfd.SIZE;

  private final int event;
  private final Memory memory = Memory.allocate(COUNTER + 8); // two pollfds and the event's counter
  private volatile boolean woken;

  private WakeablePoll(int event) {
    this.event = event;
    memory.bytes.putLong(COUNTER, 1);
  }

  /** Takes one, to be {@linkplain #giveBack given back}; {@code null} if the system has none. */
  static WakeablePoll take() {
    WakeablePoll idle;
    synchronized (IDLE) {
      idle = IDLE.pollLast();
    }
    return idle == null && Abi.isLinux() ? make() : idle;
  }

  private static WakeablePoll make() {
    int event = Bindings.libc().eventfd(0, Abi.EFD_CLOEXEC | Abi.EFD_NONBLOCK);
    return event < 0 ? null : DescriptorCalls.made(event, WakeablePoll::new);
  }

  /** Waits for events of a descriptor; ends early if woken, now or before. */
  void await(int fd, int events, int timeoutMillis) {
    Pollfd.fill(memory, 0, fd, events);
    Pollfd.fill(memory, Pollfd.SIZE, event, Abi.POLLIN);
    Bindings.libc().poll(memory.address, 2, timeoutMillis);
  }

  /** Ends the wait, or the one that is about to begin. By any thread, before it is given back. */
  void wake() {
    woken = true;
    Bindings.libc().write(event, memory.address + COUNTER, 8);
  }

  /** Puts it back for the next that waits. */
  void giveBack() {
    if (woken) {
      woken = false;
      Bindings.libc().read(event, memory.address + COUNTER, 8); // which takes what was written
      memory.bytes.putLong(COUNTER, 1);
    }
    if (!keep()) {
      Bindings.libc().close(event);
    }
  }

  private boolean keep() {
    synchronized (IDLE) {
      return IDLE.size() < MOST_IDLE && IDLE.offerLast(this);
    }
  }
}
