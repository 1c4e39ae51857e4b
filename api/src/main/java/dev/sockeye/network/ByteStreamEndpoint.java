package dev.sockeye.network;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.Shutdownable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.BufferList;
import dev.sockeye.internal.Buffering;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream over reliable messages, whose boundaries it hides.
 *
 * <p><b>Writing.</b> Bytes go out in messages of {@value #CHUNK} bytes at most, or fewer once the
 * transport has refused that many; an empty message is never sent. The half close is the one
 * underneath.
 *
 * <p><b>Reading.</b> A message that the reader's buffer does not take at once is kept and given out
 * in parts; an empty one is passed over. A peer that uses the same adapter sends no message that
 * does not fit. One longer than {@value #KEPT} bytes, or than the reader's buffer if that is
 * larger, is cut by the transport: this read and all after it fail with {@link
 * MessageTruncatedException}, for a stream has no holes.
 *
 * <p>In non-blocking mode both go through {@linkplain LentBuffer lent} buffers; the rest of a
 * message is kept in memory of its own.
 */
final class ByteStreamEndpoint extends AdaptingEndpoint<MessageEndpoint, StreamEndpoint>
    implements StreamEndpoint, Buffering {

  static final int CHUNK = 64 * 1024;

  /** More than the longest message that Linux's default socket buffers (212992 bytes) carry. */
  static final int KEPT = 256 * 1024;

  private static final LentBuffer TO_KEEP = new LentBuffer(KEPT);
  private static final LentBuffer TO_GATHER = new LentBuffer(CHUNK);

  // All of these guarded by readLock.
  private final ReentrantLock readLock = new ReentrantLock();
  private final BufferList dsts = new BufferList();
  private ByteBuffer kept = LentBuffer.NONE; // from position to limit: received and not read
  private boolean lent; // Whether `kept` is to be given back.
  private MessageTruncatedException broken; // only ever set

  // All of these guarded by writeLock.
  private final ReentrantLock writeLock = new ReentrantLock();
  private final BufferList srcs = new BufferList();
  private ByteBuffer gathered = LentBuffer.NONE;
  private int chunk = CHUNK; // only ever smaller

  private volatile boolean inputEnded; // only ever set
  private volatile int held; // What is kept between calls in non-blocking mode.

  /**
   * Creates the endpoint.
   *
   * @param messages the reliable messages, which it owns from now on
   */
  ByteStreamEndpoint(MessageEndpoint messages) {
    super(messages);
  }

  @Override
  Class<StreamEndpoint> shape() {
    return StreamEndpoint.class;
  }

  @Override
  String name() {
    return "stream of messages";
  }

  @Override
  public int bytesHeld() {
    return held;
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    readLock.lock();
    try {
      return (int) read(dsts.of(dst));
    } finally {
      endRead();
    }
  }

  private void endRead() {
    dsts.clear();
    settle();
    readLock.unlock();
  }

  private void settle() {
    if (lent || isOutgrown()) {
      kept = TO_KEEP.release(kept, lent);
      lent = false;
    } else if (!kept.isDirect() && !kept.hasRemaining()) {
      kept = LentBuffer.NONE;
    }
    int now = kept.isDirect() ? 0 : kept.capacity();
    if (now != held) {
      held = now;
    }
  }

  /** Whether it is of blocking mode, which this has left. */
  private boolean isOutgrown() {
    return kept.isDirect() && kept.capacity() > 0 && !isBlocking();
  }

  /** A reader under way does it by itself. */
  @Override
  void leftBlockingMode() {
    if (readLock.tryLock()) {
      endRead();
    }
    if (writeLock.tryLock()) {
      gathered = LentBuffer.NONE;
      writeLock.unlock();
    }
  }

  @Override
  public long read(ByteBuffer[] buffers) throws IOException {
    return read(buffers, 0, buffers.length);
  }

  @Override
  public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffers.length);
    readLock.lock();
    try {
      return read(dsts.of(buffers, offset, length));
    } finally {
      endRead();
    }
  }

  private long read(BufferList to) throws IOException {
    to.requireWritable();
    requireConnected();
    if (inputEnded) {
      return -1;
    } else if (broken != null) {
      throw broken;
    } else if (to.remaining() == 0) {
      return 0;
    } else if (!kept.hasRemaining() && to.count() == 1 && to.get(0).remaining() >= KEPT) {
      return result(receive(to.get(0)));
    }
    int n = keepMessage();
    return n < 0 ? result(n) : to.fillFrom(kept, Integer.MAX_VALUE);
  }

  private static int result(int n) {
    return n == MessageEndpoint.WOULD_BLOCK ? 0 : n; // the end is -1 for both
  }

  /** Receives unless something is kept; negative if there is nothing. */
  private int keepMessage() throws IOException {
    if (kept.hasRemaining()) {
      return kept.remaining();
    } else if (kept.capacity() < KEPT) {
      lent = !isBlocking();
      kept = lent ? TO_KEEP.take() : ByteBuffer.allocateDirect(KEPT);
    }
    kept.clear();
    try {
      return receive(kept);
    } finally {
      kept.flip();
    }
  }

  private int receive(ByteBuffer dst) throws IOException {
    int start = dst.position();
    long deadline = receiveDeadline();
    try {
      int n;
      while ((n = under().receive(dst)) == 0) {
        if (Deadline.remaining(deadline) <= 0) {
          throw new SocketTimeoutException(sentence("read", "timed out"));
        }
      }
      return n;
    } catch (MessageTruncatedException e) {
      dst.position(start);
      broken = e;
      throw e;
    }
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    writeLock.lock();
    try {
      return (int) write(srcs.of(src));
    } finally {
      srcs.clear();
      writeLock.unlock();
    }
  }

  @Override
  public long write(ByteBuffer[] buffers) throws IOException {
    return write(buffers, 0, buffers.length);
  }

  @Override
  public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffers.length);
    writeLock.lock();
    try {
      return write(srcs.of(buffers, offset, length));
    } finally {
      srcs.clear();
      writeLock.unlock();
    }
  }

  private long write(BufferList from) throws IOException {
    requireConnected();
    try {
      writeAll(from);
    } catch (IOException e) {
      if (from.moved() == 0) {
        throw e;
      } else if (!isOpen()) {
        throw closedMeanwhile(e);
      } // What was written counts; the next call meets the failure again.
    }
    return from.moved();
  }

  /** An endpoint closed between two messages does not know that a write was under way. */
  private static IOException closedMeanwhile(IOException e) {
    return e.getClass() == ClosedChannelException.class ? new AsynchronousCloseException() : e;
  }

  private void writeAll(BufferList from) throws IOException {
    long deadline = sendDeadline();
    boolean more = from.remaining() > 0;
    while (more) {
      more = writeChunk(from) && from.remaining() > 0;
      more &= from.moved() == 0 || Deadline.remaining(deadline) > 0;
    }
  }

  private boolean writeChunk(BufferList from) throws IOException {
    int before = chunk;
    try {
      ByteBuffer src = firstOf(from);
      boolean direct = src.remaining() == from.remaining() || src.remaining() >= chunk;
      return direct ? sendPart(src) : sendGathered(from);
    } catch (MessageTooLargeException e) {
      if (before == 1) {
        throw e;
      }
      chunk = Math.max(1, before / 2);
      return true;
    }
  }

  private static ByteBuffer firstOf(BufferList from) {
    int i = 0;
    while (!from.get(i).hasRemaining()) {
      i++;
    }
    return from.get(i);
  }

  private boolean sendPart(ByteBuffer src) throws IOException {
    int limit = src.limit();
    src.limit(src.position() + Math.min(chunk, src.remaining()));
    try {
      return under().send(src) != MessageEndpoint.WOULD_BLOCK;
    } finally {
      src.limit(limit);
    }
  }

  private boolean sendGathered(BufferList from) throws IOException {
    if (isBlocking()) {
      if (gathered.capacity() == 0) {
        gathered = ByteBuffer.allocateDirect(CHUNK);
      }
      return sendGathered(from, gathered);
    }
    gathered = LentBuffer.NONE;
    ByteBuffer buffer = TO_GATHER.take();
    try {
      return sendGathered(from, buffer);
    } finally {
      TO_GATHER.giveBack(buffer);
    }
  }

  private boolean sendGathered(BufferList from, ByteBuffer gathered) throws IOException {
    from.copyTo(gathered.clear().limit(chunk));
    gathered.flip();
    int n = gathered.remaining();
    boolean sent = under().send(gathered) != MessageEndpoint.WOULD_BLOCK;
    if (sent) {
      from.advance(n);
    }
    return sent;
  }

  @Override
  public StreamEndpoint shutdownInput() throws IOException {
    under().unwrap(Shutdownable.class).shutdownInput();
    inputEnded = true;
    return this;
  }

  @Override
  public StreamEndpoint shutdownOutput() throws IOException {
    under().unwrap(Shutdownable.class).shutdownOutput();
    return this;
  }
}
