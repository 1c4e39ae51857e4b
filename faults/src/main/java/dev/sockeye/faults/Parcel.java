package dev.sockeye.faults;

import dev.sockeye.Attribute;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.internal.Buffers;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A message that is kept until it is time, with all that belongs to it. */
final class Parcel {

  private final byte[] bytes;
  private final Message header; // its peer, flags and attributes; its buffers are not used
  private final long arrival;

  private Parcel(byte[] bytes, Message header, long arrival) {
    this.bytes = bytes;
    this.header = header;
    this.arrival = arrival;
  }

  /** Copies a message that is to be sent. What it holds of the system is doubled. */
  static Parcel toSend(Message message, long arrival) throws IOException {
    byte[] bytes = new byte[(int) message.remaining()];
    Buffers.gather(message, ByteBuffer.wrap(bytes));
    return new Parcel(bytes, copyHeader(message, true), arrival);
  }

  /** Takes over a message that was received into its first buffer. */
  static Parcel received(Message message, long arrival) {
    ByteBuffer buffer = message.payload().flip();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return new Parcel(bytes, message, arrival);
  }

  /** The same once more, without what is the system's. */
  Parcel again(long moment) throws IOException {
    return new Parcel(bytes, copyHeader(header, false), moment);
  }

  /** The same at another moment. */
  Parcel at(long moment) {
    return new Parcel(bytes, header, moment);
  }

  private static Message copyHeader(Message of, boolean all) throws IOException {
    Message copy = Message.of(ByteBuffer.allocate(0)).received(of.peer(), of.flags());
    for (int i = 0; i < of.attributeCount(); i++) {
      copy(of, of.attribute(i), copy, all);
    }
    return copy;
  }

  private static <T> void copy(Message of, Attribute<T> attribute, Message to, boolean all)
      throws IOException {
    T value = of.get(attribute);
    if (!(value instanceof Message.Resource resource)) {
      to.set(attribute, value);
    } else if (all) {
      to.set(attribute, attribute.type().cast(resource.duplicate()));
    }
  }

  long arrival() {
    return arrival;
  }

  int length() {
    return bytes.length;
  }

  SocketAddress peer() {
    return header.peer();
  }

  boolean isTruncated() {
    return header.isTruncated();
  }

  /** Sends it, and gives back what it holds once it is sent. */
  int sendTo(MessageEndpoint endpoint) throws IOException {
    Message message = Message.of(ByteBuffer.wrap(bytes)).peer(header.peer());
    for (int i = 0; i < header.attributeCount(); i++) {
      move(header.attribute(i), message);
    }
    int n = endpoint.sendMessage(message);
    if (n >= 0) {
      drop();
    }
    return n;
  }

  private <T> void move(Attribute<T> attribute, Message to) {
    to.set(attribute, header.get(attribute));
  }

  /** Gives it to a receiver, who owns what it holds from now on. */
  int moveTo(Message message) {
    int given = Buffers.scatter(ByteBuffer.wrap(bytes), message);
    int cut = given < bytes.length ? Message.TRUNCATED : 0;
    message.received(header.peer(), header.flags() | cut);
    for (int i = 0; i < header.attributeCount(); i++) {
      move(header.attribute(i), message);
    }
    return given;
  }

  /** Gives back what it holds. */
  void drop() {
    header.clearHeader();
  }
}
