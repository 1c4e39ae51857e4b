package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a program's own loop can be told is what a server can. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EventLoopBuilderTest {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp://host:1");
  private static final Duration SHORT = Duration.ofMillis(50);

  private final MemoryNetwork memory = MemoryNetwork.create();
  private final Failures failures = new Failures();
  private final Recorder client = new Recorder();

  @AfterEach
  void close() {
    assertEquals(0, memory.openSockets());
  }

  private EventLoopBuilder builder() {
    return EventLoop.builder().onFailure(failures);
  }

  /** A peer that does nothing, and how the loop ends the connection to it. */
  private String endOf(EventLoopBuilder builder, Callbacks.Task<Connection> task) throws Exception {
    try (EventLoop loop = builder.start();
        Listener<StreamEndpoint> listener = memory.listenStream(URI)) {
      loop.connect(memory, URI, client);
      try (StreamEndpoint peer = listener.accept()) {
        client.connection();
        if (task != null) {
          client.onLoop(task);
        }
        String cause = client.cause();
        assertEquals(failures.only().cause().toString(), cause);
        assertTrue(peer.isOpen());
        return cause;
      }
    }
  }

  @Test
  void idleTimeout() throws Exception {
    assertTrue(endOf(builder().idleTimeout(SHORT), null).contains("nothing has moved for 50 ms"));
  }

  @Test
  void readTimeout() throws Exception {
    assertTrue(endOf(builder().readTimeout(SHORT), null).contains("nothing has come for 50 ms"));
  }

  @Test
  void writeTimeout() throws Exception {
    String cause =
        endOf(builder().writeTimeout(SHORT), c -> c.write(ByteBuffer.allocate(1_000_000)));
    assertTrue(cause.contains("the peer has read nothing for 50 ms"), cause);
  }

  @Test
  void outputLimit() throws Exception {
    String cause =
        endOf(
            builder().outputLimit(1000),
            c -> assertThrows(IOException.class, () -> c.write(ByteBuffer.allocate(1_000_000))));
    assertTrue(cause.contains("outputLimit, which is 1000"), cause);
  }

  @Test
  void memoryLimit() throws Exception {
    String cause =
        endOf(
            builder().memoryLimit(1000),
            c -> assertThrows(IOException.class, () -> c.write(ByteBuffer.allocate(1_000_000))));
    assertTrue(cause.contains("memoryLimit is 1000"), cause);
  }

  @Test
  void inputLimit() throws Exception {
    Recorder leaving =
        new Recorder() {
          @Override
          public void received(Connection c, ByteBuffer in) {}
        };
    try (EventLoop loop = builder().inputLimit(10).start();
        Listener<StreamEndpoint> listener = memory.listenStream(URI)) {
      loop.connect(memory, URI, leaving);
      try (StreamEndpoint peer = listener.accept()) {
        Clients.write(peer, "longer than ten bytes");
        assertTrue(leaving.cause().contains("inputLimit, which is 10"));
      }
    }
  }

  /** What is for one connection only is told of the others' loop, too. */
  @Test
  void countsWhatItServesForTheProgram() throws Exception {
    try (EventLoop loop = builder().name("counts").start();
        Listener<StreamEndpoint> listener = memory.listenStream(URI)) {
      EndpointPair<StreamEndpoint> pair = memory.pair(listener.spec());
      loop.register(pair.first(), client);
      client.connection();
      client.onLoop(c -> assertEquals("sockeye-counts", Thread.currentThread().getName()));
      assertEquals(1, loop.counters().open());
      client.onLoop(c -> c.write(Clients.bytes("12345")));
      Clients.write(pair.second(), "123");
      Eventually.holds("it has come", () -> loop.counters().bytesRead() == 3);
      assertEquals(5, loop.counters().bytesWritten());
      loop.execute(
          () -> {
            throw new IllegalStateException("of a task");
          });
      assertEquals("of a task", failures.only().cause().getMessage());
      assertEquals(1, loop.counters().failures());
      client.onLoop(Connection::abort);
      Eventually.holds("it is closed", () -> loop.counters().open() == 0);
      assertEquals(1, loop.counters().accepted());
      pair.second().close();
    }
  }

  /** Who is told of failures, and fails, harms nobody. */
  @Test
  void goesOnAfterAReportThatFails() throws Exception {
    Consumer<Failure> failing =
        failure -> {
          throw new IllegalStateException("of a report");
        };
    try (EventLoop loop = EventLoop.builder().onFailure(failing).start()) {
      loop.connect(memory, URI, client);
      client.cause();
      Recorder second = new Recorder();
      loop.connect(memory, URI, second);
      assertTrue(second.cause().contains("ConnectException"));
      assertEquals(2, loop.counters().failures());
    }
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThrows(IllegalArgumentException.class, () -> builder().outputLimit(0));
    assertThrows(IllegalArgumentException.class, () -> builder().messageSize(-1));
    assertThrows(
        IllegalArgumentException.class, () -> builder().connectTimeout(Duration.ofNanos(-1)));
    assertThrows(IllegalArgumentException.class, () -> builder().idleTimeout(Duration.ofDays(366)));
    assertThrows(NullPointerException.class, () -> builder().name(null));
  }
}
