package dev.sockeye.nio;

import dev.sockeye.Errno;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.DescriptorStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;

/** The reading half of a {@link NioStreamEndpoint}. */
final class NioStreamInput {

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final NioStreamEndpoint endpoint;
  private final SocketChannel channel;

  // Timed reads take turns by this lock, plain ones by the channel's own. null until there is a
  // timed one; set holding the monitor.
  private volatile ReentrantLock lock;

  // Whether something was written since the last read, so that what is read may be the answer. A
  // hint: the threads that read and write need not agree on it.
  private boolean answerDue;

  NioStreamInput(NioStreamEndpoint endpoint) {
    this.endpoint = endpoint;
    channel = endpoint.channel();
  }

  /** What a timed read holds. */
  ReentrantLock lock() {
    ReentrantLock made = lock;
    return made == null ? makeLock() : made;
  }

  private synchronized ReentrantLock makeLock() {
    if (lock == null) {
      lock = new ReentrantLock();
    }
    return lock;
  }

  /** Notes that something is written, whose answer may be what is read next. */
  void expectAnswer() {
    answerDue = true;
  }

  int read(ByteBuffer dst) throws IOException {
    boolean plain = enterPlain("read");
    if (!plain) {
      return timedRead(dst);
    }
    try {
      return (int) unlessReset(channel.read(dst));
    } catch (IOException e) {
      throw endpoint.failure("read", e);
    } finally {
      endpoint.exitPlain();
    }
  }

  private boolean enterPlain(String operation) throws IOException {
    try {
      return endpoint.enterPlainInput();
    } catch (IOException e) {
      throw endpoint.failure(operation, e);
    }
  }

  private int timedRead(ByteBuffer dst) throws IOException {
    lock().lock();
    try {
      StreamEndpoint moved = endpoint.direct().socket();
      return moved == null ? readInTurns(dst) : moved.read(dst);
    } finally {
      lock().unlock();
    }
  }

  private int readInTurns(ByteBuffer dst) throws IOException {
    try {
      long deadline = endpoint.receiveDeadline();
      endpoint.enterTimed(deadline);
      try {
        if (isAnswerDue() && dst.hasRemaining() && endpoint.isBlocking()) {
          await(deadline); // a read would find nothing yet
        }
        int n;
        while ((n = channel.read(dst)) == 0 && dst.hasRemaining() && endpoint.isBlocking()) {
          await(deadline);
        }
        return (int) unlessReset(n);
      } finally {
        endpoint.exitTimed();
      }
    } catch (IOException e) {
      throw endpoint.failure("read", e);
    }
  }

  private boolean isAnswerDue() {
    boolean due = answerDue;
    answerDue = false;
    return due && endpoint.isUninterruptible();
  }

  private void await(long deadline) throws IOException {
    endpoint.direct().waited();
    endpoint.awaitReadable(SelectionKey.OP_READ, deadline);
  }

  long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    boolean plain = enterPlain("readv");
    if (!plain) {
      return timedRead(dsts, offset, length);
    }
    try {
      return unlessReset(channel.read(dsts, offset, length));
    } catch (IOException e) {
      throw endpoint.failure("readv", e);
    } finally {
      endpoint.exitPlain();
    }
  }

  private long timedRead(ByteBuffer[] dsts, int offset, int length) throws IOException {
    lock().lock();
    try {
      StreamEndpoint moved = endpoint.direct().socket();
      return moved == null ? readInTurns(dsts, offset, length) : moved.read(dsts, offset, length);
    } finally {
      lock().unlock();
    }
  }

  private long readInTurns(ByteBuffer[] dsts, int offset, int length) throws IOException {
    try {
      long deadline = endpoint.receiveDeadline();
      endpoint.enterTimed(deadline);
      try {
        long n;
        while ((n = channel.read(dsts, offset, length)) == 0
            && anyRemaining(dsts, offset, length)
            && endpoint.isBlocking()) {
          await(deadline);
        }
        return unlessReset(n);
      } finally {
        endpoint.exitTimed();
      }
    } catch (IOException e) {
      throw endpoint.failure("readv", e);
    }
  }

  static long remaining(ByteBuffer[] buffers, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += buffers[i].remaining();
    }
    return sum;
  }

  static boolean anyRemaining(ByteBuffer[] buffers, int offset, int length) {
    return remaining(buffers, offset, length) > 0;
  }

  /** Makes a call on the socket that the channel has not; as {@link DescriptorStream#receiveBy}. */
  long receiveBy(DescriptorStream.Call call) throws IOException {
    lock().lock();
    try {
      if (endpoint.direct().socket() != null || !endpoint.tryEnterTimed()) {
        return DescriptorStream.NOT_NOW;
      }
      try {
        return receiveOnce(call);
      } finally {
        endpoint.exitTimed();
      }
    } catch (IOException e) {
      throw endpoint.failure("splice", endpoint.noteReset(e));
    } finally {
      lock().unlock();
    }
  }

  private long receiveOnce(DescriptorStream.Call call) throws IOException {
    if (channel.read(NOTHING.duplicate()) < 0) {
      return unlessReset(-1); // The input was shut down here.
    }
    long deadline = endpoint.receiveDeadline();
    long n;
    while ((n = call.make(-1)) == DescriptorStream.Call.AGAIN && endpoint.isBlocking()) {
      await(deadline);
    }
    return n == 0 ? unlessReset(-1) : moved(n);
  }

  /** Makes of what a system call gave what it moved. */
  static long moved(long result) throws SocketException {
    if (result >= 0) {
      return result;
    } else if (result == DescriptorStream.Call.AGAIN) {
      return 0;
    }
    int errno = (int) -result;
    throw new SocketException(Errno.ofNumber(errno).map(Errno::text).orElse("errno " + errno));
  }

  /** Gives what a read gave; an end after a break is the break. */
  long unlessReset(long n) throws IOException {
    if (n < 0 && endpoint.wasReset()) {
      throw new SocketException(Errno.ECONNRESET.text());
    }
    return n;
  }
}
