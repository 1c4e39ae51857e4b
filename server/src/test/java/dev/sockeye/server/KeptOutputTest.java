package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the socket does not take is kept, within limits, and holds up the peer that does not read.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KeptOutputTest {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp://host:1");
  private static final int MORE = 300_000; // than the buffers of a connection in memory hold

  private final MemoryNetwork network = MemoryNetwork.create();
  private final Failures failures = new Failures();
  private final Recorder handler = new Recorder();

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, network.openSockets());
  }

  private ServerBuilder builder() {
    return Server.builder(network).serveEvents(URI, any -> handler).onFailure(failures);
  }

  private static ByteBuffer numbered(int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      bytes.put((byte) (bytes.position() % 251));
    }
    return bytes.flip();
  }

  @Test
  void keptBytesFollowInOrderAndHalfDuplexReadingWaitsForThem() throws Exception {
    try (Server server = builder().halfDuplex(true).start();
        StreamEndpoint client = network.connectStream(URI)) {
      ByteBuffer written = numbered(MORE);
      handler.onLoop(
          c -> {
            c.write(written);
            assertEquals(0, written.remaining());
            assertTrue(c.pending() > 0);
          });
      Clients.write(client, "is not read yet");
      handler.onLoop(c -> {});
      handler.onLoop(c -> {});
      assertEquals(0, server.counters().bytesRead());
      ByteBuffer read = ByteBuffer.allocate(MORE);
      Streams.readFully(client, read);
      assertEquals(numbered(MORE), read.flip());
      Eventually.holds("read on", () -> handler.callbacks.contains("received"));
      assertEquals(List.of("opened", "drained", "received"), handler.callbacks);
      handler.onLoop(c -> assertEquals(0, c.pending()));
      assertEquals(0, server.counters().bytesKept());
      assertEquals(MORE, server.counters().bytesWritten());
    }
    failures.none();
  }

  @Test
  void whatIsKeptIsWrittenInSmallPartsToo() throws Exception {
    MemoryNetwork slow =
        MemoryNetwork.builder().faults(FaultPlan.builder().shortWrites(977).build()).build();
    try (slow;
        Server server =
            Server.builder(slow).serveEvents(URI, any -> handler).onFailure(failures).start();
        StreamEndpoint client = slow.connectStream(URI)) {
      handler.onLoop(
          c -> {
            c.write(numbered(100_000));
            c.write(Clients.bytes("and more"));
            c.close();
          });
      ByteBuffer read = ByteBuffer.allocate(100_000);
      Streams.readFully(client, read);
      assertEquals(numbered(100_000), read.flip());
      assertEquals("and more", Clients.read(client, 8));
      Clients.assertEnds(client);
      assertEquals(0, server.counters().bytesKept());
    }
    failures.none();
  }

  @Test
  void moreThanTheLimitClosesTheConnection() throws Exception {
    try (Server server = builder().outputLimit(1_000).start();
        StreamEndpoint client = network.connectStream(URI)) {
      handler.onLoop(c -> assertThrows(IOException.class, () -> c.write(numbered(MORE))));
      assertTrue(handler.cause().contains("raise outputLimit, which is 1000"), handler.cause());
      Failure failure = failures.only();
      assertEquals("write", failure.during());
      Eventually.holds("closed", () -> server.counters().open() == 0);
      assertEquals(0, server.counters().bytesKept());
      assertTrue(client.isOpen());
    }
    assertEquals(List.of("opened", "closed"), handler.callbacks);
  }

  @Test
  void moreThanAllTogetherMayKeepClosesTheConnection() throws Exception {
    try (Server server = builder().memoryLimit(1_000).start();
        StreamEndpoint client = network.connectStream(URI)) {
      handler.onLoop(c -> assertThrows(IOException.class, () -> c.write(numbered(MORE))));
      assertTrue(failures.only().cause().getMessage().contains("memoryLimit is 1000"));
      assertEquals(0, server.counters().bytesKept());
      assertTrue(client.isOpen());
    }
  }

  /** Although nobody but the one who wrote would hear of it. */
  @Test
  void aFailedWriteClosesTheConnectionEvenIfItsCallerDoesNotMind() throws Exception {
    try (Server server = builder().start();
        StreamEndpoint client = network.connectStream(URI)) {
      handler.onLoop(Connection::pause);
      Clients.hangUp(client);
      handler.onLoop(
          c -> {
            try {
              c.write(numbered(10));
              c.write(numbered(10));
            } catch (IOException e) {
              return; // as a careless handler does
            }
            throw new AssertionError("the peer is gone");
          });
      assertTrue(handler.cause().contains("write"), handler.cause());
      Eventually.holds("closed", () -> server.counters().open() == 0);
    }
    assertEquals("write", failures.only().during());
  }

  @Test
  void nothingIsDrainedIntoAConnectionThatCloses() throws Exception {
    Recorder writer =
        new Recorder() {
          @Override
          public void drained(Connection c) throws Exception {
            super.drained(c);
            c.write(numbered(10)); // as one who sends a long answer in parts
          }
        };
    try (Server server =
            Server.builder(network).serveEvents(URI, any -> writer).onFailure(failures).start();
        StreamEndpoint client = network.connectStream(URI)) {
      writer.onLoop(
          c -> {
            c.write(numbered(MORE));
            c.close();
          });
      Streams.readFully(client, ByteBuffer.allocate(MORE));
      Clients.assertEnds(client);
      Clients.hangUp(client);
      assertEquals("null", writer.cause());
      assertEquals(1, server.counters().accepted());
    }
    failures.none();
    assertEquals(List.of("opened", "closed"), writer.callbacks);
  }
}
