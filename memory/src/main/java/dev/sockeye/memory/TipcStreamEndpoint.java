package dev.sockeye.memory;

import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.nio.channels.ClosedChannelException;

/** A stream of TIPC in memory. */
final class TipcStreamEndpoint extends MemoryStreamEndpoint implements TipcNaming {

  TipcStreamEndpoint(Kernel kernel, Kind kind, SocketSpec<StreamEndpoint> spec)
      throws ClosedChannelException {
    super(kernel, kind, spec);
  }
}
