package dev.sockeye.cli;

import dev.sockeye.Attribute;
import dev.sockeye.Endpoint;
import dev.sockeye.InetOptions;
import dev.sockeye.Message;
import dev.sockeye.server.MessageSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * How a message goes on: as one, with what its sender said of it where both sides speak the same
 * protocol, such as SCTP's stream number. What belongs to a socket or to its receiver stays behind:
 * descriptors, credentials, associations.
 */
final class Passing {

  private Passing() {}

  /**
   * Sends a message on.
   *
   * @param from what it came over
   * @param peer whom to; {@code null} for the peer of a connection
   */
  static void on(Message message, Endpoint from, MessageSocket to, SocketAddress peer)
      throws IOException {
    if (isWhole(message, from, to)) {
      to.sendMessage(copy(message, message.payload()).peer(peer));
    } else if (peer == null) {
      to.send(message.payload());
    } else {
      to.sendTo(message.payload(), peer);
    }
  }

  /**
   * Sends a message on, from one of this host's addresses.
   *
   * @param source that address; {@code null} for the route's
   */
  static void on(
      Message message, Endpoint from, MessageSocket to, SocketAddress peer, InetAddress source)
      throws IOException {
    if (source == null) {
      on(message, from, to, peer);
      return;
    }
    ByteBuffer payload = message.payload();
    Message sent = isWhole(message, from, to) ? copy(message, payload) : Message.of(payload);
    to.sendMessage(sent.peer(peer).set(InetOptions.LOCAL_ADDRESS, source));
  }

  /** Whether what its sender said of it goes along. */
  private static boolean isWhole(Message message, Endpoint from, MessageSocket to) {
    return hasMore(message) && speaksTheSame(from, to.endpoint());
  }

  /** A message with its own memory, to be sent on later. */
  static Message kept(Message message) {
    ByteBuffer payload = message.payload();
    return copy(message, ByteBuffer.allocate(payload.remaining()).put(payload).flip());
  }

  private static boolean hasMore(Message message) {
    for (int i = 0; i < message.attributeCount(); i++) {
      if (message.attribute(i).isEndToEnd()) {
        return true;
      }
    }
    return false;
  }

  private static boolean speaksTheSame(Endpoint from, Endpoint to) {
    return from.spec().protocol().equals(to.spec().protocol());
  }

  private static Message copy(Message from, ByteBuffer payload) {
    Message to = Message.of(payload);
    for (int i = 0; i < from.attributeCount(); i++) {
      copy(from, from.attribute(i), to);
    }
    return to;
  }

  private static <T> void copy(Message from, Attribute<T> attribute, Message to) {
    if (attribute.isEndToEnd()) {
      to.set(attribute, from.get(attribute));
    }
  }
}
