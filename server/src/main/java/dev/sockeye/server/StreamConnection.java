package dev.sockeye.server;

import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.function.Function;

/** A stream endpoint served by a loop. */
final class StreamConnection extends LoopConnection implements Connection {

  private final StreamEndpoint endpoint;
  private final Function<? super Connection, ? extends EventHandler> handlers;
  private EventHandler handler; // Set before anything else happens to the connection.
  private KeptBytes in; // null until something is kept, which most never do
  private Passages passages = Passages.NONE;
  private int lastRead;
  private final HeldBytes endpointHeld;
  private final Counters timed; // null if nobody wants to know how long its handler takes
  private final StreamOutput output;
  private boolean resumed; // And the handler is to have again what it left.

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
    endpointHeld = HeldBytes.of(endpoint, terms.memory());
    timed = owner.counters().isTimed() ? owner.counters() : null;
    output = new StreamOutput(this, endpoint, terms);
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

  private static boolean isEmpty(KeptBytes kept) {
    return kept == null || kept.isEmpty();
  }

  @Override
  void opened() throws Exception {
    if (handler == null) {
      handler = Objects.requireNonNull(handlers.apply(this), "a connection's handler");
    }
    handler.opened(this);
    output.opened();
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
    ByteBuffer buffer = isEmpty(in) ? loop().buffer().clear() : behindKept();
    int n = read(buffer);
    lastRead = n;
    if (n > 0) {
      wasRead(n);
      deliver(buffer);
    } else if (n < 0) {
      inputOver();
    }
    return n > 0;
  }

  private ByteBuffer behindKept() throws IOException {
    during("read");
    return in.withRoom();
  }

  /** That it reads is said only where that fails: the next that happens is a callback. */
  private int read(ByteBuffer buffer) throws IOException {
    try {
      int n = endpoint.read(buffer);
      endpointHeld.count();
      return n;
    } catch (Throwable e) {
      during("read");
      throw e;
    }
  }

  private boolean passOn() throws Exception {
    during("read");
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
      ownPassages().begin(target);
    }
  }

  /** What it passes on and is passed, to be looked at. */
  Passages passages() {
    return passages;
  }

  /** That, to be changed: most connections never have one of their own. */
  Passages ownPassages() {
    if (passages == Passages.NONE) {
      passages = new Passages(this);
    }
    return passages;
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
    if (timed == null) {
      handler.received(this, bytes);
      return;
    }
    long began = timed.handles();
    try {
      handler.received(this, bytes);
    } finally {
      timed.handled(began);
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
    output.write(src);
  }

  @Override
  public long write(FileChannel file, long position, long count) throws IOException {
    return output.write(file, position, count);
  }

  @Override
  public boolean post(ByteBuffer src) {
    return output.post(src);
  }

  EventHandler handler() {
    return handler;
  }

  void tellWriteFailed(IOException e) {
    output.tellFailed(e);
  }

  @Override
  void output() throws Exception {
    if (!wantsOutput()) {
      return;
    }
    try {
      output.flush();
    } catch (IOException e) {
      output.failed(e);
      return;
    }
    if (wantsOutput()) {
      return;
    }
    passages.goOn();
    output.endIfDone();
    if (isOpen()) {
      during("handler");
      handler.drained(this);
      redeliver();
    }
  }

  @Override
  boolean wantsOutput() {
    return output.isWaiting();
  }

  @Override
  boolean wantsInput() {
    return super.wantsInput() && !passages.isHeldUp();
  }

  @Override
  int kept() {
    return output.kept();
  }

  @Override
  String remarks() {
    return isEmpty(in) ? "" : ", " + in.size() + " bytes of input left by its handler";
  }

  @Override
  boolean takesOutput() {
    return isOpen() && output.isTaking();
  }

  @Override
  boolean isIdle() {
    return !isBusy() && isEmpty(in);
  }

  @Override
  void closes() {
    output.takeNoMore();
  }

  @Override
  boolean shutdown() throws IOException {
    if (!output.hasEnded()) {
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
    output.close();
    endpointHeld.clear();
    if (handler != null) { // else there was none yet
      handler.closed(this, cause);
    }
  }

  @Override
  public int pending() {
    loop().requireInLoop();
    return (int) Math.min(Integer.MAX_VALUE, output.pending());
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
    try {
      output.end();
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
