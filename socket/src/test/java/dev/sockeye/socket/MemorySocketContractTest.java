package dev.sockeye.socket;

import dev.sockeye.memory.MemoryNetwork;

final class MemorySocketContractTest extends SocketContract {

  @Override
  Sockets sockets() {
    return new EndpointSockets(MemoryNetwork.create(), "memory:db");
  }
}
