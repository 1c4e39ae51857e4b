package dev.sockeye.server;

import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.Objects;
import java.util.function.Function;

/** A stream endpoint served by a loop. */
final class StreamConnection extends LoopConnection implements Connection {

  private final StreamEndpoint endpoint;
  private final Function<? super Connection, ? extends EventHandler> handlers;
  private EventHandler handler; // Set before anything else happens to the connection.
  private KeptBytes in; // null until something is kept, which most never do
  private KeptBytes out;
  private final HeldBytes endpointHeld;
  private final PostedBytes posted;
  private boolean resumed; // And the handler is to have again what it left.
  private boolean outputEnds; // To be shut down once nothing is kept.
  private boolean outputEnded;

  /** Of a program's own endpoint. */
  StreamConnection(
      EventLoop loop, StreamEndpoint endpoint, EventHandler handler, Owner owner, Terms terms) {
    this(loop, endpoint, any -> handler, owner, terms);
    this.handler = handler;
  }

  /** Of an accepted endpoint, which gets its handler when it is open. */
  StreamConnection(
      EventLoop loop,
      StreamEndpoint endpoint,
      Function<? super Connection, ? extends EventHandler> handlers,
      Owner owner,
      Terms terms) {
    super(loop, endpoint, owner, terms);
    this.endpoint = endpoint;
    this.handlers = handlers;
    endpointHeld = new HeldBytes(endpoint, terms.memory());
    posted = new PostedBytes(terms);
  }

  /** Why bytes are kept. */
  private static final class Excuse {
    static final String INPUT =
        "the handler leaves all that has come unread: let it consume, or raise inputLimit, which";
    static final String OUTPUT =
        "the peer reads too slowly for what is written: write less at a time, or raise"
            + " outputLimit, which";
  }

  private void keepInput(ByteBuffer rest) throws IOException {
    if (in == null) {
      in = new KeptBytes(terms().inputLimit(), terms().memory(), Excuse.INPUT);
    }
    in.add(rest);
  }

  private void keepOutput(ByteBuffer rest) throws IOException {
    if (out == null) {
      out = new KeptBytes(terms().outputLimit(), terms().memory(), Excuse.OUTPUT);
    }
    out.add(rest);
    posted.kept(out.size());
  }

  private static boolean isEmpty(KeptBytes kept) {
    return kept == null || kept.isEmpty();
  }

  private static void clear(KeptBytes kept) {
    if (kept != null) {
      kept.clear();
    }
  }

  @Override
  void opened() throws Exception {
    if (handler == null) {
      handler = Objects.requireNonNull(handlers.apply(this), "a connection's handler");
    }
    handler.opened(this);
    posted.giveTo(this::writeIfOpen);
  }

  @Override
  LoopSocket facade() {
    return this;
  }

  @Override
  boolean input() throws Exception {
    ByteBuffer buffer = isEmpty(in) ? loop().buffer().clear() : in.withRoom();
    int n = endpoint.read(buffer);
    endpointHeld.count();
    if (n > 0) {
      traffic.wasRead(n);
      deliver(buffer);
    } else if (n < 0) {
      inputEnds();
      during("handler");
      handler.ended(this);
    }
    return n > 0;
  }

  private void deliver(ByteBuffer buffer) throws Exception {
    during("handler");
    if (isEmpty(in)) {
      received(buffer.flip());
      if (buffer.hasRemaining() && isOpen()) {
        keepInput(buffer);
      }
    } else {
      deliverKept();
    }
  }

  private void deliverKept() throws Exception {
    during("handler");
    in.take(this::received);
  }

  private void received(ByteBuffer bytes) throws Exception {
    long began = owner().counters().handles();
    try {
      handler.received(this, bytes);
    } finally {
      owner().counters().handled(began);
    }
  }

  @Override
  void redeliver() throws Exception {
    if (resumed && mayRead()) {
      resumed = false;
      if (!isEmpty(in)) {
        deliverKept();
      }
    }
  }

  @Override
  public void write(ByteBuffer src) throws IOException {
    loop().requireInLoop();
    if (isNew()) {
      throw new NotYetConnectedException();
    } else if (!isOpen() || outputEnds) {
      throw new ClosedChannelException();
    }
    during("write");
    owner().counters().bytesWritten.add(src.remaining());
    if (isEmpty(out)) {
      writeNow(src);
    }
    if (src.hasRemaining()) {
      keep(src);
    }
    during("handler");
  }

  @Override
  public boolean post(ByteBuffer src) {
    if (!loop().inLoop()) {
      return endpoint.isOpen() && posted.add(src, loop(), this::writePosted);
    } else if (isNew()) {
      return posted.add(src);
    }
    boolean taken = isOpen() && !outputEnds && posted.isRoomFor(src.remaining(), kept());
    if (taken) {
      writeIfOpen(src);
    }
    return taken;
  }

  /** Of a connection that is not open yet, it waits for that. */
  private void writePosted() {
    if (!isNew()) {
      posted.giveTo(this::writeIfOpen);
    }
  }

  /** A failure is told by the callbacks. */
  private void writeIfOpen(ByteBuffer src) {
    if (!isOpen() || outputEnds) {
      return;
    }
    try {
      write(src);
    } catch (IOException e) {
      src.position(src.limit());
    }
  }

  private void writeNow(ByteBuffer src) throws IOException {
    try {
      traffic.wasWritten(endpoint.write(src));
    } catch (IOException e) {
      tellWriteFailed(e);
      throw e;
    }
  }

  private void tellWriteFailed(IOException e) {
    try {
      writeFailed(e);
    } catch (Throwable end) {
      fail(end);
    }
  }

  /** A part may be written: whatever followed it would be taken for the rest. */
  private void writeFailed(IOException e) throws Exception {
    clear(out);
    posted.kept(0);
    outputEnds = true;
    outputEnded = true;
    handler.writeFailed(this, e);
  }

  private void keep(ByteBuffer src) throws IOException {
    if (isEmpty(out)) {
      traffic.outputMoves(); // The time that the rest may take begins.
    }
    try {
      keepOutput(src);
    } catch (IOException e) {
      fail(e);
      throw e;
    }
    changed();
  }

  @Override
  void output() throws Exception {
    if (isEmpty(out)) {
      return;
    }
    try {
      out.take(kept -> traffic.wasWritten(endpoint.write(kept)));
      posted.kept(kept());
    } catch (IOException e) {
      writeFailed(e);
      return;
    }
    if (!isEmpty(out)) {
      return;
    }
    endOutput();
    if (isOpen()) {
      during("handler");
      handler.drained(this);
      redeliver();
    }
  }

  private void endOutput() throws Exception {
    if (!outputEnds || outputEnded || !isEmpty(out)) {
      return;
    }
    outputEnded = true;
    try {
      endpoint.shutdownOutput();
    } catch (IOException e) {
      writeFailed(e);
    }
  }

  @Override
  boolean wantsOutput() {
    return !isEmpty(out);
  }

  @Override
  int kept() {
    return isEmpty(out) ? 0 : out.size();
  }

  @Override
  String remarks() {
    return isEmpty(in) ? "" : ", " + in.size() + " bytes of input left by its handler";
  }

  @Override
  boolean takesOutput() {
    return isOpen() && !outputEnds;
  }

  @Override
  boolean isIdle() {
    return !isBusy() && isEmpty(in);
  }

  @Override
  boolean shutdown() throws IOException {
    if (!outputEnded) {
      endpoint.shutdownOutput();
    }
    return true;
  }

  @Override
  long discard() throws IOException {
    return endpoint.read(loop().buffer().clear());
  }

  @Override
  void ended(Throwable cause) {
    clear(in);
    clear(out);
    posted.clear();
    endpointHeld.clear();
    if (handler != null) { // else there was none yet
      handler.closed(this, cause);
    }
  }

  @Override
  public int pending() {
    loop().requireInLoop();
    return kept();
  }

  @Override
  void resumed() {
    resumed = true;
  }

  @Override
  public void shutdownOutput() {
    loop().requireInLoop();
    if (!isOpen()) {
      return;
    }
    outputEnds = true;
    try {
      endOutput();
    } catch (Throwable e) {
      fail(e);
    }
  }

  @Override
  public void close() {
    loop().requireInLoop();
    closeGently();
  }

  @Override
  public StreamEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public String toString() {
    return endpoint.toString();
  }
}
