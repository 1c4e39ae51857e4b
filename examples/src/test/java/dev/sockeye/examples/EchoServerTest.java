package dev.sockeye.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the program as a reader would, in a process of its own. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class EchoServerTest {

  @Test
  void echoes() throws Exception {
    Process server = start("tcp://127.0.0.1:0");
    try (BufferedReader said = server.inputReader(UTF_8)) {
      String line = said.readLine();
      assertTrue(line.startsWith("listening on tcp://127.0.0.1:"), line);
      EndpointUri where = EndpointUri.valueOf(line.substring("listening on ".length()));
      byte[] sent = new byte[100_000];
      new Random(1).nextBytes(sent);
      for (int connection = 0; connection < 2; connection++) {
        assertArrayEquals(sent, echoed(where, sent));
      }
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static Process start(String where) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String classPath = System.getProperty("java.class.path");
    return new ProcessBuilder(java.toString(), "-cp", classPath, EchoServer.class.getName(), where)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static byte[] echoed(EndpointUri where, byte[] bytes) throws IOException {
    try (StreamEndpoint endpoint = Network.system().connectStream(where)) {
      Streams.writeFully(endpoint, ByteBuffer.wrap(bytes));
      endpoint.shutdownOutput();
      return Streams.inputStream(endpoint).readAllBytes();
    }
  }
}
