package dev.sockeye.memory;

import dev.sockeye.Message;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.Buffers;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.function.Consumer;

/** A stream in memory. */
class MemoryStreamEndpoint extends ConnectionEndpoint<StreamEndpoint, StreamPipe>
    implements StreamEndpoint {

  MemoryStreamEndpoint(Kernel kernel, Kind kind, SocketSpec<StreamEndpoint> spec)
      throws ClosedChannelException {
    super(kernel, kind, spec);
  }

  @Override
  final StreamPipe laneTo(
      ConnectionEndpoint<StreamEndpoint, StreamPipe> peer, ActiveFaults faults) {
    return new StreamPipe(this, peer, faults);
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    Buffers.requireWritable(dst);
    lock().lock();
    try {
      if (!dst.hasRemaining()) {
        requireConnected();
        return 0;
      }
      StreamPipe pipe = awaitInput("read", true);
      if (pipe == null) {
        return 0;
      } else if (atEnd("read")) {
        return -1;
      }
      int count = pipe.read(dst, pipe.readLimit());
      drop(pipe.takeAttached());
      madeRoom();
      return count;
    } finally {
      lock().unlock();
    }
  }

  @Override
  public long read(ByteBuffer[] dsts) throws IOException {
    return read(dsts, 0, dsts.length);
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    lock().lock();
    try {
      return scatter("readv", dsts, offset, length, MemoryStreamEndpoint::drop);
    } finally {
      lock().unlock();
    }
  }

  /**
   * Reads into buffers, with the lock held.
   *
   * @param attached takes what the bytes carry, {@code null} for nothing, if there are any
   */
  final long scatter(
      String operation,
      ByteBuffer[] dsts,
      int offset,
      int length,
      Consumer<Message.Resource> attached)
      throws IOException {
    for (int i = offset; i < offset + length; i++) {
      Buffers.requireWritable(dsts[i]);
    }
    if (remaining(dsts, offset, length) == 0) {
      requireConnected();
      return 0;
    }
    StreamPipe pipe = awaitInput(operation, true);
    if (pipe == null) {
      return 0;
    } else if (atEnd(operation)) {
      return -1;
    }
    long count = scatter(pipe, dsts, offset, length);
    attached.accept(pipe.takeAttached());
    madeRoom();
    return count;
  }

  private static void drop(Message.Resource attached) {
    if (attached != null) {
      attached.release();
    }
  }

  private static long scatter(StreamPipe pipe, ByteBuffer[] dsts, int offset, int length) {
    int limit = pipe.readLimit();
    int count = 0;
    for (int i = offset; i < offset + length; i++) {
      count += pipe.read(dsts[i], limit - count);
    }
    return count;
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    int start = src.position();
    lock().lock();
    try {
      long deadline = sendDeadline();
      StreamPipe pipe = beginWriting("write", deadline);
      if (pipe == null) {
        return 0;
      }
      try {
        while (writeSome(pipe, "write", src)) {
          awaitOutput("write", deadline);
        }
      } catch (IOException e) {
        throwIfNothingWritten(e, src.position() - start);
      } finally {
        endWriting();
      }
      return src.position() - start;
    } finally {
      lock().unlock();
    }
  }

  /** Writes what fits, and tells whether to wait for room for the rest. */
  private boolean writeSome(StreamPipe pipe, String operation, ByteBuffer src) throws IOException {
    if (!src.hasRemaining()) {
      return false;
    }
    pipe.checkWritable(operation);
    int limit = isBlocking() ? Integer.MAX_VALUE : pipe.faults().writeLimit();
    pipe.write(src, limit);
    if (!src.hasRemaining() || !isBlocking()) {
      return false;
    }
    pipe.checkWritable(operation);
    return true;
  }

  /** What was written counts; the next call meets the failure again. */
  final void throwIfNothingWritten(IOException e, long written) throws IOException {
    if (written == 0 || !isOpen()) {
      throw e;
    }
  }

  @Override
  public long write(ByteBuffer[] srcs) throws IOException {
    return write(srcs, 0, srcs.length);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    long before = remaining(srcs, offset, length);
    lock().lock();
    try {
      long deadline = sendDeadline();
      StreamPipe pipe = beginWriting("writev", deadline);
      if (pipe == null) {
        return 0;
      }
      try {
        gather(pipe, "writev", srcs, offset, length, deadline);
      } catch (IOException e) {
        throwIfNothingWritten(e, before - remaining(srcs, offset, length));
      } finally {
        endWriting();
      }
      return before - remaining(srcs, offset, length);
    } finally {
      lock().unlock();
    }
  }

  /** Writes all in its turn, or in non-blocking mode what fits. */
  final void gather(
      StreamPipe pipe, String operation, ByteBuffer[] srcs, int offset, int length, long deadline)
      throws IOException {
    for (int i = offset; i < offset + length; i++) {
      while (writeSome(pipe, operation, srcs[i])) {
        awaitOutput(operation, deadline);
      }
      if (srcs[i].hasRemaining()) {
        return; // non-blocking, and full
      }
    }
  }

  private static long remaining(ByteBuffer[] buffers, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += buffers[i].remaining();
    }
    return sum;
  }

  @Override
  public StreamEndpoint shutdownInput() throws IOException {
    shutInput();
    return this;
  }

  @Override
  public StreamEndpoint shutdownOutput() throws IOException {
    shutOutput();
    return this;
  }

  @Override
  public StreamEndpoint bind(SocketAddress local) throws IOException {
    bindLocal(local);
    return this;
  }

  @Override
  public <T> StreamEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    change(name, value);
    return this;
  }

  @Override
  public StreamEndpoint configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }
}
