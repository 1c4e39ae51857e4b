package dev.sockeye.server;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.ToIntFunction;

/**
 * What is given to a connection to be written, by threads that are not its loop's, until the loop
 * writes it. Bounded together with what the connection keeps of its output.
 */
final class PostedBytes {

  private final int limit;
  private final MemoryBudget memory;
  private volatile int kept; // of the output; as the loop saw it last

  // Guarded by this.
  private Queue<ByteBuffer> queue; // null until something is posted, which to most never happens
  private int bytes;
  private boolean planned; // A task of the loop is on its way.
  private boolean closed; // The output has ended; only ever set.

  PostedBytes(Terms terms) {
    limit = terms.outputLimit();
    memory = terms.memory();
  }

  /** The connection now keeps so much of its output. */
  void kept(int size) {
    kept = size;
  }

  private synchronized boolean reserve(int more, int keptNow) {
    boolean room = !closed && keptNow + (long) bytes + more <= limit && memory.take(more);
    if (room) {
      bytes += more;
    }
    return room;
  }

  /**
   * Has bytes written that are not to wait, within the same limits, on the loop's thread.
   *
   * @param writer as of {@link #giveTo}
   * @return {@code false} if they are too much
   */
  boolean giveNow(ByteBuffer src, int keptNow, ToIntFunction<ByteBuffer> writer) {
    boolean taken = reserve(src.remaining(), keptNow);
    if (taken) {
      give(src, writer);
    }
    return taken;
  }

  /** Takes a copy, of which nobody is told; {@code false} if it is too much. */
  synchronized boolean add(ByteBuffer src) {
    int more = src.remaining();
    if (!reserve(more, kept)) {
      return false;
    }
    boolean added = false;
    try {
      if (queue == null) {
        queue = new ArrayDeque<>();
      }
      queue.add(ByteBuffer.allocate(more).put(src).flip());
      added = true;
    } finally {
      if (!added) { // out of memory
        given(more, 0);
      }
    }
    return true;
  }

  /** Takes a copy, and has the loop write it, with what else has come by then. */
  boolean add(ByteBuffer src, EventLoop loop, Runnable write) {
    synchronized (this) {
      if (!add(src)) {
        return false;
      } else if (planned) {
        return true;
      }
      planned = true;
    }
    try {
      loop.execute(write);
      return true;
    } catch (RejectedExecutionException e) {
      clear(); // The loop is closed, and has closed the connection.
      return false;
    }
  }

  /**
   * Gives what there is, in order, on the loop's thread. Each counts until it is written or kept:
   * what is posted meanwhile must not find the room that it is about to take.
   *
   * @param writer tells how much of the memory of the bytes is the output's now
   */
  void giveTo(ToIntFunction<ByteBuffer> writer) {
    ByteBuffer next;
    while ((next = next()) != null) {
      give(next, writer);
    }
  }

  private void give(ByteBuffer bytes, ToIntFunction<ByteBuffer> writer) {
    int size = bytes.remaining();
    int kept = 0;
    try {
      kept = writer.applyAsInt(bytes);
    } finally {
      given(size, kept);
    }
  }

  private synchronized ByteBuffer next() {
    ByteBuffer next = queue == null ? null : queue.poll();
    if (next == null) {
      planned = false;
    }
    return next;
  }

  private synchronized void given(int size, int kept) {
    bytes -= size;
    memory.giveBack(size - kept);
  }

  /** How many bytes are to have room in the output. */
  synchronized int waiting() {
    return bytes;
  }

  /** Takes no more, and gives what there is. */
  void close(ToIntFunction<ByteBuffer> writer) {
    synchronized (this) {
      closed = true;
    }
    giveTo(writer);
  }

  /** The output has ended: what waits is dropped, and no more is taken. */
  void clear() {
    close(dropped -> 0);
  }
}
