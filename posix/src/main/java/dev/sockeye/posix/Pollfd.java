package dev.sockeye.posix;

/** {@code struct pollfd}, for {@code poll(2)} of one descriptor again and again. */
final class Pollfd {

  static final int SIZE = 8;

  private final Memory memory = Memory.allocate(SIZE);

  /**
   * Waits for events of a descriptor.
   *
   * @param timeoutMillis how long, 0 not at all, -1 for ever
   * @return what is ready, 0 if nothing is
   */
  int poll(int fd, int events, int timeoutMillis) {
    fill(memory, 0, fd, events);
    Bindings.libc().poll(memory.address, 1, timeoutMillis);
    return memory.bytes.getShort(6);
  }

  /** Fills one of several in. */
  static void fill(Memory memory, int at, int fd, int events) {
    memory.bytes.putInt(at, fd).putShort(at + 4, (short) events).putShort(at + 6, (short) 0);
  }
}
