package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointUri;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server ends as it should where the system refuses a thread for that. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClosingThreadTest {

  private static final EndpointUri EVENTS = EndpointUri.valueOf("tcp://host:1");
  private static final EndpointUri BLOCKING = EndpointUri.valueOf("tcp://host:2");
  private static final EndpointUri ENDLESS = EndpointUri.valueOf("tcp://host:3");
  private static final Duration LONG = Duration.ofMinutes(10);

  private final MemoryNetwork network = MemoryNetwork.create();
  private final Failures failures = new Failures();

  @AfterEach
  void nothingIsLeft() throws Exception {
    failures.none();
    assertEquals(0, network.openSockets());
    network.close();
  }

  private Server withoutAThread(Duration grace) throws Exception {
    ServerBuilder builder =
        Server.builder(network)
            .serveEvents(EVENTS, any -> (c, in) -> c.write(in))
            .serveBlocking(BLOCKING, endpoint -> Streams.copy(endpoint, endpoint))
            .serveEvents(ENDLESS, any -> (c, in) -> c.hold())
            .gracePeriod(grace)
            .onFailure(failures);
    builder.closer =
        task -> {
          throw new OutOfMemoryError("unable to create native thread");
        };
    return builder.start();
  }

  @Test
  void closeNeedsNone() throws Exception {
    Server server = withoutAThread(LONG);
    server.close();
    server.close();
  }

  @Test
  void shutdownLetsHandlersAnswerWithoutOne() throws Exception {
    Server server = withoutAThread(LONG);
    try (StreamEndpoint events = network.connectStream(EVENTS);
        StreamEndpoint blocking = network.connectStream(BLOCKING)) {
      Clients.write(events, "events");
      Clients.write(blocking, "blocking");
      server.shutdown();
      assertEquals("events", Clients.read(events, 6));
      assertEquals("blocking", Clients.read(blocking, 8));
      Clients.assertEnds(events);
      Clients.assertEnds(blocking);
    }
    server.await();
    server.close();
  }

  @Test
  void theGracePeriodEndsWithoutOne() throws Exception {
    Server server = withoutAThread(Duration.ofMillis(50));
    try (StreamEndpoint endless = network.connectStream(ENDLESS)) {
      Clients.write(endless, "x");
      Eventually.holds("served", () -> server.counters().bytesRead() == 1);
      server.shutdown();
      server.await();
      Clients.assertReset(endless);
    }
  }
}
