package dev.sockeye.socket;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** Two sockets connected to each other. */
final class SocketPair implements AutoCloseable {

  final ServerSocket server;
  final Socket client;
  final Socket peer;

  private SocketPair(ServerSocket server, Socket client, Socket peer) {
    this.server = server;
    this.client = client;
    this.peer = peer;
  }

  static SocketPair of(Sockets sockets) throws IOException {
    ServerSocket server = sockets.bound();
    Socket client = sockets.client();
    client.connect(sockets.address(server));
    return new SocketPair(server, client, server.accept());
  }

  @Override
  public void close() throws IOException {
    client.close();
    peer.close();
    server.close();
  }
}
