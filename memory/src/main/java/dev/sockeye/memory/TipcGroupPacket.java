package dev.sockeye.memory;

import dev.sockeye.Message;
import dev.sockeye.tipc.Tipc;
import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.tipc.TipcGroupEvent;

/** That a member joined or left a group. Immutable. */
final class TipcGroupPacket extends Packet {

  private final TipcGroupEvent event;

  /** Creates it, about a member. */
  TipcGroupPacket(TipcAddress.Id member, TipcGroupEvent event) {
    super(new byte[0], member, 0);
    this.event = event;
  }

  @Override
  boolean isEvent() {
    return true;
  }

  @Override
  int flags() {
    return Message.NOTIFICATION;
  }

  @Override
  void attach(Message message) {
    message.set(Tipc.GROUP_EVENT, event);
  }
}
