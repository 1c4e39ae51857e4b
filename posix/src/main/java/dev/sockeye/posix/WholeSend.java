package dev.sockeye.posix;

import dev.sockeye.Errno;

/**
 * {@code send(2)} of messages that the system would send in parts, {@link Trait#CUTS_MESSAGES}. One
 * that waits in the system goes whole. One that must not wait is not begun while there is no room
 * at all; if there was, and not for all of it, it was cut, which nothing mends: no further one is
 * sent.
 */
final class WholeSend implements NativeChannel.Call {

  private static final long EAGAIN = -Errno.EAGAIN.number();
  private static final long CUT = -Errno.ECONNABORTED.number();
  private static final int DONTWAIT = Abi.CURRENT.msgDontwait();

  // Guarded by the lock of the direction.
  private final Pollfd pollfd = new Pollfd();
  private boolean waits;
  private boolean cut; // only ever set

  /**
   * To be called before each message.
   *
   * @param mayWait whether the call may wait in the system, however long
   */
  void begin(boolean mayWait) {
    waits = mayWait;
  }

  boolean hasCut() {
    return cut;
  }

  @Override
  public long make(int fd, long address, long length, int flags) {
    if (cut) {
      return CUT;
    }
    boolean now = (flags & DONTWAIT) != 0;
    if (now && pollfd.poll(fd, Abi.POLLOUT, 0) == 0) {
      return EAGAIN;
    }
    long result = Transfers.Send.CALL.make(fd, address, length, waits ? flags & ~DONTWAIT : flags);
    cut = now && result == EAGAIN;
    return cut ? CUT : result;
  }
}
