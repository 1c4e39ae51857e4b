package dev.sockeye.server;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * Gives messages to an endpoint, as far as there is room for those whom they are for. For one who
 * keeps what is not taken, and is one object with it.
 */
abstract class MessageSender {

  final MessageEndpoint endpoint;
  final boolean connected; // Or going to be.
  private final SendRoom room;

  /** That of an endpoint which is connected, or going to be, or has many peers. */
  MessageSender(MessageEndpoint endpoint, boolean connected) {
    this.endpoint = endpoint;
    this.connected = connected;
    room = connected ? SendRoom.ofOne() : SendRoom.of(endpoint);
  }

  /** Gives {@code false} if it is not taken now, as the other does. */
  final boolean offer(ByteBuffer payload, SocketAddress target) throws IOException {
    int bytes = payload.remaining();
    if (!room.isFor(target, bytes)) {
      return false;
    }
    int n = connected ? endpoint.send(payload) : endpoint.sendTo(payload, target);
    return wasTaken(n, target, bytes);
  }

  final boolean offer(Message message) throws IOException {
    long bytes = message.remaining();
    return room.isFor(message.peer(), bytes)
        && wasTaken(endpoint.sendMessage(message), message.peer(), bytes);
  }

  private boolean wasTaken(int result, SocketAddress target, long bytes) {
    boolean taken = result != MessageEndpoint.WOULD_BLOCK;
    if (taken) {
      room.sent(target, bytes);
    }
    return taken;
  }

  /**
   * Gives the first of these, and those after it that can go with it.
   *
   * @param alone whether only the first may be sent
   * @return how many were, or {@link MessageEndpoint#WOULD_BLOCK}
   */
  final int offer(Message[] messages, int from, int to, boolean alone) throws IOException {
    int count = alone ? 0 : room.forAll(messages, from, to);
    if (count == 0 && !room.isFor(messages[from].peer(), messages[from].remaining())) {
      return MessageEndpoint.WOULD_BLOCK;
    }
    int n = endpoint.sendMessages(messages, from, Math.max(count, 1));
    room.sent(messages, from, from + n);
    return n;
  }
}
