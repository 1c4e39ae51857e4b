package dev.sockeye.memory;

import dev.sockeye.Peekable;
import dev.sockeye.internal.Buffers;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Messages that can be looked at before they are received, as those of native sockets can. */
interface PeekableMessages extends MessageCalls, Peekable {

  /** What {@link #take} would give, which stays where it is. */
  Packet look(String operation) throws IOException;

  @Override
  default int peek(ByteBuffer dst) throws IOException {
    Buffers.requireWritable(dst);
    Packet packet = look("recv");
    if (packet == null || packet == Packet.END) {
      return packet == null ? WOULD_BLOCK : END_OF_INPUT;
    }
    packet.copyTo(dst);
    return packet.length();
  }
}
