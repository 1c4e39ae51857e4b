package dev.sockeye.memory;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.tipc.Tipc;
import dev.sockeye.tipc.TipcAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What only TIPC has: its addresses, options and sockets. */
final class TipcSockets {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(8); // as Linux has it
  private static final int FREE_TYPE = 1_000_000_000;
  private static final AtomicInteger FREE_INSTANCE = new AtomicInteger();

  private TipcSockets() {}

  static boolean isAddress(SocketAddress address) {
    return address instanceof TipcAddress;
  }

  static AddressTable table() {
    return new TipcTable();
  }

  static SocketAddress resolve(SocketSpec<?> spec, EndpointUri uri, boolean passive) {
    return TipcAddress.of(spec, uri, passive);
  }

  /** A service that nobody is bound to. */
  static EndpointUri free(String scheme) {
    return EndpointUri.valueOf(
        scheme + ':' + FREE_TYPE + ':' + FREE_INSTANCE.incrementAndGet() + "@node");
  }

  /** What a connect meets if nobody is there. */
  static Errno nobody(SocketAddress target) {
    return target instanceof TipcAddress.Id ? Errno.ECONNREFUSED : Errno.EHOSTUNREACH;
  }

  static void addOptions(OptionValues options, Kind kind) {
    options.add(Tipc.IMPORTANCE, 0);
    if (kind.hasConnections()) {
      options.add(Tipc.CONN_TIMEOUT, CONNECT_TIMEOUT);
    } else {
      options.add(Tipc.SRC_DROPPABLE, kind == Kind.TIPC_DGRAM);
      options.add(Tipc.DEST_DROPPABLE, true);
    }
    if (kind == Kind.TIPC_STREAM) {
      options.add(Tipc.NODELAY, false);
    }
  }

  static MemoryStreamEndpoint stream(Kernel kernel, Kind kind, SocketSpec<StreamEndpoint> spec)
      throws ClosedChannelException {
    return new TipcStreamEndpoint(kernel, kind, spec);
  }

  static MemoryPacketEndpoint packets(Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec)
      throws ClosedChannelException {
    return new TipcPacketEndpoint(kernel, kind, spec);
  }

  static MemoryDatagramEndpoint datagrams(
      Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec) throws ClosedChannelException {
    return new TipcDatagramEndpoint(kernel, kind, spec);
  }

  static <E extends Endpoint, L extends Lane> Listener<E> listener(
      Kernel kernel, Kind kind, SocketSpec<E> spec, MemoryListener.Opener<E, L> opener)
      throws ClosedChannelException {
    return new TipcListener<>(kernel, kind, spec, opener);
  }
}
