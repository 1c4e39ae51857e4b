package dev.sockeye.faults;

import static java.nio.channels.SelectionKey.OP_READ;

import dev.sockeye.Errno;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a {@link FaultyStream} reads: as it comes, or, where the plan delays it, what has been read
 * underneath at once and arrives later. Guarded by the stream's lock.
 */
final class FaultyInput {

  private static final int CHUNK = 64 * 1024;

  private final FaultyStream stream;
  private final StreamEndpoint under;
  private final DelayedBytes delayed = new DelayedBytes();
  private ByteBuffer chunk; // null until it is needed
  private long lastArrival; // of what is under way
  private boolean ended; // only ever set: no more comes from underneath
  private IOException failure; // how it ended; null for an end of the stream
  private long endArrives;
  private boolean shut; // only ever set

  FaultyInput(FaultyStream stream) {
    this.stream = stream;
    under = stream.under();
  }

  void shut() throws IOException {
    shut = true;
    delayed.clear();
    if (under.isOpen()) {
      under.shutdownInput();
    }
  }

  /** Throws all away; whether there was something that was not read. */
  boolean discard() {
    boolean unread = !delayed.isEmpty();
    delayed.clear();
    return unread;
  }

  boolean isReady() {
    if (shut) {
      return true;
    } else if (stream.link().isSilent()) {
      return false;
    }
    pull();
    if (delayed.arrived() > 0 || isOver()) {
      return true;
    }
    return isDirect() && stream.readyUnder(OP_READ) != 0;
  }

  /** Whether there is nothing between the reader and the endpoint underneath. */
  private boolean isDirect() {
    return delayed.isEmpty() && !ended && stream.broken() == null && !delays();
  }

  private boolean delays() {
    Line line = stream.link().received();
    return line.delays() || line.plan().slowClose() > 0;
  }

  /** Whether the end, or a break, is the next thing that is told. */
  private boolean isOver() {
    if (!delayed.isEmpty()) {
      return false;
    }
    return stream.broken() != null || (ended && endArrives - System.nanoTime() <= 0);
  }

  /** Reads what has arrived; 0 if nothing has. */
  long read(String operation, ByteBuffer[] dsts, int offset, int length) throws IOException {
    if (shut) {
      return -1;
    }
    Link link = stream.link();
    Line line = link.received();
    if (link.isSilent()) {
      return 0;
    }
    FaultEvent.What event = stream.broken() == null && delayed.isEmpty() ? line.event() : null;
    if (event != null) {
      stream.strike(event, line);
      return event == FaultEvent.What.SILENCED ? 0 : read(operation, dsts, offset, length);
    }
    pull();
    int longest = line.plan().maxRead();
    ByteBuffer dst = FaultyStream.first(dsts, offset, length);
    if (isDirect()) {
      return readDirectly(line, longest, dsts, offset, length, dst);
    } else if (delayed.arrived() > 0) {
      return take(line, line.untilChunk(dst.remaining(), longest), dst);
    }
    return isOver() ? end(operation) : 0;
  }

  private int take(Line line, int limit, ByteBuffer dst) {
    int n = delayed.take(dst, limit);
    line.chunked(n);
    if (delayed.isEmpty() && stream.broken() == null && line.event() == FaultEvent.What.SILENCED) {
      stream.strike(FaultEvent.What.SILENCED, line);
    }
    return n;
  }

  private int end(String operation) throws IOException {
    if (stream.broken() == FaultEvent.What.RESET) {
      throw stream.failure(operation, Errno.ECONNRESET);
    } else if (stream.broken() == null && failure != null) {
      throw failure;
    }
    return -1;
  }

  private long readDirectly(
      Line line, int longest, ByteBuffer[] dsts, int offset, int length, ByteBuffer first)
      throws IOException {
    int limit = line.untilEvent(line.untilChunk(first.remaining(), longest));
    long n;
    try {
      n =
          length == 1 || limit < first.remaining()
              ? limited(first, limit)
              : whole(line, longest, dsts, offset, length, first);
    } catch (IOException e) {
      throw stream.failed(e);
    }
    if (n >= 0) {
      stream.notReady(OP_READ);
      carried(line, (int) n);
    }
    if (n == 0) {
      stream.watchFor(OP_READ);
    }
    return n;
  }

  /** Into all buffers, if the plan says nothing of how much that is. */
  private long whole(
      Line line, int longest, ByteBuffer[] dsts, int offset, int length, ByteBuffer first)
      throws IOException {
    boolean limited =
        longest != Integer.MAX_VALUE || line.untilEvent(Integer.MAX_VALUE) != Integer.MAX_VALUE;
    return limited ? under.read(first) : under.read(dsts, offset, length);
  }

  private int limited(ByteBuffer dst, int limit) throws IOException {
    int end = dst.limit();
    dst.limit(dst.position() + limit);
    try {
      return under.read(dst);
    } finally {
      dst.limit(end);
    }
  }

  private void carried(Line line, int n) {
    line.chunked(n);
    line.carried(n);
    FaultEvent.What event = line.event();
    if (event != null && n > 0) {
      stream.strike(event, line);
    }
  }

  /** Reads underneath what then is under way, if the plan lets it take time. */
  void pull() {
    if (ended
        || shut
        || stream.broken() != null
        || !stream.isOpen()
        || !stream.connect().isDone()) {
      return;
    }
    Line line = stream.link().received();
    if ((delays() || !delayed.isEmpty()) && !stream.link().isSilent()) {
      while (delayed.room() > 0 && line.event() == null && pullChunk(line)) {
        // until there is no more
      }
    }
  }

  private boolean pullChunk(Line line) {
    if (chunk == null) {
      chunk = ByteBuffer.allocateDirect(CHUNK);
    }
    try {
      chunk.clear().limit(line.untilEvent(Math.min(CHUNK, delayed.room())));
      int n = under.read(chunk);
      if (n < 0) {
        endInput(null);
      } else if (n == 0) {
        stream.notReady(OP_READ);
        stream.watchFor(OP_READ);
      } else {
        arrive(line, chunk.flip());
      }
      return n > 0;
    } catch (IOException e) {
      endInput(e);
      return false;
    }
  }

  private void arrive(Line line, ByteBuffer bytes) {
    int n = bytes.remaining();
    lastArrival = line.arrivalInOrder(n);
    delayed.add(bytes, n, lastArrival);
    stream.tryAgainAt(lastArrival);
    line.carried(n);
    FaultEvent.What event = line.event();
    if (event != null && event != FaultEvent.What.SILENCED) { // which waits until they are read
      stream.at(lastArrival, () -> strikeOnce(event, line));
    }
  }

  private void strikeOnce(FaultEvent.What event, Line line) {
    boolean inForce = line == stream.link().received();
    if (inForce && stream.broken() == null && stream.isOpen() && !stream.link().isSilent()) {
      stream.strike(event, line);
    }
  }

  private void endInput(IOException how) {
    Line line = stream.link().received();
    ended = true;
    failure = how;
    endArrives = line.arrivalInOrder(0) + (how == null ? line.plan().slowClose() : 0);
    stream.tryAgainAt(endArrives);
  }
}
