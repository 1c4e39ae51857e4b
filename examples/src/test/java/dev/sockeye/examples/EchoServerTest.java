package dev.sockeye.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program as a reader would, in a process of its own, over one transport and another. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class EchoServerTest {

  @TempDir private Path folder;

  @Test
  void echoesOverTcp() throws Exception {
    echoes("tcp://127.0.0.1:" + freePort());
  }

  @Test
  void echoesOverUnix() throws Exception {
    echoes("unix:" + folder.resolve("echo.sock"));
  }

  @Test
  void echoesOverSeqpacket() throws Exception {
    echoes("unix+seqpacket:" + folder.resolve("echo.sock"));
  }

  private static void echoes(String where) throws Exception {
    try (ExampleProcess server = ExampleProcess.start(EchoServer.class, where)) {
      byte[] sent = new byte[100_000];
      new Random(1).nextBytes(sent);
      for (int connection = 0; connection < 2; connection++) {
        assertArrayEquals(sent, echoed(connect(EndpointUri.valueOf(where), server), sent));
      }
    }
  }

  /** The server does not tell when it listens: until then nobody is there. */
  private static StreamEndpoint connect(EndpointUri where, ExampleProcess server)
      throws IOException {
    while (true) {
      try {
        return Network.system().connectStream(where);
      } catch (SocketException e) {
        assertTrue(server.isAlive(), e.getMessage());
        Thread.onSpinWait();
      }
    }
  }

  private static byte[] echoed(StreamEndpoint server, byte[] bytes) throws IOException {
    try (server) {
      Streams.writeFully(server, ByteBuffer.wrap(bytes));
      server.shutdownOutput();
      return Streams.inputStream(server).readAllBytes();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
