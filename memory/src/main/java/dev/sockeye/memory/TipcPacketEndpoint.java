package dev.sockeye.memory;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.tipc.TipcTopology;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;

/** Messages over a connection of TIPC in memory. */
final class TipcPacketEndpoint extends MemoryPacketEndpoint implements TipcNaming {

  TipcPacketEndpoint(Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec)
      throws ClosedChannelException {
    super(kernel, kind, spec);
  }

  @Override
  public boolean connect(SocketAddress peer) throws IOException {
    if (TipcTopology.SERVER.equals(peer)) {
      throw new UnsupportedOperationException(
          "the topology server of TIPC is the system's alone: there is none in memory");
    }
    return super.connect(peer);
  }
}
