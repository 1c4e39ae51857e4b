package dev.sockeye.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SocketCallsTest {

  private static final String HOST = "127.0.0.1";

  @Test
  void theTwoTalk() throws Exception {
    int port = freePort();
    FutureTask<Void> server =
        new FutureTask<>(
            () -> {
              SocketCalls.server(HOST, port);
              return null;
            });
    new Thread(server).start();
    ByteBuffer answer = ask(port, server);
    assertEquals("Hello, world", UTF_8.decode(answer).toString());
    server.get();
  }

  /** The server does not tell when it listens: until then it refuses. */
  private static ByteBuffer ask(int port, FutureTask<Void> server) throws Exception {
    while (true) {
      try {
        return SocketCalls.client(HOST, port, "Hello, world".getBytes(UTF_8));
      } catch (ConnectException e) {
        if (server.isDone()) {
          server.get(); // throws what it failed with
          throw e;
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
