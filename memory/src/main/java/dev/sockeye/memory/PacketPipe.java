package dev.sockeye.memory;

import dev.sockeye.Message;

/** Messages in one direction of a connection. */
class PacketPipe extends Lane {

  private final MessageQueue queue;

  PacketPipe(
      ConnectionEndpoint<?, ?> writer, ConnectionEndpoint<?, ?> reader, ActiveFaults faults) {
    super(writer, reader, faults);
    queue = new MessageQueue(writer.kernel().time());
  }

  @Override
  boolean hasUnread() {
    return !queue.isEmpty();
  }

  @Override
  boolean hasArrived() {
    return queue.hasArrived();
  }

  @Override
  boolean hasRoom() {
    return hasRoomFor(1);
  }

  boolean hasRoomFor(int length) {
    return queue.hasRoom(length, capacity());
  }

  @Override
  void release(long moment) {
    queue.release(moment);
  }

  @Override
  void discard() {
    queue.clear();
  }

  /** What {@link #read} would take. */
  Packet first() {
    return queue.first();
  }

  Packet read() {
    return queue.remove();
  }

  /** Sends a message that there is room for. */
  void write(byte[] payload, Message.Resource passed) {
    if (!discards()) {
      if (beforeEvent(payload.length) == payload.length) {
        long arrival = arrival(payload.length);
        queue.add(UnixPacket.of(new Packet(payload, null, arrival), passed));
        announce(arrival);
      } else if (passed != null) {
        passed.release();
      }
      carried(payload.length);
    }
  }
}
