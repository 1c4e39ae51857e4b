package dev.sockeye.nio;

import dev.sockeye.Errno;
import dev.sockeye.internal.Buffers;
import dev.sockeye.internal.DescriptorStream;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The writing half of a {@link NioStreamEndpoint}: all of what is written, as far as the mode and
 * the timeout let it, by as many calls of the channel's as that takes.
 */
final class NioStreamOutput {

  /** How much of a file goes with one call, while which nobody can close the channel. */
  private static final long MOST_OF_A_FILE = 8 << 20;

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final NioStreamEndpoint endpoint;
  private final SocketChannel channel;

  // Held during all of a write that may be several of the channel's.
  private final ReentrantLock lock = new ReentrantLock();

  // Held during each call that sends of a file; taken after lock.
  private final ReentrantLock transferring = new ReentrantLock();

  // Set while such a write is under way. A call in non-blocking mode is one of the
  // channel's, and so needs the lock only where it could come between two of those.
  private volatile boolean writingParts;

  // Whether a write was told that the connection broke, which the system tells one call only:
  // reading would find an end. What a read was told the channel remembers. Only ever set.
  private volatile boolean reset;

  NioStreamOutput(NioStreamEndpoint endpoint) {
    this.endpoint = endpoint;
    channel = endpoint.channel();
  }

  /** What a timed call holds that is not to come between the parts of a write. */
  ReentrantLock lock() {
    return lock;
  }

  /** Whether a write was told that the connection broke. */
  boolean wasReset() {
    return reset;
  }

  int write(ByteBuffer src) throws IOException {
    if (enterOnce()) {
      return writeOnce(src);
    }
    int start = src.position();
    lock.lock();
    writingParts = true;
    try {
      writeAll(src);
    } catch (IOException e) {
      noteReset(e);
      if (src.position() == start || !endpoint.isOpen()) {
        throw endpoint.failure("write", src.position() == start ? e : closedMeanwhile(e));
      } // What was written counts; the next call meets the failure again.
    } finally {
      writingParts = false;
      lock.unlock();
    }
    return src.position() - start;
  }

  /** Begins a call that may be one of the channel's; to be ended by {@link NioSocket#exitPlain}. */
  private boolean enterOnce() throws IOException {
    if (channel.isBlocking() || writingParts || !endpoint.enterPlainOutput()) {
      return false;
    } else if (!channel.isBlocking()) {
      return true;
    }
    endpoint.exitPlain(); // There was a timeout, and it is gone: the channel blocks again.
    return false;
  }

  private int writeOnce(ByteBuffer src) throws IOException {
    try {
      return channel.write(src);
    } catch (IOException e) {
      throw endpoint.failure("write", noteReset(e));
    } finally {
      endpoint.exitPlain();
    }
  }

  private void writeAll(ByteBuffer src) throws IOException {
    if (endpoint.enterPlainOutput()) {
      try {
        boolean again;
        do {
          again = channel.write(src) > 0 && src.hasRemaining() && channel.isBlocking();
        } while (again);
      } finally {
        endpoint.exitPlain();
      }
      return;
    }
    long deadline = endpoint.sendDeadline();
    endpoint.enterTimed(deadline);
    try {
      while (channel.write(src) >= 0 && src.hasRemaining() && endpoint.isBlocking()) {
        endpoint.awaitWritable(SelectionKey.OP_WRITE, deadline);
      }
    } finally {
      endpoint.exitTimed();
    }
  }

  long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    if (enterOnce()) {
      return writeOnce(srcs, offset, length);
    }
    long before = NioStreamEndpoint.remaining(srcs, offset, length);
    lock.lock();
    writingParts = true;
    try {
      writeAll(srcs, offset, length);
    } catch (IOException e) {
      noteReset(e);
      boolean nothing = NioStreamEndpoint.remaining(srcs, offset, length) == before;
      if (nothing || !endpoint.isOpen()) {
        throw endpoint.failure("writev", nothing ? e : closedMeanwhile(e));
      } // What was written counts; the next call meets the failure again.
    } finally {
      writingParts = false;
      lock.unlock();
    }
    return before - NioStreamEndpoint.remaining(srcs, offset, length);
  }

  private long writeOnce(ByteBuffer[] srcs, int offset, int length) throws IOException {
    try {
      return channel.write(srcs, offset, length);
    } catch (IOException e) {
      throw endpoint.failure("writev", noteReset(e));
    } finally {
      endpoint.exitPlain();
    }
  }

  private void writeAll(ByteBuffer[] srcs, int offset, int length) throws IOException {
    if (endpoint.enterPlainOutput()) {
      try {
        boolean again;
        do {
          again =
              channel.write(srcs, offset, length) > 0
                  && NioStreamEndpoint.anyRemaining(srcs, offset, length)
                  && channel.isBlocking();
        } while (again);
      } finally {
        endpoint.exitPlain();
      }
      return;
    }
    long deadline = endpoint.sendDeadline();
    endpoint.enterTimed(deadline);
    try {
      while (channel.write(srcs, offset, length) >= 0
          && NioStreamEndpoint.anyRemaining(srcs, offset, length)
          && endpoint.isBlocking()) {
        endpoint.awaitWritable(SelectionKey.OP_WRITE, deadline);
      }
    } finally {
      endpoint.exitTimed();
    }
  }

  /**
   * Sends bytes of a file. The channel does not block meanwhile, for the JDK ends no call of a
   * file's when the socket is closed. It cannot but block while a call without a timeout is under
   * way in another thread.
   */
  long sendFile(FileChannel file, long position, long count) throws IOException {
    return withoutBlocking("sendfile", () -> sendAll(file, position, count));
  }

  /** Makes a call on the socket that the channel has not; as {@link DescriptorStream#sendBy}. */
  long sendBy(DescriptorStream.Call call) throws IOException {
    return withoutBlocking("splice", () -> sendOnce(call));
  }

  /** What is done while the channel does not block, whatever its mode is. */
  @FunctionalInterface
  private interface Sending {
    long run() throws IOException;
  }

  private long withoutBlocking(String operation, Sending sending) throws IOException {
    if (!endpoint.isOpen()) {
      throw new ClosedChannelException();
    }
    lock.lock();
    writingParts = true;
    try {
      long deadline = endpoint.sendDeadline();
      if (deadline != Deadline.NEVER) {
        endpoint.enterTimed(deadline);
      } else if (!endpoint.tryEnterTimed()) {
        return DescriptorStream.NOT_NOW;
      }
      try {
        return sending.run();
      } finally {
        endpoint.exitTimed();
      }
    } catch (IOException e) {
      throw endpoint.failure(operation, endpoint.isOpen() ? noteReset(e) : closedMeanwhile(e));
    } finally {
      writingParts = false;
      lock.unlock();
    }
  }

  private long sendAll(FileChannel file, long position, long count) throws IOException {
    long sent = 0;
    long deadline = endpoint.sendDeadline();
    try {
      while (true) {
        long step = Math.min(count - sent, MOST_OF_A_FILE);
        long n = sendSome(file, position + sent, step);
        sent += n;
        if (n < step && (!endpoint.isBlocking() || position + sent >= file.size())) {
          return sent;
        } else if (sent == count) {
          return sent;
        } else if (n > 0) {
          deadline = endpoint.sendDeadline();
        }
        if (n < step) {
          endpoint.awaitWritable(SelectionKey.OP_WRITE, deadline);
        }
      }
    } catch (SocketTimeoutException e) {
      throw Buffers.timedOut(e, sent);
    }
  }

  private long sendSome(FileChannel file, long position, long count) throws IOException {
    transferring.lock();
    try {
      channel.write(NOTHING.duplicate()); // throws unless the channel can be written to
      return file.transferTo(position, count, channel);
    } catch (ClosedByInterruptException e) {
      endpoint.interrupted(); // The file alone was closed by it.
      throw e;
    } finally {
      transferring.unlock();
    }
  }

  private long sendOnce(DescriptorStream.Call call) throws IOException {
    channel.write(NOTHING.duplicate()); // throws unless the channel can be written to
    long deadline = endpoint.sendDeadline();
    long n;
    while ((n = call.make(-1)) == NioStreamEndpoint.AGAIN && endpoint.isBlocking()) {
      endpoint.awaitWritable(SelectionKey.OP_WRITE, deadline);
    }
    return NioStreamEndpoint.moved(n);
  }

  /**
   * To be held by who closes the channel: before Java 21 a transfer from a file goes to the number
   * of the channel's descriptor, which might be another socket's by then.
   */
  ReentrantLock transferring() {
    return transferring;
  }

  /** A channel closed between two parts of one write does not know that a call was under way. */
  private static IOException closedMeanwhile(IOException e) {
    boolean plain = e.getClass() == ClosedChannelException.class;
    return plain ? new AsynchronousCloseException() : e;
  }

  IOException noteReset(IOException e) {
    if (Errno.of(e).orElse(null) == Errno.ECONNRESET) {
      reset = true;
    }
    return e;
  }
}
