package dev.sockeye.server;

import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * What a stream connection keeps of its output, in order: bytes, and parts of files, of which
 * nothing is read before the socket has room. For the loop's thread alone.
 */
final class KeptOutput {

  private static final String EXCUSE =
      "the peer reads too slowly for what is written: write less at a time, or raise"
          + " outputLimit, which";

  private final Terms terms;
  private final ArrayDeque<Part> parts = new ArrayDeque<>(1); // none of them is empty
  private int kept;
  private int files; // of the parts

  KeptOutput(Terms terms) {
    this.terms = terms;
  }

  /** One of the two is {@code null}. */
  private record Part(KeptBytes bytes, FilePart file) {

    private long size() {
      return file == null ? bytes.size() : file.left();
    }
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** How many bytes are in memory, those included that a part of a file counts as. */
  int kept() {
    return kept;
  }

  /** How many bytes are to be written. */
  long size() {
    long size = 0;
    for (Part part : parts) {
      size += part.size();
    }
    return size;
  }

  /**
   * Copies all of the source behind what is kept: within one limit, parted by files or not.
   *
   * @param posted how many bytes more are to have room
   */
  void add(ByteBuffer src, int posted) throws IOException {
    requireRoom(src.remaining() + (long) posted);
    int more = src.remaining();
    KeptBytes bytes = last();
    bytes.add(src);
    added(bytes, more);
  }

  /**
   * Does that with bytes that were posted, for which room and memory were taken then.
   *
   * @return how much of that memory they have now
   */
  int addPosted(ByteBuffer src) throws IOException {
    int more = src.remaining();
    KeptBytes bytes = last();
    int taken = bytes.addPromised(src);
    added(bytes, more);
    return taken;
  }

  /** Where further bytes go, in order; a new store if there is none. */
  private KeptBytes last() {
    Part last = parts.peekLast();
    return last != null && last.file == null
        ? last.bytes
        : new KeptBytes(terms.outputLimit(), terms.memory(), EXCUSE);
  }

  private void added(KeptBytes bytes, int more) {
    kept += more;
    Part last = parts.peekLast();
    if (last == null || last.file != null) {
      parts.addLast(new Part(bytes, null));
    }
  }

  private void requireRoom(long more) throws IOException {
    if (kept + more > terms.outputLimit()) {
      throw new IOException(EXCUSE + " is " + terms.outputLimit());
    }
  }

  /** Keeps a part of a file, of which one is kept whatever the limit. */
  void add(FilePart file) throws IOException {
    if (files > 0) {
      requireRoom(FilePart.KEPT);
    }
    if (!terms.memory().take(FilePart.KEPT)) {
      throw terms.memory().exceeded();
    }
    parts.addLast(new Part(null, file));
    files++;
    kept += FilePart.KEPT;
  }

  private void dropFile() {
    files--;
    kept -= FilePart.KEPT;
    terms.memory().giveBack(FilePart.KEPT);
  }

  /** Writes what the socket takes now; gives how much that was. */
  long writeTo(StreamEndpoint endpoint) throws IOException {
    long written = 0;
    boolean more = true;
    while (more && !parts.isEmpty()) {
      Part first = parts.peekFirst();
      written += first.file == null ? write(first.bytes, endpoint) : first.file.writeTo(endpoint);
      more = first.size() == 0;
      if (more && first.equals(parts.pollFirst()) && first.file != null) { // else cleared meanwhile
        dropFile();
      }
    }
    return written;
  }

  private int write(KeptBytes bytes, StreamEndpoint endpoint) throws IOException {
    int before = bytes.size();
    bytes.take(rest -> endpoint.write(rest));
    int written = before - bytes.size();
    kept -= written;
    return written;
  }

  void clear() {
    for (Part part : parts) {
      if (part.file == null) {
        part.bytes.clear();
      } else {
        dropFile();
      }
    }
    parts.clear();
    kept = 0;
  }
}
