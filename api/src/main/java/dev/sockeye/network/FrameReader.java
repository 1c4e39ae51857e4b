package dev.sockeye.network;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.BufferList;
import dev.sockeye.internal.Buffers;
import dev.sockeye.internal.Frames;
import dev.sockeye.spi.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/**
 * Takes framed messages out of a stream, for one thread at a time.
 *
 * <p>One read takes as many frames as there are. A message longer than the buffer is read straight
 * into its destination, after what the buffer had of it. When a read fails, finds nothing, or the
 * time is over in the middle of that, the bytes are copied back from the destination: they live
 * here, header and all, until the message is complete, and no call but the one that delivers it
 * changes a destination. Such a message is not read straight again, so that one which comes in many
 * pieces is copied twice at most; the buffer grows for it with the bytes that have come (and not
 * with those that were promised), and keeps its size.
 *
 * <p>In non-blocking mode the buffer is {@linkplain LentBuffer lent}, and given back by {@link
 * #settle} unless whole messages are left in it, for which the caller will come again at once. A
 * part of a message is kept in memory of its own meanwhile. One that was made in blocking mode,
 * such as by a client that said hello before a loop had its connection, is let go of in the same
 * way.
 */
final class FrameReader {

  static final int HEADER = Frames.HEADER;
  static final int BUFFER = 64 * 1024;

  /** What is copied to the lent buffer before more is read, and is not grown where it is. */
  private static final int SMALL = 4 * 1024;

  private static final LentBuffer SHARED = new LentBuffer(BUFFER);

  private final AdaptingEndpoint<StreamEndpoint, ?> endpoint;
  private final StreamEndpoint stream;

  // From position to limit: frames, the first one from its header on.
  private ByteBuffer in = LentBuffer.NONE;

  private boolean lent; // Whether `in` is to be given back.
  private volatile int held; // What `in` takes between calls in non-blocking mode.

  private boolean inPieces; // The first frame was read straight once, in vain.
  private int skip; // Bytes ahead of the first frame: the rest of a message that was cut.
  private int length; // Of the first frame; between calls of the one that was received by itself.
  private long deadline;

  FrameReader(AdaptingEndpoint<StreamEndpoint, ?> endpoint) {
    this.endpoint = endpoint;
    stream = endpoint.under();
  }

  /** The length of what {@link #receive} gave last: more than was received if it was cut. */
  int length() {
    return length;
  }

  /** The memory that is held between calls in non-blocking mode, in bytes. */
  int held() {
    return held;
  }

  /** Ends a call: what is held from now on is no more than what has come. */
  void settle() {
    boolean counted = lent || isOutgrown();
    if (counted && !hasMessage()) {
      in = SHARED.release(in, lent);
      lent = false;
    } else if (!in.hasRemaining() && !in.isDirect()) {
      in = LentBuffer.NONE;
    }
    int now = counted || !in.isDirect() ? in.capacity() : 0;
    if (now != held) {
      held = now;
    }
  }

  /** Whether it is of blocking mode, which the endpoint has left. */
  private boolean isOutgrown() {
    return in.isDirect() && in.capacity() > 0 && !endpoint.isBlocking();
  }

  /** Whether the first message is whole; one that is too long never will be. */
  private boolean hasMessage() {
    int there = in.remaining() - HEADER;
    return there >= 0 && skip == 0 && Integer.compareUnsigned(next(), there) <= 0;
  }

  private int next() {
    return in.getInt(in.position());
  }

  /**
   * Takes messages of which all is in the buffer, up to the first that is not, or is too long.
   *
   * @param to where they go, from {@code from} on and before {@code end}, in writable buffers
   * @param limit their longest length
   * @param peer whom they are from
   * @return how many there are
   */
  int take(Message[] to, int from, int end, int limit, SocketAddress peer) {
    ByteBuffer frames = in;
    int last = skip > 0 ? -1 : frames.limit() - HEADER; // where a header can be at most
    int at = frames.position();
    int next = from;
    try {
      while (next < end && at <= last) {
        int said = frames.getInt(at);
        if (said < 0 || said > last - at || said > limit) {
          break;
        }
        int put = Buffers.scatter(frames, at + HEADER, said, to[next]);
        to[next].received(peer, Buffers.flags(said > put));
        at += HEADER + said;
        next++;
      }
    } finally {
      frames.position(at);
    }
    return next - from;
  }

  /**
   * Receives a message.
   *
   * @param limit its longest length
   * @return how many bytes were put into the buffers, or as {@link MessageEndpoint#receive} says
   */
  int receive(BufferList to, int limit) throws IOException {
    to.requireWritable();
    deadline = NOT_YET;
    int ahead = fillHeader();
    if (ahead <= 0) {
      return ahead < 0 ? MessageEndpoint.END_OF_INPUT : MessageEndpoint.WOULD_BLOCK;
    }
    length = checked(next() & 0xffff_ffffL, limit);
    int frame = HEADER + length;
    boolean buffered = in.remaining() >= frame;
    return buffered || inPieces || frame <= BUFFER
        ? receiveBuffered(to, frame)
        : receiveStraight(to);
  }

  private int checked(long said, int limit) throws IOException {
    if (said <= limit) {
      return (int) said;
    }
    throw new SocketErrnoException(
        endpoint.sentence(
            "receive",
            "a frame says that it has "
                + said
                + " bytes, more than the "
                + limit
                + " of "
                + EndpointOptions.MAX_MESSAGE_SIZE.name()
                + " ("
                + Errno.EPROTO
                + ")"),
        Errno.EPROTO);
  }

  /** Gives 1 if the next header is there, 0 if not now, -1 at the end of the stream. */
  private int fillHeader() throws IOException {
    while (skip > 0) {
      int n = fill(1);
      if (n <= 0) {
        return n == 0 ? 0 : endInside(skip, "a message");
      }
      int skipped = Math.min(skip, in.remaining());
      in.position(in.position() + skipped);
      skip -= skipped;
    }
    int n = fill(HEADER);
    return n < 0 && in.hasRemaining() ? endInside(HEADER - in.remaining(), "a frame's header") : n;
  }

  private int endInside(long missing, String what) throws EOFException {
    throw new EOFException(
        endpoint.sentence(
            "receive", "the stream ends inside " + what + ", " + missing + " bytes are missing"));
  }

  private int endInsideMessage(long had) throws EOFException {
    return endInside(length - had, "a message of " + length + " bytes");
  }

  private int receiveBuffered(BufferList to, int frame) throws IOException {
    int n = fill(frame);
    if (n <= 0) {
      return n == 0
          ? MessageEndpoint.WOULD_BLOCK
          : endInsideMessage((long) in.remaining() - HEADER);
    }
    inPieces = false;
    in.position(in.position() + HEADER);
    int put = to.fillFrom(in, length);
    in.position(in.position() + length - put);
    return put;
  }

  private int receiveStraight(BufferList to) throws IOException {
    in.position(in.position() + HEADER);
    int want = (int) Math.min(length, to.remaining());
    int n = 0;
    try {
      to.fillFrom(in, want);
      n = readStraight(to, want);
    } finally {
      if (n <= 0) {
        putBack(to);
      }
    }
    if (n <= 0) {
      return n == 0
          ? MessageEndpoint.WOULD_BLOCK
          : endInsideMessage((long) in.remaining() - HEADER);
    }
    skip = length - want;
    return want;
  }

  private int readStraight(BufferList to, int want) throws IOException {
    int missing = want - (int) to.moved();
    for (int i = 0; i < to.count() && missing > 0; i++) {
      ByteBuffer dst = to.get(i);
      int limit = dst.limit();
      int part = Math.min(missing, dst.remaining());
      dst.limit(dst.position() + part);
      try {
        while (dst.hasRemaining()) {
          int n = read(dst);
          if (n <= 0) {
            return n;
          }
        }
      } finally {
        dst.limit(limit);
      }
      missing -= part;
    }
    return 1;
  }

  /** The buffer is empty here: what it had went to the destination. */
  private void putBack(BufferList from) {
    int had = HEADER + (int) from.moved();
    in.clear().limit(0);
    if (in.capacity() < had) {
      moveTo(allocate((int) Math.min(HEADER + (long) length, 2L * had)));
    }
    in.clear().putInt(length);
    from.copyMovedTo(in);
    from.restore();
    in.flip();
    inPieces = true;
  }

  /** Reads until the buffer has so many bytes: 1, or what a read gave that did not help. */
  private int fill(int need) throws IOException {
    while (in.remaining() < need) {
      makeRoom(need);
      int start = in.position();
      in.position(in.limit()).limit(in.capacity());
      int n;
      try {
        n = read(in);
      } finally {
        in.limit(in.position()).position(start);
      }
      if (n <= 0) {
        return n;
      }
    }
    return 1;
  }

  private void makeRoom(int need) {
    if (!in.hasRemaining()) {
      in.clear().flip();
    }
    if (in.capacity() == 0 || (isRest() && in.remaining() <= SMALL)) {
      open();
    } else if (in.remaining() == in.capacity()) {
      long least = isRest() ? 0 : BUFFER;
      moveTo(allocate((int) Math.max(least, Math.min(need, 2L * in.capacity()))));
    } else if (in.position() > 0 && in.capacity() - in.position() < need) {
      in.compact().flip();
    }
  }

  /** Whether it is what was kept of a lent buffer. */
  private boolean isRest() {
    return !in.isDirect();
  }

  private void open() {
    boolean lend = !endpoint.isBlocking();
    moveTo(lend ? SHARED.take() : ByteBuffer.allocateDirect(BUFFER).limit(0));
    lent = lend;
  }

  /** Memory to be held until its message has come; on a loop the collector's, and counted. */
  private ByteBuffer allocate(int size) {
    boolean collected = lent || isRest();
    return (collected ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size)).limit(0);
  }

  private void moveTo(ByteBuffer other) {
    ByteBuffer before = in;
    in = other.clear().put(before).flip();
    if (lent) {
      SHARED.giveBack(before);
      lent = false;
    }
  }

  private static final long NOT_YET = Long.MIN_VALUE;

  private int read(ByteBuffer dst) throws IOException {
    if (deadline == NOT_YET) {
      deadline = endpoint.receiveDeadline();
    } else if (Deadline.remaining(deadline) <= 0) {
      throw new SocketTimeoutException(endpoint.sentence("receive", "timed out"));
    }
    return stream.read(dst);
  }
}
