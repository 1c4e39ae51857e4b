package dev.sockeye.memory;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import java.nio.channels.ClosedChannelException;

/** Messages over a connection of TIPC in memory. */
final class TipcPacketEndpoint extends MemoryPacketEndpoint implements TipcNaming {

  TipcPacketEndpoint(Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec)
      throws ClosedChannelException {
    super(kernel, kind, spec);
  }
}
