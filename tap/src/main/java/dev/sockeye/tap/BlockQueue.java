package dev.sockeye.tap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Blocks on their way to the file: one buffer is filled by those who send and receive, while a
 * thread of its own writes the other.
 */
final class BlockQueue {

  private final WritableByteChannel file;
  private final boolean waits;
  private final Thread writer;

  // Of those who append, if this waits: held while one waits for room, so that nobody else's come
  // in
  // between. Taken before the lock.
  private final ReentrantLock turn;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition(); // any of what the lock guards

  // Guarded by lock.
  private ByteBuffer filling;
  private long taken; // bytes that were taken to be written, ever
  private long written; // and are
  private boolean ended; // only ever set
  private IOException failure; // likewise

  /**
   * Creates the queue and starts its thread.
   *
   * @param size of each of the two buffers
   * @param waits whether who finds no room waits for it
   */
  BlockQueue(WritableByteChannel file, int size, boolean waits) {
    this.file = file;
    this.waits = waits;
    turn = new ReentrantLock(/* fair= */ true); // whom it slows down it keeps in order
    filling = allocate(size);
    ByteBuffer other = allocate(size);
    writer = new Thread(() -> writeAll(other), "sockeye-tap");
    writer.setDaemon(true);
    writer.start();
  }

  private static ByteBuffer allocate(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
  }

  /** Begins to append. */
  void lock() {
    if (waits) {
      turn.lock();
    }
    lock.lock();
  }

  void unlock() {
    lock.unlock();
    if (waits) {
      turn.unlock();
    }
  }

  /**
   * Tells, between {@link #lock} and {@link #unlock}, whether a block of so many bytes fits. If
   * this queue waits, blocks are written meanwhile, but nobody else appends any.
   */
  boolean hasRoom(int size) {
    while (waits && isOpen() && filling.remaining() < size) {
      moved.awaitUninterruptibly();
    }
    return isOpen() && filling.remaining() >= size;
  }

  private boolean isOpen() {
    return !ended && failure == null;
  }

  /** Where the next block goes, with the lock held and room for it; then {@link #appended}. */
  ByteBuffer tail() {
    return filling;
  }

  void appended() {
    moved.signalAll();
  }

  /** Waits until all is written that was appended before. */
  void flush() throws IOException {
    lock.lock();
    try {
      long before = taken + filling.position();
      while (written < before && failure == null) {
        moved.awaitUninterruptibly();
      }
      throwFailure();
    } finally {
      lock.unlock();
    }
  }

  private void throwFailure() throws IOException {
    if (failure != null) {
      throw new IOException("the tap could not be written: " + failure.getMessage(), failure);
    }
  }

  /** Takes no more blocks, with the lock held. */
  void end() {
    ended = true;
    moved.signalAll();
  }

  /** Runs on the thread of its own. */
  private void writeAll(ByteBuffer spare) {
    ByteBuffer full = nextAfter(spare);
    while (full != null) {
      write(full);
      full = nextAfter(full.clear());
    }
  }

  private void write(ByteBuffer full) {
    try {
      while (full.hasRemaining()) {
        file.write(full);
      }
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      fail(new IOException(e));
      throw e;
    }
  }

  private void fail(IOException e) {
    lock.lock();
    try {
      failure = e;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Exchanges an empty buffer for a filled one; {@code null} if no more will be filled. */
  private ByteBuffer nextAfter(ByteBuffer empty) {
    lock.lock();
    try {
      written = taken;
      moved.signalAll();
      while (isOpen() && filling.position() == 0) {
        moved.awaitUninterruptibly();
      }
      if (failure != null || filling.position() == 0) {
        return null;
      }
      ByteBuffer full = filling.flip();
      filling = empty;
      taken += full.remaining();
      moved.signalAll();
      return full;
    } finally {
      lock.unlock();
    }
  }
}
