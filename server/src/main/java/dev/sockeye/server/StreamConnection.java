package dev.sockeye.server;

import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NotYetConnectedException;
import java.util.Objects;
import java.util.function.Function;

/** A stream endpoint served by a loop. */
final class StreamConnection extends LoopConnection implements Connection {

  private final StreamEndpoint endpoint;
  private final Function<? super Connection, ? extends EventHandler> handlers;
  private EventHandler handler; // Set before anything else happens to the connection.
  private KeptBytes in; // null until something is kept, which most never do
  private KeptOutput out;
  final Passages passages = new Passages(this);
  private int lastRead;
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
  private static final String LEFT_UNREAD =
      "the handler leaves all that has come unread: let it consume, or raise inputLimit, which";

  private void keepInput(ByteBuffer rest) throws IOException {
    if (in == null) {
      in = new KeptBytes(terms().inputLimit(), terms().memory(), LEFT_UNREAD);
    }
    in.add(rest);
  }

  private KeptOutput keptOutput() {
    if (out == null) {
      out = new KeptOutput(terms());
    }
    return out;
  }

  private static boolean isEmpty(KeptBytes kept) {
    return kept == null || kept.isEmpty();
  }

  private static boolean isEmpty(KeptOutput kept) {
    return kept == null || kept.isEmpty();
  }

  private void clearOutput() {
    if (out != null) {
      out.clear();
    }
    posted.kept(0);
    passages.refuse();
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
    if (passages.isOutgoing() && !passages.isHeldUp() && isEmpty(in)) {
      return passOn();
    }
    ByteBuffer buffer = isEmpty(in) ? loop().buffer().clear() : in.withRoom();
    int n = endpoint.read(buffer);
    endpointHeld.count();
    lastRead = n;
    if (n > 0) {
      traffic.wasRead(n);
      deliver(buffer);
    } else if (n < 0) {
      inputOver();
    }
    return n > 0;
  }

  private boolean passOn() throws Exception {
    long n = passages.take();
    if (n == -1) {
      inputOver();
    }
    return n > 0;
  }

  private void inputOver() throws Exception {
    inputEnds();
    during("handler");
    handler.ended(this);
  }

  @Override
  public void passOn(Connection to) {
    loop().requireInLoop();
    if (lastRead >= Passage.MUCH && isOpen() && to instanceof StreamConnection target) {
      passages.begin(target);
    }
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
    beginWrite();
    owner().counters().bytesWritten.add(src.remaining());
    if (!wantsOutput()) {
      writeNow(src);
    }
    if (src.hasRemaining()) {
      keep(src);
    }
    during("handler");
  }

  private void beginWrite() throws IOException {
    loop().requireInLoop();
    if (isNew()) {
      throw new NotYetConnectedException();
    } else if (!isOpen() || outputEnds) {
      throw new ClosedChannelException();
    }
    during("write");
  }

  @Override
  public long write(FileChannel file, long position, long count) throws IOException {
    if (position < 0 || count < 0) {
      throw new IllegalArgumentException(count + " bytes of a file from " + position + " on");
    }
    beginWrite();
    long there = Math.min(count, Math.max(0, file.size() - position));
    FilePart part = new FilePart(file, position, there);
    owner().counters().bytesWritten.add(there);
    if (!wantsOutput()) {
      writeNow(part);
    }
    if (part.left() > 0) {
      outputWaits();
      keptOutput().add(part);
      changed();
    }
    during("handler");
    return there;
  }

  private void writeNow(FilePart part) throws IOException {
    try {
      traffic.wasWritten(part.left() == 0 ? 0 : part.writeTo(endpoint));
    } catch (IOException e) {
      tellWriteFailed(e);
      throw e;
    }
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

  void tellWriteFailed(IOException e) {
    try {
      writeFailed(e);
    } catch (Throwable end) {
      fail(end);
    }
  }

  /** A part may be written: whatever followed it would be taken for the rest. */
  private void writeFailed(IOException e) throws Exception {
    clearOutput();
    outputEnds = true;
    outputEnded = true;
    handler.writeFailed(this, e);
  }

  private void keep(ByteBuffer src) throws IOException {
    outputWaits();
    try {
      keptOutput().add(src);
      posted.kept(kept());
    } catch (IOException e) {
      fail(e);
      throw e;
    }
    changed();
  }

  /** The time that what is to be kept may take begins, unless it has. */
  private void outputWaits() {
    if (!wantsOutput()) {
      traffic.outputMoves();
    }
  }

  @Override
  void output() throws Exception {
    if (!wantsOutput()) {
      return;
    }
    try {
      writeKept();
    } catch (IOException e) {
      writeFailed(e);
      return;
    }
    if (wantsOutput()) {
      return;
    }
    passages.goOn();
    endOutput();
    if (isOpen()) {
      during("handler");
      handler.drained(this);
      redeliver();
    }
  }

  private void writeKept() throws IOException {
    passages.give();
    if (passages.held() == 0 && !isEmpty(out)) {
      traffic.wasWritten(out.writeTo(endpoint));
      posted.kept(kept());
    }
  }

  private void endOutput() throws Exception {
    if (!outputEnds || outputEnded || wantsOutput()) {
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
    return !isEmpty(out) || passages.held() > 0;
  }

  @Override
  boolean wantsInput() {
    return super.wantsInput() && !passages.isHeldUp();
  }

  @Override
  int kept() {
    return isEmpty(out) ? 0 : out.kept();
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
    if (in != null) {
      in.clear();
    }
    clearOutput();
    posted.clear();
    passages.close();
    endpointHeld.clear();
    if (handler != null) { // else there was none yet
      handler.closed(this, cause);
    }
  }

  @Override
  public int pending() {
    loop().requireInLoop();
    long size = passages.held() + (isEmpty(out) ? 0 : out.size());
    return (int) Math.min(Integer.MAX_VALUE, size);
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
