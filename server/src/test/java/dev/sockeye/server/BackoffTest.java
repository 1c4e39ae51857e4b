package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.memory.MemoryNetwork;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long is waited between attempts to connect. */
class BackoffTest {

  /** Many that were cut off at one moment do not come back at one. */
  @Test
  void waitsAreSpread() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    long different = IntStream.range(0, 100).mapToObj(i -> backoff.next(3)).distinct().count();
    assertTrue(different > 90, "of 100 waits only " + different + " are different");
    assertEquals(Duration.ofMinutes(1).toNanos(), backoff.most(60));
    assertEquals(Duration.ofSeconds(4).toNanos(), backoff.most(3));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "-1, 1", "2, 1"})
  void noWaitIsBackward(long first, long most) throws Exception {
    try (EventLoop loop = EventLoop.builder().start()) {
      ReconnectingClient.Builder<Connection> builder =
          ReconnectingClient.streams(
              loop, MemoryNetwork.create(), EndpointUri.valueOf("tcp://host:1"), Recorder::new);
      assertThrows(
          IllegalArgumentException.class,
          () -> builder.backoff(Duration.ofMillis(first), Duration.ofMillis(most)));
    }
  }
}
