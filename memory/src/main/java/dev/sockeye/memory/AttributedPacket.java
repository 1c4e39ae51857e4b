package dev.sockeye.memory;

import dev.sockeye.Attribute;
import dev.sockeye.Message;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A message that comes with attributes. Immutable. */
final class AttributedPacket extends Packet {

  private final Message header; // never changed; its attributes alone count

  private AttributedPacket(Packet packet, Message header) {
    super(packet);
    this.header = header;
  }

  /** A message with the attributes that another has now. */
  static Packet of(Packet packet, Message attributes) {
    if (attributes == null || attributes.attributeCount() == 0) {
      return packet;
    }
    Message header = Message.of(ByteBuffer.allocate(0));
    copyAttributes(attributes, header);
    return new AttributedPacket(packet, header);
  }

  static void copyAttributes(Message from, Message to) {
    for (int i = 0; i < from.attributeCount(); i++) {
      copy(from.attribute(i), from, to);
    }
  }

  private static <T> void copy(Attribute<T> attribute, Message from, Message to) {
    to.set(attribute, from.get(attribute));
  }

  @Override
  Packet from(SocketAddress sender) {
    return new AttributedPacket(super.from(sender), header);
  }

  @Override
  Packet arriving(long moment) {
    return new AttributedPacket(super.arriving(moment), header);
  }

  @Override
  void attach(Message message) {
    copyAttributes(header, message);
  }
}
