package dev.sockeye.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A pipe through which the system moves bytes from one descriptor to another, {@code splice(2)},
 * mostly as references to its pages. Nothing here waits. For one thread at a time; Linux.
 */
final class SplicePipe implements Closeable {

  /** What a pipe may hold that no privilege is needed for, {@code /proc/sys/fs/pipe-max-size}. */
  private static final int SIZE = 1 << 20;

  private static final int FLAGS = Abi.SPLICE_F_MOVE | Abi.SPLICE_F_NONBLOCK;

  private final int readEnd;
  private final int writeEnd;
  private final int capacity;
  private FileChannel fileEnd; // that the JDK writes a file's bytes to; null if none come
  private int held;

  private SplicePipe(int readEnd, int writeEnd) {
    this.readEnd = readEnd;
    this.writeEnd = writeEnd;
    Bindings.libc().fcntl(writeEnd, Abi.F_SETPIPE_SZ, SIZE); // else it stays as it is
    capacity = Bindings.libc().fcntl(writeEnd, Abi.F_GETPIPE_SZ, 0);
  }

  /** Opens one. */
  static SplicePipe open() throws IOException {
    Memory descriptors = Memory.allocate(2 * Integer.BYTES);
    int flags = Abi.O_CLOEXEC | Abi.CURRENT.nonBlock();
    int result = Bindings.libc().pipe2(descriptors.address, flags);
    if (result < 0) {
      throw DescriptorCalls.failure("pipe", result);
    }
    return new SplicePipe(descriptors.getInt(0), descriptors.getInt(Integer.BYTES));
  }

  /** Opens one for the bytes of files; {@code null} where that cannot be. */
  static SplicePipe openForFiles() {
    SplicePipe pipe = null;
    try {
      pipe = open();
      Path end = DescriptorCalls.path(pipe.writeEnd);
      pipe.fileEnd = FileChannel.open(end, StandardOpenOption.WRITE);
      return pipe;
    } catch (IOException e) { // out of descriptors, or no /proc
      if (pipe != null) {
        pipe.close();
      }
      return null;
    }
  }

  /** Where what is held comes out, for tests. */
  int readEnd() {
    return readEnd;
  }

  /** How many bytes are in it. */
  int held() {
    return held;
  }

  /**
   * Takes bytes, while none are held.
   *
   * @param from a stream that does not block
   * @return how many; 0 at its end; the negated error number if it failed
   */
  long take(int from) {
    return noteTaken(Bindings.libc().splice(from, writeEnd, capacity, FLAGS));
  }

  private long noteTaken(long n) {
    held += (int) Math.max(0, n);
    return n;
  }

  /**
   * Takes bytes of a file, while none are held.
   *
   * @param file the file, whose position is neither used nor changed
   * @return how many; 0 where it ends
   */
  long take(FileChannel file, long position, long count) throws IOException {
    return noteTaken(file.transferTo(position, Math.min(count, capacity), fileEnd));
  }

  /**
   * Gives bytes, while some are held.
   *
   * @param to a stream that does not block
   * @return how many; the negated error number if it failed
   */
  long give(int to) {
    long n = Bindings.libc().splice(readEnd, to, held, FLAGS);
    held -= (int) Math.max(0, n);
    return n;
  }

  /** Takes what is held out again. */
  ByteBuffer recover() throws IOException {
    Memory memory = Memory.allocate(held);
    while (held > 0) {
      int at = memory.size() - held;
      long n = Bindings.libc().read(readEnd, memory.address + at, held);
      if (n < 0) {
        throw DescriptorCalls.failure("read", (int) n);
      }
      held -= (int) n;
    }
    return memory.bytes.duplicate();
  }

  /** What is held is lost. */
  @Override
  public void close() {
    Bindings.libc().close(readEnd);
    Bindings.libc().close(writeEnd);
    if (fileEnd != null) {
      closeFileEnd();
    }
  }

  private void closeFileEnd() {
    try {
      fileEnd.close();
    } catch (IOException e) {
      // Nobody reads from it any more, and what it had taken is given on or lost.
    }
  }
}
