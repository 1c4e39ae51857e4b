package dev.sockeye.server;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

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
   * @return {@code false} if they are too much
   */
  boolean giveNow(ByteBuffer src, int keptNow, Consumer<ByteBuffer> writer) {
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
    if (queue == null) {
      queue = new ArrayDeque<>();
    }
    queue.add(ByteBuffer.allocate(more).put(src).flip());
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
   */
  void giveTo(Consumer<ByteBuffer> writer) {
    ByteBuffer next;
    while ((next = next()) != null) {
      give(next, writer);
    }
  }

  /** The memory is the writer's now, who has it for what he keeps. */
  private void give(ByteBuffer bytes, Consumer<ByteBuffer> writer) {
    int size = bytes.remaining();
    memory.giveBack(size);
    try {
      writer.accept(bytes);
    } finally {
      given(size);
    }
  }

  private synchronized ByteBuffer next() {
    ByteBuffer next = queue == null ? null : queue.poll();
    if (next == null) {
      planned = false;
    }
    return next;
  }

  private synchronized void given(int size) {
    bytes -= size;
  }

  /** The output has ended: what waits is dropped, and no more is taken. */
  synchronized void clear() {
    closed = true;
    giveTo(dropped -> {});
  }
}
