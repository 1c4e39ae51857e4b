package dev.sockeye.server;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.internal.FrameSink;
import dev.sockeye.internal.Frames;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/**
 * What is sent by a message endpoint: at once, together with the replies to what came together, or
 * kept, in order for each receiver, until the socket takes it. For the loop's thread alone.
 */
final class MessageOutput extends MessageSender {

  private final MessageConnection connection;
  private final KeptReplies kept;
  private final HeldBytes held;
  private final boolean framed; // Messages go to the one peer as frames of a stream.
  private Retry retry; // null until something is kept that waits for its time
  private boolean restKept; // The endpoint itself keeps a part of a framed message.
  private MessageBatch gathering; // Whose turn it is; null if replies go out one by one.
  private boolean owesDrained; // Something was kept, and that it is not any more is to be told.
  private boolean ends; // To be shut down once nothing is kept.
  private boolean ended;

  MessageOutput(
      MessageConnection connection, MessageEndpoint endpoint, boolean connected, HeldBytes held) {
    super(endpoint, connected);
    this.connection = connection;
    this.held = held;
    kept = new KeptReplies(connection.terms().outputLimit(), connection.terms().memory());
    framed = connected && endpoint instanceof FrameSink;
  }

  /**
   * Sends a message, or keeps it.
   *
   * @param like whose attributes it has; of a request that it answers, those that are not the
   *     receiver's own
   * @param target {@code null} for a connection's peer
   * @param reply whether it answers the request that the handler has before it
   */
  void send(Message like, SocketAddress target, ByteBuffer payload, boolean reply)
      throws IOException {
    if (ends) {
      throw new ClosedChannelException();
    }
    connection.wasSent(payload.remaining());
    if (framed
        && gathering != null
        && isDrained()
        && like.attributeCount() == 0
        && gathering.frames().add(payload, sink().longestMessage())) {
      return; // A short way: the compiler inlines 15 levels, down to the copy.
    }
    try {
      sendOrKeep(like, target, payload, reply);
    } catch (MessageTooLargeException e) {
      throw e; // A shorter one can be sent.
    } catch (IOException e) {
      if (connection.isTheEnd()) {
        connection.sendFailed(e);
      }
      throw e;
    }
  }

  private void sendOrKeep(Message like, SocketAddress target, ByteBuffer payload, boolean reply)
      throws IOException {
    boolean apart = like.attributeCount() > 0 && !reply;
    if (apart && gathering != null) {
      sendGathered(gathering); // and this at once, since it may have what cannot be sent
    }
    if (connection.isNew() || restKept || kept.has(target)) { // new while it is being connected
      keep(
          reply
              ? MessageBatch.copy(like, target, payload)
              : MessageBatch.own(like, target, payload));
    } else if (gathering != null && !apart) {
      gather(gathering, like, target, payload);
    } else if (apart) {
      sendApart(MessageBatch.like(like, target, payload));
      handOverRest();
    } else {
      sendAtOnce(like, target, payload);
    }
  }

  private void sendAtOnce(Message like, SocketAddress target, ByteBuffer payload)
      throws IOException {
    if (like.attributeCount() > 0) {
      sendNow(MessageBatch.copy(like, target, payload));
      handOverRest();
    } else if (!offer(payload, target)) {
      keep(MessageBatch.copy(like, target, payload));
    } else {
      handOverRest();
    }
  }

  private void sendApart(Message message) throws IOException {
    if (!offer(message)) {
      keep(MessageBatch.own(message, message.peer(), message.payload()));
    }
  }

  private void sendNow(Message reply) throws IOException {
    if (kept.has(reply.peer()) || !offer(reply)) {
      keep(reply);
    }
  }

  // Replies that go out together.

  /** From now on replies go into the batch, until {@link #finish}. */
  void gatherInto(MessageBatch batch) {
    gathering = batch;
  }

  private void gather(MessageBatch batch, Message request, SocketAddress target, ByteBuffer payload)
      throws IOException {
    if (framed) {
      sendAfterFrames(batch.frames(), request, payload);
    } else if (!batch.add(request, target, payload)) {
      sendGathered(batch);
      if (kept.has(target) || !batch.add(request, target, payload)) {
        sendNow(MessageBatch.copy(request, target, payload));
      }
    }
  }

  /** What does not fit beside those that are there goes after them. */
  private void sendAfterFrames(Frames frames, Message request, ByteBuffer payload)
      throws IOException {
    sendFrames(frames);
    if (!isDrained()) {
      keep(MessageBatch.copy(request, null, payload));
    } else if (request.attributeCount() > 0 || !frames.add(payload, sink().longestMessage())) {
      sendAtOnce(request, null, payload);
    }
  }

  private FrameSink sink() {
    return (FrameSink) endpoint;
  }

  /** Leaves an empty batch whatever happens: the next connection's replies come into it. */
  void finish(MessageBatch batch) throws Exception {
    gathering = null;
    try {
      if (!connection.isClosed() && !ended) {
        handOver(batch);
      }
    } finally {
      batch.clearReplies();
    }
    tellIfDrained();
  }

  /** Sends what was gathered, and what the endpoint keeps of it. */
  private void handOver(MessageBatch batch) {
    try {
      boolean frames = batch.hasFrames();
      sendGathered(batch);
      if (!frames) { // else it is known whether there is a rest
        handOverRest();
      }
    } catch (IOException e) {
      connection.sendFailed(e);
    }
  }

  private void sendGathered(MessageBatch batch) throws IOException {
    if (framed) {
      if (batch.hasFrames()) {
        sendFrames(batch.frames());
      }
      return;
    }
    int sent = 0;
    while (sent < batch.replyCount()) {
      sent += sendSome(batch, sent);
    }
    batch.clearReplies();
  }

  /** Sends them, and keeps those that the stream does not begin; nothing was kept before them. */
  private void sendFrames(Frames frames) throws IOException {
    try {
      if (!frames.isEmpty()) {
        restKept(!sink().sendFrames(frames));
      }
      while (!frames.isEmpty()) {
        keep(Message.of(frames.take()));
      }
    } finally {
      frames.clear();
    }
  }

  /** Gives how many replies were dealt with. */
  private int sendSome(MessageBatch batch, int from) throws IOException {
    Message first = batch.replies()[from];
    try {
      int n = // None overtakes what is kept.
          kept.has(first.peer())
              ? MessageEndpoint.WOULD_BLOCK
              : offer(batch.replies(), from, batch.replyCount(), !kept.isEmpty());
      if (n != MessageEndpoint.WOULD_BLOCK) {
        return n;
      }
      keep(MessageBatch.copy(first, first.peer(), first.payload()));
    } catch (IOException e) {
      connection.missed(first.peer(), e);
    }
    return 1;
  }

  // What is kept.

  private void keep(Message reply) throws IOException {
    owesDrained = true;
    if (kept.isEmpty()) {
      connection.outputMoves(); // The time that it may take begins.
    }
    try {
      kept.add(reply);
    } catch (IOException e) {
      connection.keepsTooMuch(e);
      throw e;
    }
    if (!connected) {
      retryAt(kept.due(reply.peer()));
    }
    connection.changed();
  }

  private void retryAt(long time) {
    if (retry == null) {
      retry = new Retry(connection.loop(), this::retry);
    }
    retry.plan(time);
  }

  private void retry() {
    if (connection.isClosed()) {
      return;
    }
    try {
      kept.sendDue(this::sendOrMiss);
      if (kept.isEmpty()) {
        handOverRest();
      } else {
        retryAt(kept.due());
      }
      tellIfDrained();
      connection.changed();
    } catch (Throwable e) {
      connection.fail(e);
    }
  }

  private void sendKept() throws IOException {
    kept.send(this::sendOrMiss);
    if (kept.isEmpty()) {
      handOverRest();
    }
  }

  private boolean sendOrMiss(Message reply) throws IOException {
    try {
      return offer(reply);
    } catch (IOException e) {
      connection.missed(reply.peer(), e);
      return true;
    }
  }

  private void handOverRest() throws IOException {
    restKept(!endpoint.flush());
  }

  private void restKept(boolean rest) throws IOException {
    countHeld();
    if (rest && !restKept) {
      owesDrained = true;
      connection.outputMoves();
    }
    if (rest != restKept) {
      restKept = rest;
      connection.changed();
    }
  }

  private void countHeld() throws IOException {
    try {
      held.count();
    } catch (IOException e) {
      connection.keepsTooMuch(e);
      throw e;
    }
  }

  /** The socket takes more. */
  void handOverKept() throws Exception {
    try {
      handOverRest();
      if (!restKept) {
        sendKept();
      }
      connection.outputMoves();
    } catch (IOException e) {
      connection.sendFailed(e);
    }
    tellIfDrained();
  }

  /** Whatever has handed over the last of what was kept. */
  private void tellIfDrained() throws Exception {
    endIfDrained();
    if (owesDrained && isDrained()) {
      owesDrained = false;
      connection.tellDrained();
    }
  }

  boolean isDrained() {
    return !restKept && kept.isEmpty();
  }

  /** Without connections what is kept waits for its time, not for the socket. */
  boolean isWaiting() {
    return restKept || (connected && !kept.isEmpty());
  }

  /** How many bytes are kept for a connection's peer. */
  int bytes() {
    return connected ? kept.bytes(null) : 0;
  }

  void clear() {
    kept.clear();
    held.clear();
  }

  // The end.

  /** Ends the output once all is handed over. */
  void shutdown() {
    ends = true;
    endIfDrained();
  }

  /** To be called when it stands, and whenever something was handed over. */
  void endIfDrained() {
    if (!ends || ended || gathering != null || connection.isNew() || !isDrained()) {
      return;
    }
    ended = true;
    try {
      connection.endOutput();
    } catch (IOException e) {
      connection.sendFailed(e);
    }
  }

  /** The peer takes no more: whatever followed would have a gap before it. */
  void fails() {
    kept.clear();
    restKept = false;
    ends = true;
    ended = true;
  }

  boolean ends() {
    return ends;
  }

  boolean hasEnded() {
    return ended;
  }
}
