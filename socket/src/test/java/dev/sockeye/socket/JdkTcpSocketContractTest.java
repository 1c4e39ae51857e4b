package dev.sockeye.socket;

final class JdkTcpSocketContractTest extends SocketContract {

  @Override
  Sockets sockets() {
    return new Sockets.Jdk();
  }
}
