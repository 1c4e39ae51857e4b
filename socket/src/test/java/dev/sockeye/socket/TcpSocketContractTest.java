package dev.sockeye.socket;

import dev.sockeye.Network;

final class TcpSocketContractTest extends SocketContract {

  @Override
  Sockets sockets() {
    return new EndpointSockets(Network.system(), "tcp://127.0.0.1:0");
  }
}
