package dev.sockeye.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Copies both ways between two sides, each way until its end, which is passed on as a half close. A
 * failure of one way ends both.
 */
final class Duplex {

  private final Side left;
  private final Side right;
  private final Buffers buffers;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  Duplex(Side left, Side right, Buffers buffers) {
    this.left = left;
    this.right = right;
    this.buffers = buffers;
  }

  /**
   * Copies on this thread and on one more, and closes both sides at the end.
   *
   * @throws IOException what failed first, if something did
   */
  void run(ExecutorService threads) throws IOException {
    try (left;
        right) {
      CountDownLatch forth = new CountDownLatch(1);
      Threads.execute(threads, () -> flow(left, right, forth));
      flow(right, left, new CountDownLatch(1));
      forth.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    rethrow(failure.get());
  }

  private void flow(Side from, Side to, CountDownLatch done) {
    ByteBuffer buffer = buffers.take();
    try {
      while (from.read(buffer.clear()) >= 0) {
        to.write(buffer.flip());
      }
      to.endOutput();
    } catch (IOException | RuntimeException e) {
      if (failure.compareAndSet(null, e)) {
        closeBoth(e);
      }
    } finally {
      buffers.giveBack(buffer);
      done.countDown();
    }
  }

  /** Wakes the other way, which is then not what failed first. */
  private void closeBoth(Exception why) {
    for (Side side : List.of(left, right)) {
      try {
        side.close();
      } catch (IOException e) {
        why.addSuppressed(e);
      }
    }
  }

  private static void rethrow(Exception failure) throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    } else if (failure instanceof RuntimeException e) {
      throw e;
    }
  }
}
