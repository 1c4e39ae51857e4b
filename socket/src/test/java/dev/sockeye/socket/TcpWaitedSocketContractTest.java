package dev.sockeye.socket;

import dev.sockeye.Network;
import java.io.IOException;

/** Sockets that have waited so often that they call the system themselves, where they can. */
final class TcpWaitedSocketContractTest extends SocketContract {

  @Override
  Sockets sockets() {
    return new EndpointSockets(Network.system(), "tcp://127.0.0.1:0");
  }

  @Override
  void prepare(SocketPair connected) throws IOException {
    connected.waitOften();
  }
}
