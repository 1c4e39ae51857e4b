package dev.sockeye.locked;

import dev.sockeye.internal.BufferList;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads and writes of a {@link LockedStreamEndpoint} that wait, each with the lock held. */
final class StreamCalls {

  private final LockedStreamEndpoint endpoint;

  // Each guarded by the turn of its direction.
  private final BufferList dsts = new BufferList();
  private final BufferList srcs = new BufferList();

  StreamCalls(LockedStreamEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Waits until there is something, and moves what there is. */
  long read(String operation, ByteBuffer[] buffers, int offset, int length) throws IOException {
    endpoint.requireConnected();
    long deadline = endpoint.receiveDeadline();
    if (remaining(buffers, offset, length) == 0
        || !endpoint.input().enter(operation, deadline, true)) {
      return 0;
    }
    try {
      endpoint.input().begin();
      dsts.of(buffers, offset, length);
      long n;
      while ((n = readNow()) == 0 && endpoint.isBlocking()) {
        endpoint.input().await(operation, deadline);
      }
      return n;
    } finally {
      dsts.clear();
      endpoint.input().leave();
    }
  }

  static long remaining(ByteBuffer[] buffers, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += buffers[i].remaining();
    }
    return sum;
  }

  private long readNow() throws IOException {
    for (int i = 0; i < dsts.count(); i++) {
      ByteBuffer dst = dsts.get(i);
      int n = dst.hasRemaining() && mayRead() ? endpoint.readNow(dst) : 0;
      if (n < 0) {
        return n;
      } else if (dst.hasRemaining()) {
        break;
      }
    }
    return dsts.moved();
  }

  /** After the first bytes the end and a break are left to the next call. */
  private boolean mayRead() {
    return dsts.moved() == 0 || endpoint.hasArrived();
  }

  /** Moves all, and waits for room; in non-blocking mode what there is room for. */
  long write(String operation, ByteBuffer[] buffers, int offset, int length) throws IOException {
    endpoint.requireWritable();
    long deadline = endpoint.sendDeadline();
    if (!endpoint.output().enter(operation, deadline, true)) {
      return 0;
    }
    try {
      endpoint.requireWritable();
      endpoint.output().begin();
      writeAll(operation, deadline, srcs.of(buffers, offset, length));
      return srcs.moved();
    } catch (IOException e) {
      if (srcs.moved() == 0 || !endpoint.isOpen()) {
        throw e;
      } // What was written counts; the next call meets the failure again.
      return srcs.moved();
    } finally {
      srcs.clear();
      endpoint.output().leave();
    }
  }

  private void writeAll(String operation, long deadline, BufferList from) throws IOException {
    for (int i = 0; i < from.count(); i++) {
      while (from.get(i).hasRemaining()) {
        if (endpoint.writeNow(from.get(i)) > 0) {
          continue;
        } else if (!endpoint.isBlocking()) {
          return;
        }
        endpoint.awaitOutput(operation, deadline);
      }
    }
  }
}
