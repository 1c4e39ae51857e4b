package dev.sockeye.memory;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import java.nio.channels.ClosedChannelException;

/** Datagrams of the UNIX domain in memory. */
final class UnixDatagramEndpoint extends MemoryDatagramEndpoint implements PeekableMessages {

  UnixDatagramEndpoint(Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec)
      throws ClosedChannelException {
    super(kernel, kind, spec);
  }
}
