package dev.sockeye.posix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file without a name: what is done by reads and writes, and what is not done. */
abstract class UnnamedFile extends FileChannel {

  /** Fails unless this is open, can be read, and has such a position. */
  abstract void requireReadable(long position) throws IOException;

  /** Fails unless this is open, can be written to, and has such a position. */
  abstract void requireWritable(long position) throws IOException;

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    requireReadable(position);
    ByteBuffer chunk = chunk(count);
    long done = 0;
    boolean more = true;
    while (more && done < count) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), count - done));
      more = read(chunk, position + done) > 0;
      done += more ? target.write(chunk.flip()) : 0;
      more &= !chunk.hasRemaining();
    }
    return done;
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    requireWritable(position);
    if (position > size()) {
      return 0;
    }
    ByteBuffer chunk = chunk(count);
    long done = 0;
    boolean more = true;
    while (more && done < count) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), count - done));
      more = source.read(chunk) > 0;
      done += more ? write(chunk.flip(), position + done) : 0;
    }
    return done;
  }

  private static ByteBuffer chunk(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("negative count: " + count);
    }
    return ByteBuffer.allocateDirect((int) Math.min(65_536, count));
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw byNameOnly("mapped");
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw byNameOnly("locked");
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw byNameOnly("locked");
  }

  private static UnsupportedOperationException byNameOnly(String what) {
    return new UnsupportedOperationException(
        "a file that came as a descriptor cannot be " + what + " here: open it by its name");
  }
}
