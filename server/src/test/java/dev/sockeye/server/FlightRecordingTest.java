package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointUri;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Operators see each connection, and the counters agree. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FlightRecordingTest {

  private static final EndpointUri EVENTS = EndpointUri.valueOf("tcp://host:1");
  private static final EndpointUri BLOCKING = EndpointUri.valueOf("unix:/run/blocking");
  private static final EndpointUri FAILING = EndpointUri.valueOf("tcp://host:3");

  @TempDir private Path folder;

  @Test
  void acceptAndCloseAreRecorded() throws Exception {
    MemoryNetwork network = MemoryNetwork.create();
    Path file = folder.resolve("test.jfr");
    Failures failures = new Failures();
    ServerCounters counters;
    try (Recording recording = new Recording();
        Server server =
            Server.builder(network)
                .serveEvents(EVENTS, any -> (c, in) -> c.write(in))
                .serveBlocking(BLOCKING, e -> Streams.copy(e, e))
                .serveEvents(
                    FAILING,
                    any ->
                        (c, in) -> {
                          throw new IllegalStateException("bad request");
                        })
                .onFailure(failures)
                .start()) {
      recording.enable(AcceptEvent.class);
      recording.enable(CloseEvent.class);
      recording.start();
      converse(network, EVENTS, "event");
      converse(network, BLOCKING, "blocking!");
      try (StreamEndpoint client = network.connectStream(FAILING)) {
        Clients.write(client, "x");
        failures.only();
      }
      Eventually.holds("closed", () -> server.counters().open() == 0);
      counters = server.counters();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    List<RecordedEvent> accepts = named(events, "dev.sockeye.Accept");
    List<RecordedEvent> closes = named(events, "dev.sockeye.Close");
    assertEquals(counters.accepted(), accepts.size());
    assertEquals(counters.accepted(), closes.size());
    assertEquals(counters.bytesRead(), sum(closes, "bytesRead"));
    assertEquals(counters.bytesWritten(), sum(closes, "bytesWritten"));
    assertEquals(5 + 9 + 1, counters.bytesRead());
    assertEquals(2, count(accepts, e -> e.getString("local").contains("host")));
    assertEquals(3, count(closes, e -> !e.getDuration("open").isNegative()));
    assertEquals(2, count(closes, e -> e.getString("failure") == null));
    assertEquals(
        1, count(closes, e -> String.valueOf(e.getString("failure")).contains("bad request")));
  }

  private static long count(List<RecordedEvent> events, Predicate<RecordedEvent> which) {
    return events.stream().filter(which).count();
  }

  private static void converse(MemoryNetwork network, EndpointUri uri, String text)
      throws Exception {
    try (StreamEndpoint client = network.connectStream(uri)) {
      Clients.write(client, text);
      assertEquals(text, Clients.read(client, text.length()));
      client.shutdownOutput();
      Clients.assertEnds(client);
    }
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
  }

  private static long sum(List<RecordedEvent> events, String field) {
    return events.stream().mapToLong(event -> event.getLong(field)).sum();
  }
}
