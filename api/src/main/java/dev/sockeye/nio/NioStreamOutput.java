package dev.sockeye.nio;

import dev.sockeye.Errno;
import dev.sockeye.FileTarget;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.DescriptorStream;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
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

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final NioStreamEndpoint endpoint;
  private final SocketChannel channel;

  // Held during all of a write that may be several of the channel's. null until there is one; set
  // holding the monitor.
  private volatile ReentrantLock lock;

  private volatile NioFileOutput files; // null until one is sent
  private volatile boolean closing; // only ever set

  // Whether a write was told that the connection broke, which the system tells one call only:
  // reading would find an end. What a read was told the channel remembers. Only ever set.
  private volatile boolean reset;

  NioStreamOutput(NioStreamEndpoint endpoint) {
    this.endpoint = endpoint;
    channel = endpoint.channel();
  }

  /**
   * Before the channel is closed: when this returns no file is being sent any more.
   *
   * @return what is to be told when it is closed; {@code null} if none was ever sent
   */
  NioFileOutput beginClose() {
    closing = true; // before the look at what sends files, which looks at this once it is there
    NioFileOutput sending = files;
    if (sending != null) {
      sending.beginClose();
    }
    return sending;
  }

  boolean isClosing() {
    return closing;
  }

  /** What a timed call holds that is not to come between the parts of a write. */
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

  /** Whether a write was told that the connection broke. */
  boolean wasReset() {
    return reset;
  }

  int write(ByteBuffer src) throws IOException {
    if (enterOnce()) {
      return writeOnce(src);
    }
    lock().lock();
    try {
      StreamEndpoint moved = endpoint.direct().socket();
      return moved == null ? writeParts(src) : moved.write(src);
    } finally {
      lock().unlock();
    }
  }

  private int writeParts(ByteBuffer src) throws IOException {
    int start = src.position();
    endpoint.writingParts = true;
    try {
      writeAll(src);
    } catch (IOException e) {
      noteReset(e);
      if (src.position() == start || !endpoint.isOpen()) {
        throw endpoint.failure("write", src.position() == start ? e : closedMeanwhile(e));
      } // What was written counts; the next call meets the failure again.
    } finally {
      endpoint.writingParts = false;
    }
    return src.position() - start;
  }

  /** Begins a call that may be one of the channel's; to be ended by {@link NioSocket#exitPlain}. */
  private boolean enterOnce() throws IOException {
    if (channel.isBlocking() || endpoint.writingParts || !endpoint.enterPlainOutput()) {
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
        endpoint.direct().waited();
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
    lock().lock();
    try {
      StreamEndpoint moved = endpoint.direct().socket();
      return moved == null ? writeParts(srcs, offset, length) : moved.write(srcs, offset, length);
    } finally {
      lock().unlock();
    }
  }

  private long writeParts(ByteBuffer[] srcs, int offset, int length) throws IOException {
    long before = NioStreamInput.remaining(srcs, offset, length);
    endpoint.writingParts = true;
    try {
      writeAll(srcs, offset, length);
    } catch (IOException e) {
      noteReset(e);
      boolean nothing = NioStreamInput.remaining(srcs, offset, length) == before;
      if (nothing || !endpoint.isOpen()) {
        throw endpoint.failure("writev", nothing ? e : closedMeanwhile(e));
      } // What was written counts; the next call meets the failure again.
    } finally {
      endpoint.writingParts = false;
    }
    return before - NioStreamInput.remaining(srcs, offset, length);
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
                  && NioStreamInput.anyRemaining(srcs, offset, length)
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
          && NioStreamInput.anyRemaining(srcs, offset, length)
          && endpoint.isBlocking()) {
        endpoint.direct().waited();
        endpoint.awaitWritable(SelectionKey.OP_WRITE, deadline);
      }
    } finally {
      endpoint.exitTimed();
    }
  }

  /** Sends bytes of a file; as {@link dev.sockeye.FileTarget#sendFile}. */
  long sendFile(FileChannel file, long position, long count) throws IOException {
    return whole("sendfile", FileTarget.NOT_NOW, () -> sendOf(file, position, count));
  }

  /** Holding the lock. */
  private long sendOf(FileChannel file, long position, long count) throws IOException {
    if (files == null) {
      files = new NioFileOutput(endpoint, this);
    }
    return files.send(file, position, count);
  }

  /** Makes a call on the socket that the channel has not; as {@link DescriptorStream#sendBy}. */
  long sendBy(DescriptorStream.Call call) throws IOException {
    return whole("splice", DescriptorStream.NOT_NOW, () -> withoutBlocking(call));
  }

  /** What is sent by other calls than the channel's own. */
  @FunctionalInterface
  private interface Sending {
    long run() throws IOException;
  }

  /**
   * Sends as one call does.
   *
   * @param elsewhere what it gives where the channel is written to no more
   */
  private long whole(String operation, long elsewhere, Sending sending) throws IOException {
    if (!endpoint.isOpen()) {
      throw new ClosedChannelException();
    }
    lock().lock();
    endpoint.writingParts = true;
    try {
      return endpoint.direct().socket() == null ? sending.run() : elsewhere;
    } catch (IOException e) {
      throw endpoint.failure(operation, endpoint.isOpen() ? noteReset(e) : closedMeanwhile(e));
    } finally {
      endpoint.writingParts = false;
      lock().unlock();
    }
  }

  /** The channel cannot but block while a call without a timeout is under way elsewhere. */
  private long withoutBlocking(DescriptorStream.Call call) throws IOException {
    long deadline = endpoint.sendDeadline();
    if (deadline != Deadline.NEVER) {
      endpoint.enterTimed(deadline);
    } else if (!endpoint.tryEnterTimed()) {
      return DescriptorStream.NOT_NOW;
    }
    try {
      return sendOnce(call);
    } finally {
      endpoint.exitTimed();
    }
  }

  private long sendOnce(DescriptorStream.Call call) throws IOException {
    channel.write(NOTHING.duplicate()); // throws unless the channel can be written to
    long deadline = endpoint.sendDeadline();
    long n;
    while ((n = call.make(-1)) == DescriptorStream.Call.AGAIN && endpoint.isBlocking()) {
      endpoint.awaitWritable(SelectionKey.OP_WRITE, deadline);
    }
    return NioStreamInput.moved(n);
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
