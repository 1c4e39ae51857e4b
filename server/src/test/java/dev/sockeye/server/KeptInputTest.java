package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a handler leaves is given again with what comes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KeptInputTest {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp://host:1");

  private final MemoryNetwork network = MemoryNetwork.create();
  private final Failures failures = new Failures();

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, network.openSockets());
  }

  /** Answers each line with itself in brackets, and leaves what is no whole line. */
  private static final class Lines implements EventHandler {

    @Override
    public void received(Connection connection, ByteBuffer in) throws IOException {
      int start = in.position();
      for (int i = start; i < in.limit(); i++) {
        if (in.get(i) == '\n') {
          String line = Clients.text(in.slice(start, i - start));
          connection.write(Clients.bytes("[" + line + "]"));
          start = i + 1;
        }
      }
      in.position(start);
    }
  }

  private Server serve(EventHandler handler, int inputLimit) throws IOException {
    return Server.builder(network)
        .serveEvents(URI, any -> handler)
        .inputLimit(inputLimit)
        .onFailure(failures)
        .start();
  }

  @Test
  void aParserIsFedByteByByte() throws Exception {
    try (Server server = serve(new Lines(), 100);
        StreamEndpoint client = network.connectStream(URI)) {
      for (char c : "ab\n\ncde\n".toCharArray()) {
        Clients.write(client, String.valueOf(c));
      }
      assertEquals("[ab][][cde]", Clients.read(client, 11));
      Eventually.holds("nothing kept", () -> server.counters().bytesKept() == 0);
    }
    failures.none();
  }

  @Test
  void partOfWhatIsKeptIsTaken() throws Exception {
    try (Server server = serve(new Lines(), 10);
        StreamEndpoint client = network.connectStream(URI)) {
      Clients.write(client, "12345678");
      Eventually.holds("eight bytes kept", () -> server.counters().bytesKept() > 0);
      Clients.write(client, "9\n12345678\n123456789\nx");
      assertEquals("[123456789][12345678][123456789]", Clients.read(client, 32));
    }
    failures.none();
  }

  @Test
  void theLimitIsAFailureThatSaysWhatToRaise() throws Exception {
    try (Server server = serve(new Lines(), 10);
        StreamEndpoint client = network.connectStream(URI)) {
      Clients.write(client, "12345678901");
      Failure failure = failures.only();
      assertTrue(failure.cause().getMessage().contains("raise inputLimit, which is 10"));
      assertEquals("handler", failure.during());
      Eventually.holds("closed", () -> server.counters().open() == 0);
      assertEquals(0, server.counters().bytesKept());
    }
  }

  @Test
  void theLimitHoldsForBytesThatComeOneByOne() throws Exception {
    try (Server server = serve(new Lines(), 10);
        StreamEndpoint client = network.connectStream(URI)) {
      for (int i = 0; i < 10; i++) {
        Clients.write(client, "x");
      }
      Eventually.holds("kept", () -> server.counters().bytesRead() == 10);
      failures.none();
      Clients.write(client, "x");
      assertTrue(failures.only().cause().getMessage().contains("inputLimit"));
      assertEquals("read", failures.only().during());
    }
  }

  @Test
  void allConnectionsTogetherHaveALimitToo() throws Exception {
    ServerBuilder builder =
        Server.builder(network).serveEvents(URI, any -> new Lines()).onFailure(failures);
    try (Server server = builder.memoryLimit(2_048).start();
        StreamEndpoint first = network.connectStream(URI);
        StreamEndpoint second = network.connectStream(URI);
        StreamEndpoint third = network.connectStream(URI)) {
      Clients.write(first, "x");
      Clients.write(second, "x");
      Eventually.holds("kept", () -> server.counters().bytesKept() == 2_048);
      Clients.write(third, "x");
      assertTrue(failures.only().cause().getMessage().contains("memoryLimit is 2048"));
      Clients.write(first, "\n");
      assertEquals("[x]", Clients.read(first, 3));
      Eventually.holds("given back", () -> server.counters().bytesKept() == 1_024);
    }
  }

  @Test
  void pauseHoldsThePeerUpAndResumeGivesWhatWasLeft() throws Exception {
    Recorder handler =
        new Recorder() {
          @Override
          public void received(Connection c, ByteBuffer in) {
            callbacks.add(Clients.text(in.duplicate()));
            if (callbacks.size() == 2) {
              c.pause();
            } else {
              in.position(in.limit());
            }
          }
        };
    try (Server server = serve(handler, 100);
        StreamEndpoint client = network.connectStream(URI)) {
      Clients.write(client, "one");
      Eventually.holds("paused", () -> handler.callbacks.size() == 2);
      Clients.write(client, "two");
      handler.onLoop(
          c -> {
            c.pause();
            c.resume();
          });
      Eventually.holds("all given", () -> server.counters().bytesRead() == 6);
      Clients.write(client, "!");
      Eventually.holds("all given", () -> server.counters().bytesRead() == 7);
    }
    String all = String.join(" ", handler.callbacks);
    assertTrue(all.startsWith("opened one one "), all);
    failures.none();
  }

  /** Not by anything else, such as a write that is kept. */
  @Test
  void withoutResumeOnlyMoreInputGivesAgainWhatWasLeft() throws Exception {
    Recorder handler =
        new Recorder() {
          @Override
          public void received(Connection c, ByteBuffer in) {
            callbacks.add(Clients.text(in.duplicate()));
          }
        };
    try (Server server = serve(handler, 100);
        StreamEndpoint client = network.connectStream(URI)) {
      Clients.write(client, "left");
      Eventually.holds("left", () -> server.counters().bytesKept() > 0);
      handler.onLoop(c -> c.write(ByteBuffer.allocate(500_000)));
      handler.onLoop(c -> assertTrue(c.pending() > 0));
      Clients.read(client, 500_000);
      Eventually.holds("drained", () -> handler.callbacks.contains("drained"));
    }
    assertEquals(List.of("opened", "left", "drained"), handler.callbacks.subList(0, 3));
  }
}
