package dev.sockeye.server;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.SocketType;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * A message endpoint served by a loop: a connection, or one socket that receives from everybody.
 * Requests are taken as many as come together; their replies go out together.
 */
final class MessageConnection extends LoopConnection {

  private static final Message[] NONE = {};

  // How long nothing is received after a failure.
  private static final long REST = 10_000_000;

  private final MessageEndpoint endpoint;
  private final MessageHandler handler;
  private final PendingConnect connect;
  private final boolean connected; // Or going to be.
  private final boolean datagrams; // Each fares by itself, connected or not.
  private final KeptReplies kept;
  private final HeldBytes held;
  private final CurrentRequest current = new CurrentRequest(this);
  private final MessageSocket socket;
  private boolean restKept; // The endpoint itself keeps a part of a framed message.
  private MessageBatch gathering; // That replies are put into; null if they go out one by one.
  private final Retry retry;
  private boolean resting; // A receive has failed just now.
  private int unanswered; // Requests that were retained and have no reply yet.

  MessageConnection(
      EventLoop loop, MessageEndpoint endpoint, MessageHandler handler, Owner owner, Terms terms) {
    super(loop, endpoint, owner, terms);
    this.endpoint = endpoint;
    this.handler = handler;
    connect = new PendingConnect(endpoint);
    connected = connect.isBegun();
    datagrams = endpoint.spec().type().equals(SocketType.SOCK_DGRAM);
    socket = new RegisteredSocket(this, connected);
    kept = new KeptReplies(terms.outputLimit(), terms.memory());
    held = new HeldBytes(endpoint, terms.memory());
    retry = new Retry(loop, this::retry);
  }

  @Override
  void unblock() throws IOException {
    connect.requireNotFailed();
    super.unblock();
  }

  @Override
  boolean isConnecting() {
    return connected && super.isConnecting();
  }

  @Override
  void opened() throws Exception {
    handler.opened(socket);
  }

  /** A socket that receives from everybody is not closed for want of something to do. */
  @Override
  Timeouts timeouts() throws IOException {
    return connected ? super.timeouts() : Timeouts.NONE;
  }

  @Override
  boolean input() throws Exception {
    MessageBatch batch = loop().batch(terms().messageSize());
    int count = receive(batch);
    held.count();
    if (count == MessageEndpoint.END_OF_INPUT) {
      inputEnds();
      closeGently();
    } else if (count > 0) {
      take(batch, count);
    }
    if (count == MessageBatch.SIZE) {
      loop().again(this); // An endpoint of framed messages may have more that no poller sees.
    }
    return count > 0;
  }

  private int receive(MessageBatch batch) throws IOException {
    try {
      return endpoint.receiveMessages(batch.requests(), 0, MessageBatch.SIZE);
    } catch (IOException e) {
      batch.clearRequests();
      if (isTheEnd()) {
        throw e;
      }
      notReceived(e);
      return 0;
    }
  }

  /**
   * Whether what failed is the connection. Of datagrams it is one that failed, such as where its
   * receiver was not there (ECONNREFUSED), which may be there for the next.
   */
  private boolean isTheEnd() {
    return (connected && !datagrams) || !endpoint.isOpen();
  }

  /** What goes wrong with one message must not end the service for all; nor may it spin. */
  private void notReceived(IOException e) {
    owner().failed(new Failure("read", peer(), e));
    resting = true;
    loop()
        .plan(
            REST,
            () -> {
              resting = false;
              changed();
            });
  }

  @Override
  void redeliver() throws Exception {
    if (mayRead()) {
      input();
    }
  }

  private void take(MessageBatch batch, int count) throws Exception {
    gathering = count > 1 ? batch : null;
    try {
      for (int i = 0; i < count && !isClosed(); i++) {
        serve(batch.requests()[i]);
      }
    } finally {
      gathering = null;
      batch.clearRequests();
      finish(batch);
    }
  }

  /** Leaves an empty batch whatever happens: the next connection's replies come into it. */
  private void finish(MessageBatch batch) throws IOException {
    try {
      if (!isClosed()) {
        handOver(batch);
      }
    } finally {
      batch.clearReplies();
    }
  }

  /**
   * Lets the handler have it; without a connection whatever it throws concerns this request alone.
   */
  private void serve(Message request) throws Exception {
    if (request.isNotification()) {
      return;
    }
    request.payload().flip();
    wasRead(request.remaining());
    owner().counters().requests.increment();
    try {
      during("read");
      CurrentRequest.requireWhole(request, terms().messageSize());
      during("handler");
      current.set(request);
      handler.handle(current);
    } catch (Throwable e) {
      if (isTheEnd()) {
        throw e;
      }
      owner().failed(new Failure(during(), request.peer(), e));
    } finally {
      current.set(null);
    }
  }

  /** A request is copied, to be answered later. */
  void retains() {
    unanswered++;
  }

  /** Answers a request that was copied, for the first time or once more. */
  void answer(Message request, ByteBuffer payload, boolean first) throws IOException {
    if (first) {
      unanswered--;
    }
    try {
      reply(request, payload);
    } finally {
      changed();
    }
  }

  /** As {@link #answer}, for a caller that has gone on. */
  void answerLater(Message request, ByteBuffer payload, boolean first) {
    try {
      answer(request, payload, first);
    } catch (IOException e) {
      if (!isClosed()) {
        cannotSend(request.peer(), e);
      }
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

  /** Sends a reply, or keeps it; a peer of a connection would wait for one that is lost. */
  void reply(Message request, ByteBuffer payload) throws IOException {
    if (isClosed()) {
      throw new ClosedChannelException();
    }
    SocketAddress target = target(request);
    owner().counters().replies.increment();
    sendOrEnd(request, target, payload);
  }

  /** Sends what is no reply, or keeps it. */
  void send(Message like, SocketAddress target, ByteBuffer payload) throws IOException {
    if (!isOpen() && !isNew()) {
      throw new ClosedChannelException();
    }
    sendOrEnd(like, target, payload);
  }

  /** As {@link #send}, for a caller that has gone on. */
  void sendLater(Message message) {
    try {
      send(message, message.peer(), message.payload());
    } catch (IOException e) {
      if (isOpen()) {
        cannotSend(message.peer(), e);
      }
    }
  }

  private void sendOrEnd(Message like, SocketAddress target, ByteBuffer payload)
      throws IOException {
    try {
      sendOrKeep(like, target, payload);
    } catch (MessageTooLargeException e) {
      throw e; // A shorter one can be sent.
    } catch (IOException e) {
      if (isTheEnd()) {
        during("send");
        fail(e);
      }
      throw e;
    }
  }

  private void sendOrKeep(Message request, SocketAddress target, ByteBuffer payload)
      throws IOException {
    wasSent(payload.remaining());
    boolean apart = request.attributeCount() > 0 && !current.is(request);
    if (apart && gathering != null) {
      sendGathered(gathering); // and this at once, since it may have what cannot be sent
    }
    if (isNew() || restKept || kept.has(target)) { // new while it is being connected
      keep(MessageBatch.copy(request, target, payload));
    } else if (gathering != null && !apart) {
      gather(gathering, request, target, payload);
    } else if (request.attributeCount() > 0) {
      sendNow(MessageBatch.copy(request, target, payload));
      handOverRest();
    } else if (sendPlain(payload, target) == MessageEndpoint.WOULD_BLOCK) {
      keep(MessageBatch.copy(request, target, payload));
    } else {
      handOverRest();
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

  private int sendPlain(ByteBuffer payload, SocketAddress target) throws IOException {
    return connected ? endpoint.send(payload) : endpoint.sendTo(payload, target);
  }

  private void gather(MessageBatch batch, Message request, SocketAddress target, ByteBuffer payload)
      throws IOException {
    if (!batch.add(request, target, payload)) {
      sendGathered(batch);
      if (kept.has(target) || !batch.add(request, target, payload)) {
        sendNow(MessageBatch.copy(request, target, payload));
      }
    }
  }

  /** Sends what was gathered, and what the endpoint keeps of it. */
  private void handOver(MessageBatch batch) throws IOException {
    try {
      sendGathered(batch);
      handOverRest();
    } catch (IOException e) {
      during("write");
      throw e;
    }
  }

  private void sendGathered(MessageBatch batch) throws IOException {
    int sent = 0;
    while (sent < batch.replyCount()) {
      sent += sendSome(batch, sent);
    }
    batch.clearReplies();
  }

  /** Gives how many replies were dealt with. */
  private int sendSome(MessageBatch batch, int from) throws IOException {
    Message first = batch.replies()[from];
    try {
      int count = kept.isEmpty() ? batch.replyCount() - from : 1; // None overtakes what is kept.
      int n =
          kept.has(first.peer())
              ? MessageEndpoint.WOULD_BLOCK
              : endpoint.sendMessages(batch.replies(), from, count);
      if (n != MessageEndpoint.WOULD_BLOCK) {
        return n;
      }
      keep(MessageBatch.copy(first, first.peer(), first.payload()));
    } catch (IOException e) {
      missed(first.peer(), e);
    }
    return 1;
  }

  /** One of several peers cannot be answered; that of a connection is the only one. */
  private void missed(SocketAddress peer, IOException e) throws IOException {
    if (isTheEnd()) {
      throw e;
    }
    owner().failed(new Failure("send", peer == null ? peer() : peer, e));
  }

  private void sendNow(Message reply) throws IOException {
    if (kept.has(reply.peer()) || endpoint.sendMessage(reply) == MessageEndpoint.WOULD_BLOCK) {
      keep(reply);
    }
  }

  private void keep(Message reply) throws IOException {
    if (kept.isEmpty()) {
      outputMoves(); // The time that it may take begins.
    }
    kept.add(reply);
    if (!connected) {
      retry.plan();
    }
    changed();
  }

  private void retry() {
    if (isClosed()) {
      return;
    }
    try {
      sendKept();
      if (kept.isEmpty()) {
        retry.done();
        tellDrained();
      } else {
        retry.again();
      }
      changed();
    } catch (Throwable e) {
      fail(e);
    }
  }

  private void sendKept() throws IOException {
    kept.send(
        reply -> {
          try {
            return endpoint.sendMessage(reply) != MessageEndpoint.WOULD_BLOCK;
          } catch (IOException e) {
            missed(reply.peer(), e);
            return true;
          }
        });
    if (kept.isEmpty()) {
      handOverRest();
    }
  }

  private void handOverRest() throws IOException {
    boolean rest = endpoint.sendMessages(NONE, 0, 0) == MessageEndpoint.WOULD_BLOCK;
    held.count();
    if (rest && !restKept) {
      outputMoves();
    }
    if (rest != restKept) {
      restKept = rest;
      changed();
    }
  }

  @Override
  void output() throws Exception {
    if (isDrained()) {
      return;
    }
    handOverRest();
    if (!restKept) {
      sendKept();
    }
    outputMoves();
    if (isDrained()) {
      tellDrained();
    }
    if (mayRead()) {
      loop().again(this); // What the endpoint has received already no poller sees.
    }
  }

  private void tellDrained() throws Exception {
    if (isOpen()) {
      during("handler");
      handler.drained(socket);
    }
  }

  @Override
  boolean isDrained() {
    return !restKept && kept.isEmpty();
  }

  /** Without connections what is kept waits for its time, not for the socket. */
  @Override
  boolean wantsOutput() {
    return restKept || (connected && !kept.isEmpty());
  }

  @Override
  int kept() {
    return connected ? kept.bytes(null) : 0;
  }

  @Override
  boolean takesOutput() {
    return isOpen();
  }

  @Override
  boolean wantsInput() {
    return !resting;
  }

  @Override
  boolean isAnswered() {
    return unanswered == 0;
  }

  @Override
  boolean isIdle() {
    return kept.isEmpty() && unanswered == 0;
  }

  @Override
  boolean shutdown() throws IOException {
    if (!connected || datagrams) {
      return false;
    }
    try {
      endpoint.shutdownOutput();
      return true;
    } catch (UnsupportedOperationException e) {
      return false; // One-to-many SCTP: the close ends its associations in order.
    }
  }

  @Override
  long discard() throws IOException {
    Message[] requests = loop().batch(terms().messageSize()).requests();
    try {
      return endpoint.receiveMessages(requests, 0, 1);
    } finally {
      requests[0].clear();
    }
  }

  @Override
  void ended(Throwable cause) {
    kept.clear();
    held.clear();
    handler.closed(socket, cause);
  }

  MessageSocket socket() {
    return socket;
  }

  MessageEndpoint endpoint() {
    return endpoint;
  }
}
