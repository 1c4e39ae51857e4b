package dev.sockeye.posix;

/**
 * {@code SO_MEMINFO} of a socket, Linux 4.12: what its buffers hold, asked as often as one likes.
 */
final class MemoryInfo implements NativeChannel.ControlCall {

  static final int SO_MEMINFO = 55;

  private static final int FIELDS = 9; // SK_MEMINFO_VARS
  private static final int SIZE = FIELDS * Integer.BYTES;
  private static final int WMEM_ALLOC_AT = 2 * Integer.BYTES; // SK_MEMINFO_WMEM_ALLOC
  private static final int SNDBUF_AT = 3 * Integer.BYTES; // SK_MEMINFO_SNDBUF

  private final Memory memory = Memory.allocate(SIZE + Integer.BYTES);

  @Override
  public int make(int fd) {
    memory.putInt(SIZE, SIZE);
    long at = memory.address;
    return Bindings.libc().getsockopt(fd, Abi.CURRENT.solSocket(), SO_MEMINFO, at, at + SIZE);
  }

  /** What was sent and is not read yet, with the system's overhead. */
  long unread() {
    return Integer.toUnsignedLong(memory.getInt(WMEM_ALLOC_AT));
  }

  /** The size of the send buffer, likewise. */
  long capacity() {
    return Integer.toUnsignedLong(memory.getInt(SNDBUF_AT));
  }
}
