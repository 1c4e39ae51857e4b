package dev.sockeye.posix;

import dev.sockeye.Errno;
import dev.sockeye.internal.Buffers;
import dev.sockeye.spi.Deadline;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.util.Objects;

/**
 * The file of a descriptor, read and written by the descriptor itself: with the position, the flags
 * such as {@code O_APPEND}, and the access of whoever opened it. It cannot be mapped or locked.
 *
 * <p>A pipe or a terminal is polled before it is read or written, since nothing wakes a {@code
 * read(2)}; a regular file makes nobody wait.
 */
public final class DescriptorChannel extends UnnamedFile {

  /** How much goes with one call at most, unless it is a direct buffer's. */
  private static final int MOST_STAGED = 1 << 20;

  private static final int ACCESS_MODE = 3; // O_ACCMODE
  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;

  private final SharedDescriptor descriptor;
  private final boolean readable;
  private final boolean writable;
  private final boolean mayWait;

  private final Direction input = new Direction(Abi.POLLIN);
  private final Direction output = new Direction(Abi.POLLOUT);

  /**
   * Becomes the owner of a descriptor.
   *
   * @param fd the descriptor, of a file, a pipe or a terminal
   */
  public DescriptorChannel(int fd) {
    descriptor = new SharedDescriptor(fd);
    int access = Bindings.libc().fcntl(fd, Abi.F_GETFL, 0) & ACCESS_MODE;
    readable = access != Abi.O_WRONLY;
    writable = access != Abi.O_RDONLY;
    mayWait = !Files.isRegularFile(DescriptorCalls.path(fd));
  }

  /** A system call on a descriptor with memory; gives the negated error number if it failed. */
  @FunctionalInterface
  private interface Transfer {
    long make(int fd, long address, long length);
  }

  /** A system call on a descriptor; gives the negated error number if it failed. */
  @FunctionalInterface
  private interface Control {
    long make(int fd) throws IOException;
  }

  // Calls.

  /** Makes a call, under the direction's lock, once the file is ready for it. */
  private long transfer(
      String operation, Direction direction, Transfer call, long address, long length)
      throws IOException {
    long n = -1;
    begin();
    try {
      n = control(operation, fd -> whenReady(fd, direction, call, address, length));
    } finally {
      end(n >= 0);
    }
    return n;
  }

  private long whenReady(int fd, Direction direction, Transfer call, long address, long length)
      throws IOException {
    long n;
    do {
      awaitReady(fd, direction);
      n = isOpen() ? call.make(fd, address, length) : -1;
    } while (n == -Errno.EAGAIN.number() && isOpen()); // another reader was faster
    return n;
  }

  private void awaitReady(int fd, Direction direction) throws IOException {
    direction.resetBackoff();
    while (mayWait && isOpen() && direction.ready(fd) == 0) {
      direction.await(descriptor, this, Deadline.NEVER);
    }
  }

  private long control(String operation, Control call) throws IOException {
    if (!descriptor.enter()) {
      throw new ClosedChannelException();
    }
    try {
      long result;
      do {
        result = call.make(descriptor.number());
      } while (result == -Errno.EINTR.number() && isOpen());
      return checked(operation, result);
    } finally {
      descriptor.leave();
    }
  }

  private long checked(String operation, long result) throws IOException {
    if (result >= 0) {
      return result;
    } else if (!isOpen()) {
      throw new AsynchronousCloseException();
    }
    throw failure(operation, (int) -result);
  }

  private static IOException failure(String operation, int errno) {
    return Errno.ofNumber(errno)
        .map(known -> SocketFailure.describe(operation, "descriptor", null, null, known))
        .orElseGet(() -> new SocketException(operation + " descriptor: errno " + errno));
  }

  private void ensureOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  private static void requirePosition(long position) {
    if (position < 0) {
      throw new IllegalArgumentException("negative position: " + position);
    }
  }

  // Reading.

  private void requireReadable() throws ClosedChannelException {
    ensureOpen();
    if (!readable) {
      throw new NonReadableChannelException();
    }
  }

  @Override
  void requireReadable(long position) throws IOException {
    requirePosition(position);
    requireReadable();
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    return read("read", dst, (fd, at, length) -> Bindings.libc().read(fd, at, length));
  }

  @Override
  public int read(ByteBuffer dst, long position) throws IOException {
    requirePosition(position);
    return read("pread", dst, (fd, at, length) -> Bindings.libc().pread(fd, at, length, position));
  }

  private int read(String operation, ByteBuffer dst, Transfer call) throws IOException {
    requireReadable();
    Buffers.requireWritable(dst);
    int room = atOnce(dst);
    if (room == 0) {
      return 0;
    }
    input.lock.lock();
    try {
      int n = (int) transfer(operation, input, call, input.staging.addressFor(dst, room), room);
      input.staging.take(dst, n);
      return n == 0 ? -1 : n;
    } finally {
      input.unlock();
    }
  }

  private static int atOnce(ByteBuffer buffer) {
    return buffer.isDirect() ? buffer.remaining() : Math.min(MOST_STAGED, buffer.remaining());
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    requireReadable();
    Buffers.requireWritable(dsts, offset, length);
    int room = (int) Math.min(MOST_STAGED, remaining(dsts, offset, length));
    if (room == 0) {
      return 0;
    }
    input.lock.lock();
    try {
      Memory staging = input.staging.of(room);
      Transfer read = (fd, at, size) -> Bindings.libc().read(fd, at, size);
      int n = (int) transfer("read", input, read, staging.address, room);
      scatter(staging.bytes.clear().limit(n), dsts, offset);
      return n == 0 ? -1 : n;
    } finally {
      input.unlock();
    }
  }

  private static void scatter(ByteBuffer from, ByteBuffer[] dsts, int offset) {
    for (int i = offset; from.hasRemaining(); i++) {
      Buffers.move(from, dsts[i]);
    }
  }

  private static long remaining(ByteBuffer[] buffers, int offset, int length) {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += buffers[i].remaining();
    }
    return sum;
  }

  // Writing.

  @Override
  void requireWritable(long position) throws IOException {
    requirePosition(position);
    requireWritable();
  }

  private void requireWritable() throws ClosedChannelException {
    ensureOpen();
    if (!writable) {
      throw new NonWritableChannelException();
    }
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    requireWritable();
    output.lock.lock();
    try {
      return append(src);
    } finally {
      output.unlock();
    }
  }

  private int append(ByteBuffer src) throws IOException {
    return write("write", src, (fd, at, length) -> Bindings.libc().write(fd, at, length));
  }

  @Override
  public int write(ByteBuffer src, long position) throws IOException {
    requirePosition(position);
    requireWritable();
    long base = position - src.position();
    output.lock.lock();
    try {
      return write(
          "pwrite",
          src,
          (fd, at, length) -> Bindings.libc().pwrite(fd, at, length, base + src.position()));
    } finally {
      output.unlock();
    }
  }

  private int write(String operation, ByteBuffer src, Transfer call) throws IOException {
    int start = src.position();
    try {
      while (src.hasRemaining()) {
        int size = atOnce(src);
        long n = transfer(operation, output, call, output.staging.addressOf(src, size), size);
        src.position(src.position() + (int) n);
      }
    } catch (IOException e) {
      if (src.position() == start || !isOpen()) {
        throw e;
      } // What was written counts; the next call meets the failure again.
    }
    return src.position() - start;
  }

  /** What is not too much goes with one call: so a record of several buffers is appended whole. */
  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    requireWritable();
    long sum = remaining(srcs, offset, length);
    output.lock.lock();
    try {
      return sum > MOST_STAGED
          ? writeEach(srcs, offset, length)
          : writeTogether(srcs, offset, (int) sum);
    } finally {
      output.unlock();
    }
  }

  private long writeEach(ByteBuffer[] srcs, int offset, int length) throws IOException {
    long written = 0;
    for (int i = offset; i < offset + length; i++) {
      written += append(srcs[i]);
      if (srcs[i].hasRemaining()) {
        break;
      }
    }
    return written;
  }

  private int writeTogether(ByteBuffer[] srcs, int offset, int sum) throws IOException {
    ByteBuffer all = output.staging.of(sum).bytes.clear().limit(sum);
    for (int i = offset; all.hasRemaining(); i++) {
      all.put(srcs[i].duplicate());
    }
    int written = append(all.flip());
    for (int i = offset, rest = written; rest > 0; i++) {
      int n = Math.min(rest, srcs[i].remaining());
      srcs[i].position(srcs[i].position() + n);
      rest -= n;
    }
    return written;
  }

  // The file.

  @Override
  public long position() throws IOException {
    return control("lseek", fd -> Bindings.libc().lseek(fd, 0, SEEK_CUR));
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    requirePosition(newPosition);
    control("lseek", fd -> Bindings.libc().lseek(fd, newPosition, SEEK_SET));
    return this;
  }

  @Override
  public long size() throws IOException {
    if (!descriptor.enter()) {
      throw new ClosedChannelException();
    }
    try {
      return Files.size(DescriptorCalls.path(descriptor.number()));
    } finally {
      descriptor.leave();
    }
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    if (size < 0) {
      throw new IllegalArgumentException("negative size: " + size);
    }
    requireWritable();
    if (size < size()) {
      control("ftruncate", fd -> Bindings.libc().ftruncate(fd, size));
    }
    if (position() > size) {
      position(size);
    }
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    control("fsync", fd -> Bindings.libc().fsync(fd));
  }

  @Override
  protected void implCloseChannel() {
    if (descriptor.beginClose()) {
      input.wake();
      output.wake();
    }
    descriptor.close();
  }
}
