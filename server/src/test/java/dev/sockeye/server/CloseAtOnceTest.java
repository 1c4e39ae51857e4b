package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sockeye.EndpointUri;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server that is closed while its loops begin. */
class CloseAtOnceTest {

  private static final EndpointUri FIRST = EndpointUri.valueOf("tcp://first.internal:1");
  private static final EndpointUri SECOND = EndpointUri.valueOf("tcp://second.internal:2");

  /** Its loops meet the close in each of their first steps, one time or another. */
  @Test
  void itsLoopsEnd() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int i = 0; i < 2000; i++) {
            startAndClose();
          }
        });
  }

  private static void startAndClose() throws IOException {
    try (MemoryNetwork network = MemoryNetwork.create()) {
      Server.builder(network)
          .serveEvents(FIRST, connection -> Connection::write)
          .serveMessages(SECOND, request -> {})
          .start()
          .close();
    }
  }
}
