package dev.sockeye.memory;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import java.nio.channels.ClosedChannelException;

/** Messages of the UNIX domain over a connection in memory. */
final class UnixPacketEndpoint extends MemoryPacketEndpoint implements PeekableMessages {

  UnixPacketEndpoint(Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec)
      throws ClosedChannelException {
    super(kernel, kind, spec);
  }
}
