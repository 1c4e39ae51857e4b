package dev.sockeye.memory;

import dev.sockeye.Message;
import java.net.SocketAddress;

/** A message of the UNIX domain that carries more than bytes. Immutable. */
final class UnixPacket extends Packet {

  private final Message.Resource passed;

  private UnixPacket(Packet packet, Message.Resource passed) {
    super(packet);
    this.passed = passed;
  }

  /** A message with what belongs to the one that was sent. */
  static Packet of(Packet packet, Message.Resource passed) {
    return passed == null ? packet : new UnixPacket(packet, passed);
  }

  @Override
  Packet from(SocketAddress sender) {
    return of(super.from(sender), passed);
  }

  @Override
  void attach(Message message) {
    UnixModule.DOMAIN.attach(passed, message);
  }

  @Override
  void drop() {
    passed.release();
  }
}
