package dev.sockeye.server;

import dev.sockeye.Attribute;
import dev.sockeye.Message;
import dev.sockeye.internal.Frames;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * The messages of one turn, which all sockets of a loop use one after the other: requests that came
 * together, and the replies to them, and to those of the batches after, that go out together.
 */
final class MessageBatch {

  /** How many come together; more would make the other sockets wait. */
  private static final int MOST = 16;

  /** How many bytes they may have together, so that long messages do not take all memory. */
  private static final int BYTES = 4 * 1024 * 1024;

  /**
   * How many batches one turn serves, where each was full: pipelined requests come by one read, and
   * their replies go by one write.
   */
  static final int ROUNDS = 4;

  /** What a reply beyond the first batch's may have at most, to go with those before it. */
  private static final int SHORT = 4 * 1024;

  private final int messageSize;
  private final Message[] requests;
  private final Message[] replies;
  private int replyCount;
  private Frames frames; // null until replies are frames of a stream

  MessageBatch(int messageSize) {
    this.messageSize = messageSize;
    int size = Math.max(1, Math.min(MOST, BYTES / messageSize));
    requests = new Message[size];
    replies = new Message[ROUNDS * size];
    for (int i = 0; i < size; i++) {
      requests[i] = Message.allocate(messageSize);
    }
  }

  /** How many requests can come together. */
  int size() {
    return requests.length;
  }

  int messageSize() {
    return messageSize;
  }

  Message[] requests() {
    return requests;
  }

  Message[] replies() {
    return replies;
  }

  int replyCount() {
    return replyCount;
  }

  /**
   * Makes requests ready for the next receive, also where one has failed in the middle, and gives
   * back what they hold of the system's.
   *
   * @param from the first of them, which all others follow
   */
  void clearRequests(int from) {
    for (int i = from; i < requests.length; i++) {
      requests[i].clear();
    }
  }

  /**
   * Takes a request out, to be kept: a copy, or the message itself if it has what cannot be copied,
   * such as descriptors.
   */
  Message takeRequest(int index) {
    Message request = requests[index];
    if (hasResource(request)) {
      requests[index] = Message.allocate(messageSize);
      return request;
    }
    Message kept = Message.of(copy(request.payload())).received(request.peer(), request.flags());
    copyAttributes(request, kept);
    return kept;
  }

  private static boolean hasResource(Message message) {
    for (int i = 0; i < message.attributeCount(); i++) {
      if (message.get(message.attribute(i)) instanceof Message.Resource) {
        return true;
      }
    }
    return false;
  }

  boolean hasFrames() {
    return frames != null && !frames.isEmpty();
  }

  /** Replies to those whose messages are frames of a stream, instead of {@link #replies}. */
  Frames frames() {
    if (frames == null) {
      frames = new Frames();
    }
    return frames;
  }

  void clearReplies() {
    if (frames != null) {
      frames.clear();
    }
    for (int i = 0; i < replyCount; i++) {
      replies[i].clear();
    }
    replyCount = 0;
  }

  /** Copies a reply into the batch; {@code false} if it has no room for it. */
  boolean add(Message request, SocketAddress target, ByteBuffer payload) {
    if (replyCount == replies.length) {
      return false;
    }
    Message reply = nextReply();
    if (payload.remaining() > reply.payload().capacity()) {
      return false;
    }
    reply
        .payload()
        .clear()
        .put(payload)
        .flip(); // which one that is not to be read lets go no further
    copyAttributes(request, reply.peer(target));
    replyCount++;
    return true;
  }

  private Message nextReply() {
    if (replies[replyCount] == null) {
      boolean first = replyCount < requests.length;
      replies[replyCount] = Message.allocate(first ? messageSize : Math.min(SHORT, messageSize));
    }
    return replies[replyCount];
  }

  /** A reply of its own memory. */
  static Message copy(Message request, SocketAddress target, ByteBuffer payload) {
    Message reply = Message.of(copy(payload)).peer(target);
    copyAttributes(request, reply);
    return reply;
  }

  /** One that has the payload itself, and all attributes of another; not to be cleared. */
  static Message like(Message message, SocketAddress target, ByteBuffer payload) {
    Message like = Message.of(payload).peer(target);
    for (int i = 0; i < message.attributeCount(); i++) {
      share(message, message.attribute(i), like);
    }
    return like;
  }

  private static <T> void share(Message from, Attribute<T> attribute, Message to) {
    to.set(attribute, from.get(attribute));
  }

  /**
   * A message of its own memory, with duplicates of what holds something of the system's; to be
   * cleared once it is sent or dropped. The payload is consumed unless this fails.
   */
  static Message own(Message message, SocketAddress target, ByteBuffer payload) throws IOException {
    Message own = copy(message, target, payload.duplicate());
    try {
      for (int i = 0; i < message.attributeCount(); i++) {
        duplicate(message, message.attribute(i), own);
      }
    } catch (IOException | RuntimeException e) {
      own.clear();
      throw e;
    }
    payload.position(payload.limit());
    return own;
  }

  private static <T> void duplicate(Message from, Attribute<T> attribute, Message to)
      throws IOException {
    if (from.get(attribute) instanceof Message.Resource resource) {
      to.set(attribute, attribute.type().cast(resource.duplicate()));
    }
  }

  /** All bytes of a message: its buffer, or what its buffers have, which is consumed. */
  static ByteBuffer payload(Message message) {
    return message.bufferCount() == 1 ? message.payload() : gathered(message);
  }

  private static ByteBuffer gathered(Message message) {
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(message.remaining()));
    message.buffers().forEach(all::put);
    return all.flip();
  }

  static ByteBuffer copy(ByteBuffer payload) {
    return ByteBuffer.allocate(payload.remaining()).put(payload).flip();
  }

  /** All but what is the receiver's own, such as descriptors. */
  static void copyAttributes(Message from, Message to) {
    for (int i = 0; i < from.attributeCount(); i++) {
      copyAttribute(from, from.attribute(i), to);
    }
  }

  private static <T> void copyAttribute(Message from, Attribute<T> attribute, Message to) {
    T value = from.get(attribute);
    if (!(value instanceof Message.Resource)) {
      to.set(attribute, value);
    }
  }
}
