package dev.sockeye.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** Two sockets connected to each other. */
final class SocketPair implements AutoCloseable {

  private static final int OFTEN = 1000;

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

  /** Has both wait for bytes of the other so often that it pays to wait by other means. */
  SocketPair waitOften() throws IOException {
    Background<Void> echo = Background.run(() -> echo(peer, OFTEN));
    for (int i = 0; i < OFTEN; i++) {
      client.getOutputStream().write(i);
      assertEquals(i & 0xFF, client.getInputStream().read());
    }
    echo.awaitDone();
    return this;
  }

  private static Void echo(Socket socket, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      socket.getOutputStream().write(socket.getInputStream().read());
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    client.close();
    peer.close();
    server.close();
  }
}
