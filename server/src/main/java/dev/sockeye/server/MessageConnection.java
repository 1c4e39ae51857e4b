package dev.sockeye.server;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Shutdownable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.function.Function;

/**
 * A message endpoint served by a loop: a connection, or one socket that receives from everybody.
 */
final class MessageConnection extends LoopConnection {

  private final MessageEndpoint endpoint;
  private final Function<? super MessageSocket, ? extends MessageHandler> handlers;
  private PendingConnect connect; // null once it is dealt with
  private final boolean connected; // Or going to be.
  private final boolean datagrams; // Each fares by itself, connected or not.
  private final MessageOutput output;
  private final MessageInput input;
  private final MessageSocket socket;
  private MessageHandler handler; // null until it is asked for the first time.
  private int unanswered; // Requests that were retained and have no reply yet.

  MessageConnection(
      EventLoop loop,
      MessageEndpoint endpoint,
      Function<? super MessageSocket, ? extends MessageHandler> handlers,
      Owner owner,
      Terms terms) {
    super(loop, endpoint, owner, terms);
    this.endpoint = endpoint;
    this.handlers = handlers;
    connect = new PendingConnect(endpoint);
    connected = connect.isBegun();
    datagrams = !endpoint.spec().semantics().isConnectionOriented();
    socket = new RegisteredSocket(this);
    HeldBytes held = HeldBytes.of(endpoint, terms.memory());
    output = new MessageOutput(this, endpoint, connected, held);
    input = new MessageInput(this, endpoint, output, held);
  }

  MessageHandler handler() {
    if (handler == null) {
      handler = Objects.requireNonNull(handlers.apply(socket), "a socket's handler");
    }
    return handler;
  }

  @Override
  void unblock() throws IOException {
    connect.requireNotFailed();
    connect.requireUnlessConnectionless();
    connect = null;
    super.unblock();
  }

  @Override
  boolean isConnecting() {
    return connected && super.isConnecting();
  }

  @Override
  LoopSocket facade() {
    return socket;
  }

  @Override
  void opened() throws Exception {
    handler().opened(socket);
    output.endIfDrained();
    if (isOpen()) {
      input.lookForHidden();
    }
  }

  /** A socket that receives from everybody is not closed for want of something to do. */
  @Override
  Timeouts timeouts() throws IOException {
    return connected ? super.timeouts() : Timeouts.NONE;
  }

  @Override
  boolean input() throws Exception {
    return input.take();
  }

  /** Whether it has one peer, or is going to. */
  boolean isToOne() {
    return connected;
  }

  /**
   * Whether what failed is the connection. Of datagrams it is one that failed, such as where its
   * receiver was not there (ECONNREFUSED), which may be there for the next.
   */
  boolean isTheEnd() {
    return (connected && !datagrams) || !endpoint.isOpen();
  }

  @Override
  void redeliver() throws Exception {
    if (mayRead() && !hasInputEnded()) {
      input.take();
    }
  }

  /** A request is copied, to be answered later. */
  void retains() {
    unanswered++;
  }

  /** Answers a request that was copied, for the first time or once more. */
  void answer(Message request, Message like, ByteBuffer payload, boolean first) throws IOException {
    if (first) {
      unanswered--;
    }
    try {
      reply(request, like, payload);
    } finally {
      changed();
    }
  }

  /** As {@link #answer}, for a caller that has gone on, with a message of its own. */
  void answerLater(Message request, Message own, boolean first) {
    try {
      answer(request, own, own.payload(), first);
    } catch (IOException e) {
      if (!isClosed()) {
        cannotSend(request.peer(), e);
      }
    } finally {
      own.clear();
    }
  }

  private void cannotSend(SocketAddress target, IOException e) {
    during("send");
    try {
      missed(target, e);
    } catch (IOException failure) {
      fail(failure);
    }
  }

  /**
   * Sends a reply, or keeps it; a peer of a connection would wait for one that is lost.
   *
   * @param like whose attributes it has: perhaps the request's
   */
  void reply(Message request, Message like, ByteBuffer payload) throws IOException {
    if (isClosed()) {
      throw new ClosedChannelException();
    }
    SocketAddress target = target(request);
    replied();
    output.send(like, target, payload, input.isCurrent(like));
  }

  /** Sends what is no reply, or keeps it. */
  void send(Message like, SocketAddress target, ByteBuffer payload) throws IOException {
    if (!takesMessages()) {
      throw new ClosedChannelException();
    }
    output.send(like, target, payload, false);
  }

  /** As {@link #send}, for a caller that has gone on, with a message of its own. */
  void sendLater(Message own) {
    try {
      send(own, own.peer(), own.payload());
    } catch (IOException e) {
      if (isOpen()) {
        cannotSend(own.peer(), e);
      }
    } finally {
      own.clear();
    }
  }

  /** The peer takes no more, of which the handler decides what that means. */
  void sendFailed(IOException cause) {
    if (isClosed()) {
      return;
    }
    output.fails();
    during("send");
    try {
      handler().sendFailed(socket, cause);
    } catch (Throwable e) {
      fail(e);
    }
  }

  /** Of a connection nothing may be left out. */
  void keepsTooMuch(IOException cause) {
    if (isTheEnd()) {
      during("send");
      fail(cause);
    }
  }

  private SocketAddress target(Message request) throws IOException {
    if (connected) {
      return null;
    } else if (request.peer() == null) {
      throw new IOException(
          "the request came from a socket without a name, which cannot be answered: bind it");
    }
    return request.peer();
  }

  /** One of several peers cannot be answered; that of a connection is the only one. */
  void missed(SocketAddress peer, IOException e) throws IOException {
    if (isTheEnd()) {
      throw e;
    }
    owner().failed(new Failure("send", peer == null ? peer() : peer, e));
  }

  @Override
  void output() throws Exception {
    if (isDrained()) {
      return;
    }
    output.handOverKept();
    if (mayRead()) {
      loop().again(this); // What the endpoint has received already no poller sees.
    }
  }

  void tellDrained() throws Exception {
    if (isOpen() && !output.ends()) {
      during("handler");
      handler.drained(socket);
    }
  }

  @Override
  boolean isDrained() {
    return output.isDrained();
  }

  @Override
  boolean wantsOutput() {
    return output.isWaiting();
  }

  @Override
  String remarks() {
    return unanswered == 0 ? "" : ", " + unanswered + " requests unanswered";
  }

  @Override
  int kept() {
    return output.bytes();
  }

  @Override
  boolean takesOutput() {
    return isOpen() && !output.ends();
  }

  @Override
  boolean wantsInput() {
    return input.isReady() && super.wantsInput();
  }

  @Override
  boolean isAnswered() {
    return unanswered == 0;
  }

  @Override
  boolean isIdle() {
    return !isBusy() && input.isEmpty() && output.isDrained() && unanswered == 0;
  }

  /** Ends the output once all is handed over. */
  void shutdownOutput() {
    loop().requireInLoop();
    if (takesMessages()) {
      output.shutdown();
    }
  }

  @Override
  boolean shutdown() throws IOException {
    return output.hasEnded() || endOutput();
  }

  boolean endOutput() throws IOException {
    if (!connected || datagrams) {
      return false;
    }
    try {
      endpoint.unwrap(Shutdownable.class).shutdownOutput();
      return true;
    } catch (UnsupportedOperationException e) {
      return false; // One-to-many SCTP: the close ends its associations in order.
    }
  }

  @Override
  long discard() throws IOException {
    return input.discard();
  }

  @Override
  void ended(Throwable cause) {
    input.clear();
    output.clear();
    handler().closed(socket, cause);
  }

  MessageSocket socket() {
    return socket;
  }

  MessageEndpoint endpoint() {
    return endpoint;
  }
}
