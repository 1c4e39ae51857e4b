package dev.sockeye.server;

import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NotYetConnectedException;

/**
 * The half of a stream connection that writes: at once what the socket takes, and the rest, bytes
 * and parts of files, when it takes more. For the loop's thread alone, but for {@link #post}.
 */
final class StreamOutput {

  private final StreamConnection connection;
  private final StreamEndpoint endpoint;
  private final PostedBytes posted;
  private KeptOutput kept; // null until something is kept, which most never do
  private boolean ends; // To be shut down once nothing is kept.
  private boolean ended;
  private boolean promised; // What is being written was posted, when there was room for it,
  private int takenOver; // of whose memory so much is the output's.

  StreamOutput(StreamConnection connection, StreamEndpoint endpoint, Terms terms) {
    this.connection = connection;
    this.endpoint = endpoint;
    posted = new PostedBytes(terms);
  }

  /** Whether it may be written to, if the connection is open. */
  boolean isTaking() {
    return !ends;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether something waits for the socket. */
  boolean isWaiting() {
    return !isEmpty() || connection.passages().held() > 0;
  }

  private boolean isEmpty() {
    return kept == null || kept.isEmpty();
  }

  /** How many bytes are in memory. */
  int kept() {
    return isEmpty() ? 0 : kept.kept();
  }

  /** How many bytes are to be written. */
  long pending() {
    return connection.passages().held() + (isEmpty() ? 0 : kept.size());
  }

  void write(ByteBuffer src) throws IOException {
    begin();
    connection.isToWrite(src.remaining());
    if (!isWaiting()) {
      writeNow(src);
    }
    if (src.hasRemaining()) {
      connection.during("write");
      keep(src);
      connection.during("handler");
    }
  }

  private void begin() throws IOException {
    connection.loop().requireInLoop();
    if (connection.isNew()) {
      throw new NotYetConnectedException();
    } else if (!connection.isOpen() || ends) {
      throw new ClosedChannelException();
    }
  }

  private void writeNow(ByteBuffer src) throws IOException {
    try {
      connection.wasWritten(endpoint.write(src));
    } catch (Throwable e) { // of which alone it is said that it was written
      connection.during("write");
      if (e instanceof IOException failure) {
        tellFailed(failure);
      }
      throw e;
    }
  }

  private void keep(ByteBuffer src) throws IOException {
    waits();
    try {
      if (promised) {
        takenOver = keptOutput().addPosted(src);
      } else {
        keptOutput().add(src, posted.waiting());
      }
      posted.kept(kept());
    } catch (IOException e) {
      connection.fail(e);
      throw e;
    }
    connection.changed();
  }

  private KeptOutput keptOutput() {
    if (kept == null) {
      kept = new KeptOutput(connection.terms());
    }
    return kept;
  }

  /** The time that what is to be kept may take begins, unless it has. */
  private void waits() {
    if (!isWaiting()) {
      connection.outputMoves();
    }
  }

  /** As {@link Connection#write(FileChannel, long, long)}. */
  long write(FileChannel file, long position, long count) throws IOException {
    if (position < 0 || count < 0) {
      throw new IllegalArgumentException(count + " bytes of a file from " + position + " on");
    }
    begin();
    connection.during("write");
    long there = Math.min(count, Math.max(0, file.size() - position));
    FilePart part = new FilePart(file, position, there);
    connection.isToWrite(there);
    if (!isWaiting()) {
      writeNow(part);
    }
    if (part.left() > 0) {
      keep(part);
    }
    connection.during("handler");
    return there;
  }

  private void keep(FilePart part) throws IOException {
    waits();
    try {
      keptOutput().add(part);
      posted.kept(kept());
    } catch (IOException e) {
      connection.fail(e);
      throw e;
    }
    connection.changed();
  }

  private void writeNow(FilePart part) throws IOException {
    try {
      connection.wasWritten(part.left() == 0 ? 0 : part.writeTo(endpoint));
    } catch (IOException e) {
      tellFailed(e);
      throw e;
    }
  }

  /** As {@link Connection#post}, on any thread. */
  boolean post(ByteBuffer src) {
    EventLoop loop = connection.loop();
    if (!loop.inLoop()) {
      return endpoint.isOpen() && posted.add(src, loop, this::writePosted);
    } else if (connection.isNew()) {
      return posted.add(src);
    }
    return connection.isOpen() && !ends && posted.giveNow(src, kept(), this::writeIfOpen);
  }

  /** The connection is open: what was posted before is written. */
  void opened() {
    posted.giveTo(this::writeIfOpen);
  }

  /** Of a connection that is not open yet, it waits for that. */
  private void writePosted() {
    if (!connection.isNew()) {
      posted.giveTo(this::writeIfOpen);
    }
  }

  /** A failure is told by the callbacks: nobody waits for this. */
  private int writeIfOpen(ByteBuffer src) {
    if (!connection.isOpen() || ends) {
      return 0;
    }
    promised = true;
    takenOver = 0;
    try {
      write(src);
    } catch (IOException e) {
      src.position(src.limit());
    } catch (RuntimeException | Error e) { // A part may be written.
      src.position(src.limit());
      connection.fail(e);
    } finally {
      promised = false;
    }
    return takenOver;
  }

  /** Writes what the socket takes now of what waits. */
  void flush() throws IOException {
    connection.passages().give();
    if (connection.passages().held() == 0 && !isEmpty()) {
      connection.wasWritten(kept.writeTo(endpoint));
      posted.kept(kept());
    }
  }

  /** Tells the handler that a write has failed, and ends the connection if that fails too. */
  void tellFailed(IOException e) {
    try {
      failed(e);
    } catch (Throwable end) {
      connection.fail(end);
    }
  }

  /** A part may be written: whatever followed it would be taken for the rest. */
  void failed(IOException e) throws Exception {
    clear();
    ends = true;
    ended = true;
    connection.handler().writeFailed(connection, e);
  }

  private void clear() {
    if (kept != null) {
      kept.clear();
    }
    posted.clear();
    connection.passages().refuse();
  }

  /** Is to end once nothing waits. */
  void end() throws Exception {
    takeNoMore();
    ends = true;
    if (connection.isOpen()) { // unless what was posted could not be written
      endIfDone();
    }
  }

  /** Writes what was posted before, and refuses what comes after. */
  void takeNoMore() {
    posted.close(this::writeIfOpen);
  }

  /** Ends if it is to, and nothing waits. */
  void endIfDone() throws Exception {
    if (!ends || ended || isWaiting()) {
      return;
    }
    ended = true;
    try {
      endpoint.shutdownOutput();
    } catch (IOException e) {
      failed(e);
    }
  }

  /** The connection is closed. */
  void close() {
    clear();
    connection.passages().close();
  }
}
