package dev.sockeye.posix;

import dev.sockeye.Errno;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;

/** A stream over a native descriptor. */
final class NativeStreamEndpoint extends NativeEndpoint<StreamEndpoint> implements StreamEndpoint {

  /** How much of a heap buffer is copied at a time. */
  private static final int CHUNK = 65_536;

  private static final Call RECV = Bindings.libc()::recv;
  private static final Call RECVMSG =
      (fd, header, length, flags) -> Bindings.libc().recvmsg(fd, header, flags);
  private static final Call SEND = Bindings.libc()::send;

  private ScatterVector vector; // of the first scattered read; guarded by input.lock

  NativeStreamEndpoint(Kind<StreamEndpoint> kind, int fd) {
    super(kind, fd);
  }

  // Reading.

  @Override
  public int read(ByteBuffer dst) throws IOException {
    long timeout = acquire(input, receiveTimeout(), "read");
    try {
      requireReadable(dst);
      return dst.hasRemaining() ? receive(dst, timeout) : 0;
    } finally {
      input.unlock();
    }
  }

  @Override
  public long read(ByteBuffer[] dsts) throws IOException {
    return read(dsts, 0, dsts.length);
  }

  /** Waits for the first byte only. */
  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    long timeout = acquire(input, receiveTimeout(), "readv");
    try {
      for (int i = offset; i < offset + length; i++) {
        requireReadable(dsts[i]);
      }
      return scatter(dsts, offset, length, timeout);
    } finally {
      input.unlock();
    }
  }

  private long scatter(ByteBuffer[] dsts, int offset, int length, long timeout) throws IOException {
    ensureOpen();
    remoteOrThrow();
    if (vector == null) {
      vector = new ScatterVector(input);
    }
    if (!vector.prepare(dsts, offset, length)) {
      return 0;
    }
    long n = receive(RECVMSG, vector.address(), 0, timeout, "readv");
    if (n > 0) {
      vector.take(dsts, offset, n);
    }
    return n;
  }

  private void requireReadable(ByteBuffer dst) throws IOException {
    ensureOpen();
    remoteOrThrow();
    if (dst.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    }
  }

  private int receive(ByteBuffer dst, long timeout) throws IOException {
    int length = chunkOf(dst);
    int n = (int) receive(RECV, input.staging.addressFor(dst, length), length, timeout, "read");
    if (n > 0) {
      input.staging.take(dst, n);
    }
    return n;
  }

  private long receive(Call call, long address, long length, long timeout, String operation)
      throws IOException {
    if (isInputOver()) {
      return -1;
    }
    try {
      long n = perform(input, call, address, length, 0, timeout, true);
      if (is(n, Errno.EAGAIN)) {
        return 0;
      } else if (n < 0) {
        throw failure(operation, knownRemote(), (int) -n);
      }
      return n == 0 ? end(operation) : n;
    } catch (SocketTimeoutException e) {
      throw failure(operation, knownRemote(), e);
    }
  }

  private static int chunkOf(ByteBuffer buffer) {
    return buffer.isDirect() ? buffer.remaining() : Math.min(CHUNK, buffer.remaining());
  }

  // Writing.

  @Override
  public int write(ByteBuffer src) throws IOException {
    int before = src.remaining();
    long timeout = acquire(output, sendTimeout(), "write");
    try {
      requireWritable();
      writeFrom(src, Deadline.after(timeout));
    } catch (IOException e) {
      failUnless(src.remaining() < before, "write", e);
    } finally {
      output.unlock();
    }
    return before - src.remaining();
  }

  @Override
  public long write(ByteBuffer[] srcs) throws IOException {
    return write(srcs, 0, srcs.length);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    long before = remaining(srcs, offset, length);
    long timeout = acquire(output, sendTimeout(), "writev");
    try {
      requireWritable();
      long deadline = Deadline.after(timeout);
      gather(srcs, offset, length, deadline);
    } catch (IOException e) {
      failUnless(remaining(srcs, offset, length) < before, "writev", e);
    } finally {
      output.unlock();
    }
    return before - remaining(srcs, offset, length);
  }

  private static long remaining(ByteBuffer[] buffers, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += buffers[i].remaining();
    }
    return sum;
  }

  private void requireWritable() throws IOException {
    ensureOpen();
    remoteOrThrow();
    if (isOutputShut()) {
      throw new ClosedChannelException();
    }
  }

  /** What was written counts; the next call meets the failure again. */
  private void failUnless(boolean anyWritten, String operation, IOException e) throws IOException {
    if (!anyWritten) {
      throw failure(operation, knownRemote(), e);
    } else if (!isOpen()) {
      throw e.getClass() == ClosedChannelException.class ? closedMeanwhile() : e;
    }
  }

  /**
   * Copies small buffers together, so that they go with one call; a large one goes as it is. Tiny
   * writes of their own would take up the buffer of the socket, which counts more than bytes.
   */
  private void gather(ByteBuffer[] srcs, int offset, int length, long deadline) throws IOException {
    boolean more = true;
    for (int i = offset; more && i < offset + length; ) {
      if (!srcs[i].hasRemaining()) {
        i++;
      } else if (srcs[i].remaining() >= CHUNK) {
        more = writeOnce(srcs[i], deadline);
      } else {
        more = writeTogether(srcs, i, offset + length, deadline);
      }
    }
  }

  private boolean writeTogether(ByteBuffer[] srcs, int from, int end, long deadline)
      throws IOException {
    Memory staging = output.staging.of(CHUNK);
    int size = 0;
    for (int i = from; i < end && size < CHUNK; i++) {
      int n = Math.min(CHUNK - size, srcs[i].remaining());
      staging.bytes.put(size, srcs[i], srcs[i].position(), n);
      size += n;
    }
    int written = send(staging.address, size, deadline);
    for (int i = from, rest = written; rest > 0; i++) {
      int n = Math.min(rest, srcs[i].remaining());
      srcs[i].position(srcs[i].position() + n);
      rest -= n;
    }
    return written > 0;
  }

  /** Gives whether all was written. */
  private boolean writeFrom(ByteBuffer src, long deadline) throws IOException {
    while (src.hasRemaining()) {
      if (!writeOnce(src, deadline)) {
        return false;
      }
    }
    return true;
  }

  private boolean writeOnce(ByteBuffer src, long deadline) throws IOException {
    int length = chunkOf(src);
    int written = send(output.staging.addressOf(src, length), length, deadline);
    src.position(src.position() + written);
    return written > 0;
  }

  /** Gives how many bytes were written, 0 if none could be in non-blocking mode. */
  private int send(long address, int length, long deadline) throws IOException {
    long left = deadline == Deadline.NEVER ? 0 : Math.max(1, Deadline.remaining(deadline));
    long n =
        perform(output, SEND, address, length, Abi.CURRENT.msgNosignal(), left, sendsPlainly());
    if (is(n, Errno.EAGAIN)) {
      return 0;
    } else if (n < 0 && isOutputShut()) {
      throw closedMeanwhile();
    } else if (n < 0) {
      throw failure("write", knownRemote(), (int) -n);
    }
    return (int) n;
  }

  // The rest.

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
    bindTo(local);
    return this;
  }

  @Override
  public <T> StreamEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    setAny(name, value);
    return this;
  }

  @Override
  public StreamEndpoint configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }
}
