package dev.sockeye.memory;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.tipc.TipcAddress;
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
  PacketPipe laneTo(ConnectionEndpoint<MessageEndpoint, PacketPipe> peer, ActiveFaults faults) {
    return peer instanceof TipcTopologyEnd server
        ? server.requests(this, faults)
        : super.laneTo(peer, faults);
  }

  @Override
  public boolean connect(SocketAddress peer) throws IOException {
    return isTopologyServer(peer) ? whileOpen(this::connectToServer) : super.connect(peer);
  }

  private static boolean isTopologyServer(SocketAddress peer) {
    return peer instanceof TipcAddress.Service service
        && service.type() == TipcTopology.SERVER.type()
        && service.instance() == TipcTopology.SERVER.instance();
  }

  /** It is always there, and accepts at once. */
  private boolean connectToServer() throws IOException {
    requireUnconnected();
    reserveLocal(TipcTopology.SERVER);
    ActiveFaults faults = kernel().faultsOfConnect(kind(), TipcTopology.SERVER);
    join(this, new TipcTopologyEnd(kernel(), kind(), spec()), faults);
    return true;
  }
}
