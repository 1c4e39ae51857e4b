package dev.sockeye.server;

import dev.sockeye.Attribute;
import dev.sockeye.Message;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * The messages of one turn, which all sockets of a loop use one after the other: requests that came
 * together, and the replies to them that go out together.
 */
final class MessageBatch {

  /** How many come together; more would make the other sockets wait. */
  private static final int MOST = 16;

  /** How many bytes they may have together, so that long messages do not take all memory. */
  private static final int BYTES = 4 * 1024 * 1024;

  private final int messageSize;
  private final Message[] requests;
  private final Message[] replies;
  private int replyCount;

  MessageBatch(int messageSize) {
    this.messageSize = messageSize;
    int size = Math.max(1, Math.min(MOST, BYTES / messageSize));
    requests = new Message[size];
    replies = new Message[size];
    for (int i = 0; i < size; i++) {
      requests[i] = Message.allocate(messageSize);
      replies[i] = Message.allocate(messageSize);
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
   * Makes ready for the next receive, also where one has failed in the middle, and gives back what
   * requests hold of the system's.
   */
  void clearRequests() {
    for (Message request : requests) {
      request.clear();
    }
  }

  /**
   * Takes a request out, to be kept: a copy, or the message itself if it has what cannot be copied,
   * such as descriptors.
   */
  Message takeRequest(int index) {
    Message request = requests[index];
    if (resource(request) != null) {
      requests[index] = Message.allocate(messageSize);
      return request;
    }
    return copy(request, request.peer(), request.payload())
        .truncated(request.isTruncated())
        .notification(request.isNotification());
  }

  /** An attribute that is its holder's own, such as descriptors; {@code null} if it has none. */
  static Attribute<?> resource(Message message) {
    for (int i = 0; i < message.attributeCount(); i++) {
      if (message.get(message.attribute(i)) instanceof Message.Resource) {
        return message.attribute(i);
      }
    }
    return null;
  }

  void clearReplies() {
    for (int i = 0; i < replyCount; i++) {
      replies[i].clear();
    }
    replyCount = 0;
  }

  /** Copies a reply into the batch; {@code false} if it has no room for it. */
  boolean add(Message request, SocketAddress target, ByteBuffer payload) {
    if (replyCount == replies.length || payload.remaining() > messageSize) {
      return false;
    }
    Message reply = replies[replyCount++];
    reply.payload().put(payload).flip();
    copyAttributes(request, reply.peer(target));
    return true;
  }

  /** A reply of its own memory. */
  static Message copy(Message request, SocketAddress target, ByteBuffer payload) {
    Message reply = Message.of(copy(payload)).peer(target);
    copyAttributes(request, reply);
    return reply;
  }

  /** The bytes of all buffers of a message, in one of their own. */
  static ByteBuffer gathered(Message message) {
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
