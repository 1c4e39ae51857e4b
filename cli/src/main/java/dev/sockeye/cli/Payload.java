package dev.sockeye.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** The data that the demo sends: a file, or bytes that are generated, the same every time. */
abstract class Payload {

  private final long size;

  private Payload(long size) {
    this.size = size;
  }

  /** The contents of a file. */
  static Payload ofFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (!Files.isRegularFile(file)) {
        String what = Files.isDirectory(file) ? "a folder" : "not a regular file";
        throw new IOException(
            "'" + file + "': " + what + ": give a file, which can be read several times");
      }
      return new FilePayload(file, channel.size());
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file: check the path given with --file", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": permission denied: give a file that you may read", e);
    }
  }

  /** Bytes from a fixed seed. */
  static Payload generated(long size) {
    return new GeneratedPayload(size);
  }

  long size() {
    return size;
  }

  /** Opens it at the beginning. */
  abstract ReadableByteChannel open() throws IOException;

  private static final class FilePayload extends Payload {
    private final Path file;

    FilePayload(Path file, long size) {
      super(size);
      this.file = file;
    }

    @Override
    public String toString() {
      return file + " (" + Units.bytes(size()) + ")";
    }

    @Override
    ReadableByteChannel open() throws IOException {
      return FileChannel.open(file, StandardOpenOption.READ);
    }
  }

  private static final class GeneratedPayload extends Payload {
    GeneratedPayload(long size) {
      super(size);
    }

    @Override
    public String toString() {
      return Units.bytes(size()) + " of generated data";
    }

    @Override
    ReadableByteChannel open() {
      return new Generator(size());
    }
  }

  private static final class Generator implements ReadableByteChannel {
    private final SplittableRandom random = new SplittableRandom(0x5eed);
    private long left;

    Generator(long size) {
      left = size;
    }

    @Override
    public int read(ByteBuffer dst) {
      if (left == 0) {
        return -1;
      }
      int n = (int) Math.min(left, dst.remaining());
      byte[] bytes = new byte[n];
      random.nextBytes(bytes);
      dst.put(bytes);
      left -= n;
      return n;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      left = 0;
    }
  }
}
