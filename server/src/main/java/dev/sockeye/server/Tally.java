package dev.sockeye.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one loop counts at one listener. Its thread alone adds, which takes no atomic operation, and
 * any may read.
 */
final class Tally {

  // A line of the cache before and behind: no two loops share one.
  private static final int LINE = 64 / Long.BYTES;
  private static final int BYTES_READ = LINE;
  private static final int BYTES_WRITTEN = LINE + 1;
  private static final int REQUESTS = LINE + 2;
  private static final int REPLIES = LINE + 3;

  private static final VarHandle NUMBER = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] numbers = new long[REPLIES + LINE];

  void wasRead(long bytes) {
    add(BYTES_READ, bytes);
  }

  void wasWritten(long bytes) {
    add(BYTES_WRITTEN, bytes);
  }

  void requested(int messages) {
    add(REQUESTS, messages);
  }

  void replied() {
    add(REPLIES, 1);
  }

  private void add(int number, long more) {
    NUMBER.setRelease(numbers, number, numbers[number] + more);
  }

  private long get(int number) {
    return (long) NUMBER.getAcquire(numbers, number);
  }

  long bytesRead() {
    return get(BYTES_READ);
  }

  long bytesWritten() {
    return get(BYTES_WRITTEN);
  }

  long requests() {
    return get(REQUESTS);
  }

  long replies() {
    return get(REPLIES);
  }
}
