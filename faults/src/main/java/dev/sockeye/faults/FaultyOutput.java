package dev.sockeye.faults;

import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.sockeye.Errno;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;

/**
 * What a {@link FaultyStream} writes: at once, or, where the plan delays it, when it is time.
 * Guarded by the stream's lock; goes on after its close until all has left.
 */
final class FaultyOutput {

  private static final int CHUNK = 64 * 1024;

  private final FaultyStream stream;
  private final StreamEndpoint under;
  private final DelayedBytes delayed = new DelayedBytes();
  private ByteBuffer chunk; // null until it is needed
  private IOException failure; // of what was written before; null if there was none
  private boolean shut; // only ever set
  private boolean shutUnder; // only ever set
  private boolean closes; // only ever set: once all has left
  private long endLeaves = System.nanoTime(); // not before

  FaultyOutput(FaultyStream stream) {
    this.stream = stream;
    under = stream.under();
  }

  boolean isShut() {
    return shut;
  }

  boolean isReady() {
    if (shut || failure != null || stream.broken() != null || stream.link().isSilent()) {
      return true;
    } else if (isDirect()) {
      return stream.readyUnder(OP_WRITE) != 0;
    }
    return delayed.room() > 0;
  }

  private boolean isDirect() {
    return delayed.isEmpty() && !stream.link().sent().delays();
  }

  /** Writes what there is room for; 0 if there is none. */
  long write(String operation, ByteBuffer[] srcs, int offset, int length) throws IOException {
    requireUnbroken(operation);
    Link link = stream.link();
    Line line = link.sent();
    ByteBuffer src = FaultyStream.first(srcs, offset, length);
    if (link.isSilent()) {
      int n = src.remaining();
      src.position(src.limit());
      return n;
    } else if (line.event() != null) {
      stream.strike(line.event(), line);
      return write(operation, srcs, offset, length);
    }
    int longest = stream.isBlocking() ? Integer.MAX_VALUE : line.plan().maxWrite();
    int limit = line.untilEvent(line.untilChunk(src.remaining(), longest));
    boolean limited =
        longest != Integer.MAX_VALUE || line.untilEvent(Integer.MAX_VALUE) != Integer.MAX_VALUE;
    long n;
    if (!isDirect()) {
      n = delay(line, src, limit);
    } else if (limited || length == 1) {
      n = writeNow(src, limit);
    } else {
      n = writeNow(srcs, offset, length);
    }
    carried(line, (int) n);
    return n;
  }

  private void requireUnbroken(String operation) throws IOException {
    if (failure != null) {
      throw failure;
    } else if (stream.broken() != null) {
      boolean reset = stream.broken() == FaultEvent.What.RESET;
      throw stream.failure(operation, reset ? Errno.ECONNRESET : Errno.EPIPE);
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

  private int delay(Line line, ByteBuffer src, int limit) {
    int room = Math.min(limit, delayed.room());
    if (room == 0) {
      return 0;
    }
    long arrival = line.arrivalInOrder(room);
    stream.tryAgainAt(arrival);
    return delayed.add(src, room, arrival);
  }

  private int writeNow(ByteBuffer src, int limit) throws IOException {
    int end = src.limit();
    src.limit(src.position() + limit);
    try {
      int n = under.write(src);
      written(n, limit);
      return n;
    } catch (IOException e) {
      throw stream.failed(e);
    } finally {
      src.limit(end);
    }
  }

  private long writeNow(ByteBuffer[] srcs, int offset, int length) throws IOException {
    try {
      long n = under.write(srcs, offset, length);
      written(n, FaultyStream.first(srcs, offset, length) == null ? n : Long.MAX_VALUE);
      return n;
    } catch (IOException e) {
      throw stream.failed(e);
    }
  }

  private void written(long n, long wanted) {
    if (n < wanted) {
      stream.notReady(OP_WRITE);
      stream.watchFor(OP_WRITE);
    }
  }

  /** No more is written. */
  void shut() throws IOException {
    if (shut) {
      return;
    }
    shut = true;
    long slow = stream.link().sent().plan().slowClose();
    if (stream.link().isSilent() || stream.broken() != null) {
      return; // nobody is told
    } else if (delayed.isEmpty() && slow == 0 && !stream.link().sent().delays()) {
      shutUnder = true;
      under.shutdownOutput();
    } else {
      endLeaves = stream.link().sent().arrivalInOrder(0) + slow;
      stream.tryAgainAt(endLeaves);
    }
  }

  /** A fault ends the connection, once what was written has left. */
  void endBy(FaultEvent.What what) {
    if (delayed.isEmpty()) {
      stream.breakUnder();
    } else {
      closes = true;
    }
  }

  /** Ends the output underneath, of a connection that is about to be closed. */
  void shutUnder() {
    try {
      if (under.isOpen() && !shutUnder) {
        shutUnder = true;
        under.shutdownOutput();
      }
    } catch (IOException e) {
      // The close that follows says the same.
    }
  }

  /** When the last of what was written is to leave, or the end. */
  long lastLeaves() {
    return Math.max(endLeaves, stream.link().sent().arrivalInOrder(0));
  }

  /** Whether the close is yet to come, when all has left. */
  boolean closesLater() {
    long slow = stream.link().sent().plan().slowClose();
    boolean later = !delayed.isEmpty() || slow > 0 || (shut && !shutUnder);
    if (!later || failure != null || stream.link().isSilent() || isAbortive()) {
      delayed.clear();
      return false;
    }
    closes = true;
    endLeaves = stream.link().sent().arrivalInOrder(0) + slow;
    stream.tryAgainAt(endLeaves);
    return true;
  }

  private boolean isAbortive() {
    try {
      return under.supportedOptions().contains(StandardSocketOptions.SO_LINGER)
          && Integer.valueOf(0).equals(under.getOption(StandardSocketOptions.SO_LINGER));
    } catch (IOException e) {
      return true; // it is closed already
    }
  }

  /** Hands over what it is time for. */
  void push() {
    if (!under.isOpen()) {
      return;
    }
    try {
      while (delayed.arrived() > 0 && pushChunk()) {
        // until all is gone or there is no room
      }
    } catch (IOException e) {
      failure = e;
      delayed.clear();
    }
    if (delayed.isEmpty() && endLeaves - System.nanoTime() <= 0) {
      leave();
    }
  }

  private boolean pushChunk() throws IOException {
    if (chunk == null) {
      chunk = ByteBuffer.allocateDirect(CHUNK);
    }
    delayed.peek(chunk.clear());
    int n = under.write(chunk.flip());
    delayed.take(chunk.clear(), n);
    if (n == 0) {
      stream.notReady(OP_WRITE);
      stream.watchFor(OP_WRITE);
    }
    return n > 0;
  }

  private void leave() {
    if (closes && stream.broken() != null) {
      closes = false;
      stream.breakUnder();
    } else if (closes) {
      closes = false;
      stream.closeUnder();
    } else if (shut && !shutUnder && !stream.link().isSilent() && stream.broken() == null) {
      shutUnder();
    }
  }
}
