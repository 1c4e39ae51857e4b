package dev.sockeye.memory;

import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.tipc.TipcSocket;
import java.io.IOException;

/** What sockets of TIPC in memory can do beside what all do. */
interface TipcNaming extends TipcSocket {

  @Override
  default void publish(TipcAddress name) throws IOException {
    MemorySocket<?> socket = (MemorySocket<?>) this;
    socket.whileOpen(
        () -> {
          table(socket).publish(socket, name);
          return null;
        });
  }

  @Override
  default void withdraw(TipcAddress name) throws IOException {
    MemorySocket<?> socket = (MemorySocket<?>) this;
    socket.whileOpen(
        () -> {
          table(socket).withdraw(socket, name);
          return null;
        });
  }

  /** The names of a socket's network. */
  static TipcTable table(MemorySocket<?> socket) {
    return (TipcTable) socket.kernel().table(socket.kind());
  }
}
