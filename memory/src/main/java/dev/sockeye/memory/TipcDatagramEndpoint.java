package dev.sockeye.memory;

import dev.sockeye.Attribute;
import dev.sockeye.Errno;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.SocketFailure;
import dev.sockeye.tipc.Tipc;
import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.tipc.TipcErrorInfo;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Set;

/** Messages of TIPC from and to anybody, in memory. */
final class TipcDatagramEndpoint extends MemoryDatagramEndpoint implements TipcNaming {

  private static final Set<Attribute<?>> RECEIVED =
      Set.of(Tipc.DESTNAME, Tipc.ERRINFO, Tipc.RETDATA, Tipc.GROUP_EVENT);

  TipcDatagramEndpoint(Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec)
      throws ClosedChannelException {
    super(kernel, kind, spec);
  }

  /** What was received may be sent on: none of it goes along. */
  @Override
  public void requireCarried(Attribute<?> attribute) {
    if (!RECEIVED.contains(attribute)) {
      super.requireCarried(attribute);
    }
  }

  /** A peer is no more than where to send to. */
  @Override
  boolean admits(SocketAddress from) {
    return true;
  }

  @Override
  Packet packet(Packet plain, SocketAddress to) {
    return TipcPacket.to(to, plain);
  }

  @Override
  boolean puts(String operation, byte[] payload, SocketAddress to) throws IOException {
    List<MemorySocket<?>> receivers = receivers(to);
    if (receivers.isEmpty() && !(to instanceof TipcAddress.Id)) {
      throw SocketFailure.describe(operation, kind().scheme(), local(), to, Errno.EHOSTUNREACH);
    } else if (payload.length == 0) {
      return true; // lost, and told to nobody
    } else if (receivers.isEmpty()) {
      comeBack(payload, to, TipcErrorInfo.NO_PORT);
    }
    receivers.forEach(receiver -> put(payload, to, receiver));
    return true;
  }

  private List<MemorySocket<?>> receivers(SocketAddress to) {
    TipcTable table = TipcNaming.table(this);
    if (to instanceof TipcAddress.Range range) {
      return table.all(range);
    }
    MemorySocket<?> found = table.find(to);
    return found == null ? List.of() : List.of(found);
  }

  private void put(byte[] payload, SocketAddress to, MemorySocket<?> found) {
    if (!(found instanceof TipcDatagramEndpoint receiver)) {
      comeBack(payload, found.local(), TipcErrorInfo.NO_PORT);
    } else if (receiver.hasRoom(payload.length)) {
      line().deliver(receiver, payload, to, null);
    } else {
      comeBack(payload, found.local(), TipcErrorInfo.OVERLOAD);
    }
  }

  private void comeBack(byte[] payload, SocketAddress target, int code) {
    if (!options().get(Tipc.DEST_DROPPABLE)) {
      arrive(TipcPacket.back(payload, target, code), false);
    }
  }
}
