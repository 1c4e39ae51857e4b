package dev.sockeye.posix;

import java.nio.ByteBuffer;

/**
 * {@code struct msghdr} with the {@code iovec}s of a scattered read, again and again: for {@code
 * recvmsg(2)}, a {@code readv(2)} that can be told not to wait. Guarded by the lock of its
 * direction.
 */
final class ScatterVector {

  /** What one call fills at most; of further buffers the next call takes care. */
  static final int MOST_BUFFERS = 64;

  /** How much for heap buffers is received at a time, to be copied. */
  private static final int MOST_STAGED = 65_536;

  private static final int IOVECS = 64;

  private final Direction input;
  private final Memory memory = Memory.allocate(IOVECS + MOST_BUFFERS * 16);
  private final ByteBuffer bytes = memory.bytes;
  private int count;

  ScatterVector(Direction input) {
    this.input = input;
    bytes.putLong(Abi.MSG_IOV, memory.address + IOVECS);
  }

  long address() {
    return memory.address;
  }

  /**
   * Points at the room in buffers, from the first on for as many as one call can fill.
   *
   * @return whether there is any
   */
  boolean prepare(ByteBuffer[] dsts, int offset, int length) {
    int toStage = toStage(dsts, offset, length);
    long staging = toStage == 0 ? 0 : input.staging.of(toStage).address;
    count = 0;
    int staged = 0;
    boolean whole = true; // so far: the bytes are to follow each other
    for (int i = offset; whole && i < offset + length && count < MOST_BUFFERS; i++) {
      ByteBuffer dst = dsts[i];
      int room = dst.isDirect() ? dst.remaining() : Math.min(dst.remaining(), toStage - staged);
      if (room > 0 && dst.isDirect()) {
        point(Memory.addressOf(dst) + dst.position(), room);
      } else if (room > 0) {
        point(staging + staged, room);
        staged += room;
      }
      whole = room == dst.remaining();
    }
    bytes.putInt(Abi.MSG_IOVLEN, count);
    return count > 0;
  }

  private static int toStage(ByteBuffer[] dsts, int offset, int length) {
    int sum = 0;
    for (int i = offset; i < offset + length; i++) {
      if (!dsts[i].isDirect()) {
        sum = Math.min(MOST_STAGED, sum + Math.min(MOST_STAGED, dsts[i].remaining()));
      }
    }
    return sum;
  }

  private void point(long address, int length) {
    int iovec = IOVECS + 16 * count++;
    bytes.putLong(iovec, address).putLong(iovec + 8, length);
  }

  /** Gives the buffers what a call received for them. */
  void take(ByteBuffer[] dsts, int offset, long received) {
    int staged = 0;
    long left = received;
    for (int i = offset; left > 0; i++) {
      ByteBuffer dst = dsts[i];
      int n = (int) Math.min(left, dst.remaining());
      if (!dst.isDirect()) {
        dst.put(dst.position(), input.staging.of(1).bytes, staged, n);
        staged += n;
      }
      dst.position(dst.position() + n);
      left -= n;
    }
  }
}
