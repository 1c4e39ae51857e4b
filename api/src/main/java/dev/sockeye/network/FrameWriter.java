package dev.sockeye.network;

import dev.sockeye.Message;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.BufferList;
import dev.sockeye.internal.Buffers;
import dev.sockeye.internal.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Puts framed messages into a stream, for one thread at a time, with one write for each or for
 * several.
 *
 * <p>Short messages are copied behind their headers, long ones gathered with them. A message whose
 * first byte is written is begun, and a stream of frames can only go on with its rest: where the
 * stream takes no more of it now, that is kept here and goes ahead of what is written next. There
 * is never more than one. Of a message that is not begun nothing is kept.
 *
 * <p>In non-blocking mode the buffer is {@linkplain LentBuffer lent}, and given back by {@link
 * #settle}; a rest is kept in memory of its own.
 */
final class FrameWriter {

  static final int BUFFER = 16 * 1024;

  private static final LentBuffer SHARED = new LentBuffer(BUFFER);

  private final StreamEndpoint stream;
  private ByteBuffer header; // of a long message; null until there is one

  // From position to limit: the rest of a message that is begun, then the frames that were added.
  private ByteBuffer out = LentBuffer.NONE;

  private boolean lent; // Whether `out` is to be given back.
  private volatile int held; // What `out` takes between calls in non-blocking mode.

  private int added; // How many frames were,
  private int first; // and where the first of them begins.

  private ByteBuffer[] vector; // out, header, payload; null until a message is long

  FrameWriter(StreamEndpoint stream) {
    this.stream = stream;
  }

  /** How many bytes of a message that is begun are still to be written. */
  int rest() {
    return out.remaining();
  }

  /** The memory that is held between calls in non-blocking mode, in bytes. */
  int held() {
    return held;
  }

  /** Ends a call: what is held from now on is no more than the rest. */
  void settle() {
    added = 0; // also where a write threw what no stream throws
    if (lent || isOutgrown()) {
      out = SHARED.release(out, lent);
      lent = false;
    } else if (isRest() && !out.hasRemaining()) {
      out = LentBuffer.NONE;
    }
    int now = isRest() ? out.capacity() : 0;
    if (now != held) {
      held = now;
    }
  }

  /** Whether it is of blocking mode, which the stream has left. */
  private boolean isOutgrown() {
    return out.isDirect() && out.capacity() > 0 && !stream.isBlocking();
  }

  /** Whether it is what was kept of a message in non-blocking mode. */
  private boolean isRest() {
    return !out.isDirect();
  }

  /**
   * Adds a short message to what the next {@link #write()} writes; its buffers stay where they are.
   *
   * @return {@code false} if it does not fit
   */
  boolean add(BufferList payload, int length) {
    if (!begin(length)) {
      return false;
    }
    put(payload, out.limit() - length);
    return true;
  }

  /**
   * Adds a short message as {@link #add(BufferList, int)} does.
   *
   * @param limit its longest length
   * @return {@code false} if it is longer or does not fit
   */
  boolean add(Message message, int limit) {
    long length = message.remaining();
    if (length > limit || !begin((int) length)) {
      return false;
    }
    Buffers.gather(message, out, out.limit() - (int) length);
    return true;
  }

  /**
   * Adds short messages behind one that was {@linkplain #add(Message, int) added}, up to the first
   * that has a receiver or attributes, is longer, or does not fit into what is free.
   *
   * @param limit their longest length
   * @return how many were added
   */
  int addBare(Message[] messages, int from, int to, int limit) {
    ByteBuffer frames = out;
    int at = frames.limit();
    int end = frames.capacity();
    int next = from;
    frames.limit(end);
    try {
      while (next < to && isBare(messages[next])) {
        long length = messages[next].remaining();
        if (length > limit || length > end - at - FrameReader.HEADER) {
          break;
        }
        frames.putInt(at, (int) length);
        Buffers.gather(messages[next], frames, at + FrameReader.HEADER);
        at += FrameReader.HEADER + (int) length;
        next++;
      }
    } finally {
      frames.limit(at);
      added += next - from;
    }
    return next - from;
  }

  private static boolean isBare(Message message) {
    return message.attributeCount() == 0 && message.peer() == null;
  }

  /** Puts a header, and makes room for its message behind it. */
  private boolean begin(int length) {
    int frame = FrameReader.HEADER + length;
    if (frame > out.capacity() - out.limit() && !makeRoom(frame)) {
      return false;
    }
    int end = out.limit();
    if (added == 0) {
      first = end;
    }
    out.limit(end + frame).putInt(end, length);
    added++;
    return true;
  }

  private boolean makeRoom(int frame) {
    if ((out.capacity() == 0 || isRest()) && out.remaining() + frame <= BUFFER) {
      open();
    }
    if (frame > out.capacity() - out.remaining()) {
      return false;
    }
    first -= out.position();
    out.compact().flip();
    return true;
  }

  private void open() {
    first -= out.position();
    boolean lend = !stream.isBlocking();
    ByteBuffer opened = lend ? SHARED.take() : ByteBuffer.allocateDirect(BUFFER);
    out = opened.clear().put(out).flip();
    lent = lend;
  }

  private void put(BufferList payload, int index) {
    int at = index;
    for (int i = 0; i < payload.count(); i++) {
      ByteBuffer part = payload.get(i);
      int n = part.remaining();
      out.put(at, part, part.position(), n);
      at += n;
    }
  }

  /**
   * Writes the rest of the message before, and what was added.
   *
   * @return how many of the messages that were added are begun; the others are dropped
   */
  int write() throws IOException {
    try {
      stream.write(out);
    } catch (IOException e) {
      dropUnbegun();
      if (added == 0 || !stream.isOpen()) {
        throw e;
      } // What is begun counts as sent: the next call meets the failure again.
    } finally {
      dropUnbegun();
    }
    if (!out.hasRemaining()) {
      out.clear().limit(0); // The next frames go where the processor still has these.
    }
    int begun = added;
    added = 0;
    return begun;
  }

  /** Drops the messages that were added and of which nothing is written. */
  void dropUnbegun() {
    if (added == 0 || !out.hasRemaining()) {
      return;
    }
    int end = first;
    added = 0;
    while (end < out.position()) {
      end += FrameReader.HEADER + out.getInt(end);
      added++;
    }
    out.limit(end);
  }

  /**
   * Writes the rest of the message before and a long one.
   *
   * @return whether it is begun; if so its buffers are consumed
   */
  boolean write(BufferList payload, int length) throws IOException {
    if (header == null) {
      header = ByteBuffer.allocateDirect(FrameReader.HEADER);
    }
    header.clear().putInt(length).flip();
    try {
      stream.write(vector(payload), 0, payload.count() + 2);
    } catch (IOException e) {
      if (!headerBegun() || !stream.isOpen()) {
        payload.restore();
        throw e;
      } // What is begun counts as sent: the next call meets the failure again.
    } finally {
      Arrays.fill(vector, null);
    }
    if (headerBegun()) {
      keepRest(payload);
      return true;
    }
    return false;
  }

  private boolean headerBegun() {
    return header.remaining() < FrameReader.HEADER;
  }

  private ByteBuffer[] vector(BufferList payload) {
    if (vector == null || vector.length < payload.count() + 2) {
      vector = new ByteBuffer[payload.count() + 2];
    }
    vector[0] = out;
    vector[1] = header;
    for (int i = 0; i < payload.count(); i++) {
      vector[i + 2] = payload.get(i);
    }
    return vector;
  }

  private void keepRest(BufferList payload) {
    emptyFor(header.remaining() + (int) payload.remaining()).put(header);
    payload.copyTo(out);
    out.flip();
    payload.consume();
  }

  /** The rest before is written once another message is begun, so the buffer is free for this. */
  private ByteBuffer emptyFor(int rest) {
    if (rest > out.capacity()) {
      settle();
      out =
          stream.isBlocking()
              ? ByteBuffer.allocateDirect(Math.max(rest, BUFFER))
              : ByteBuffer.allocate(rest);
    }
    return out.clear();
  }

  /** Writes the rest of the message before, and takes out of the frames those that are begun. */
  void write(Frames frames) throws IOException {
    if (!writeRest()) {
      return;
    }
    ByteBuffer bytes = frames.bytes();
    int start = bytes.position();
    try {
      stream.write(bytes);
    } catch (IOException e) {
      if (bytes.position() == start || !stream.isOpen()) {
        throw e;
      } // What is begun counts as sent: the next call meets the failure again.
    } finally {
      if (bytes.hasRemaining()) {
        keepRest(bytes, frames.begun(start));
      }
    }
  }

  private void keepRest(ByteBuffer bytes, int rest) {
    if (rest > 0) {
      int end = bytes.limit();
      emptyFor(rest).put(bytes.limit(bytes.position() + rest)).flip();
      bytes.limit(end);
    }
  }

  /**
   * Writes the rest of the message before.
   *
   * @return whether none is left
   */
  boolean writeRest() throws IOException {
    if (out.hasRemaining()) {
      stream.write(out);
    }
    return !out.hasRemaining();
  }
}
