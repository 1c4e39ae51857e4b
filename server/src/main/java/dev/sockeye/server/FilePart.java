package dev.sockeye.server;

import dev.sockeye.FileTarget;
import dev.sockeye.StreamEndpoint;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A part of a file that is to be written, {@code sendfile(2)} where the endpoint has it. */
final class FilePart {

  /** How much is written in one turn of the loop, so that other connections have theirs. */
  private static final long TURN = 1 << 20;

  /** As how many bytes one counts that waits: itself, and what the queue has of it. */
  static final int KEPT = 256;

  private static final int COPIED = 64 * 1024;

  private final FileChannel file;
  private long position;
  private long left;
  private ByteBuffer copy; // null unless the bytes have to be copied

  FilePart(FileChannel file, long position, long count) {
    this.file = file;
    this.position = position;
    left = count;
  }

  /** How many bytes are to be written. */
  long left() {
    return left;
  }

  /** Writes what the socket takes now; gives how much that was. */
  long writeTo(StreamEndpoint endpoint) throws IOException {
    long most = Math.min(left, TURN);
    long n =
        endpoint instanceof FileTarget target
            ? target.sendFile(file, position, most)
            : FileTarget.NOT_NOW;
    if (n == FileTarget.NOT_NOW) {
      n = copyTo(endpoint, most);
    }
    position += n;
    left -= n;
    if (n < most && left > 0 && position >= file.size()) {
      throw new EOFException("a file that is being written ended " + left + " bytes too early");
    }
    return n;
  }

  private long copyTo(StreamEndpoint endpoint, long most) throws IOException {
    if (copy == null) {
      copy = ByteBuffer.allocate((int) Math.min(COPIED, left));
    }
    copy.clear().limit((int) Math.min(copy.capacity(), most));
    int n = file.read(copy, position) < 0 ? 0 : endpoint.write(copy.flip());
    if (copy.hasRemaining()) {
      copy = null; // Who waits keeps no memory, and reads it again.
    }
    return n;
  }
}
