package dev.sockeye.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Started by {@code systemd-socket-activate(1)}, as a service manager would. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ActivatedServerTest {

  private static final Path ACTIVATE = Path.of("/usr/bin/systemd-socket-activate");

  @TempDir private Path folder;

  @Test
  void servesWhoMadeItStartAndTellsThatItIsReady() throws Exception {
    assumeTrue(Files.isExecutable(ACTIVATE), "this host lacks systemd-socket-activate");
    Path where = folder.resolve("s");
    Path manager = folder.resolve("m");
    EndpointUri uri = EndpointUri.valueOf("unix+dgram:" + manager + "?SO_RCVTIMEO=50s");
    try (MessageEndpoint notices = Network.system().bindMessages(uri);
        ExampleProcess server =
            ExampleProcess.startBy(
                new String[] {
                  ACTIVATE.toString(), "--listen=" + where, "--setenv=NOTIFY_SOCKET=" + manager
                },
                ActivatedServer.class,
                "systemd:");
        StreamEndpoint client = connect(EndpointUri.valueOf("unix:" + where), server)) {
      ByteBuffer notice = ByteBuffer.allocate(100);
      notices.receive(notice);
      assertEquals("READY=1", StandardCharsets.UTF_8.decode(notice.flip()).toString());
      Streams.writeFully(client, ByteBuffer.wrap(new byte[] {1, 2, 3}));
      ByteBuffer echo = ByteBuffer.allocate(3);
      Streams.readFully(client, echo);
      assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), echo.flip());
    }
  }

  @Test
  void tellsNobodyWhereNobodyAsks() throws Exception {
    ActivatedServer.notifyManager(Network.system(), null, "READY=1");
  }

  /** It takes a moment until somebody listens. */
  private static StreamEndpoint connect(EndpointUri where, ExampleProcess server)
      throws IOException {
    while (true) {
      try {
        return Network.system().connectStream(where);
      } catch (IOException e) {
        assertTrue(server.isAlive(), e.getMessage());
      }
    }
  }
}
