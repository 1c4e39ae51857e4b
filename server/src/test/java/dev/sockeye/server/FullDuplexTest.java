package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two who send to each other more than fits between them do not wait for each other. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FullDuplexTest {

  private static final int LENGTH = 10_000;
  private static final int COUNT = 2_000; // more than the system's buffers hold
  private static final int ALL = LENGTH * COUNT;

  @TempDir private Path folder;
  private final MemoryNetwork memory = MemoryNetwork.create();
  private final Failures failures = new Failures();

  @AfterEach
  void nothingIsLeft() {
    failures.none();
    assertEquals(0, memory.openSockets());
  }

  private Network network(Where where) {
    return where == Where.MEMORY ? memory : Network.system();
  }

  private ServerBuilder builder(Network network) {
    return Server.builder(network).outputLimit(2 * ALL).memoryLimit(4L * ALL).onFailure(failures);
  }

  /** A peer that sends all before it reads anything, as one without threads does. */
  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, unix:@NAME",
    "SYSTEM, unix+seqpacket:FOLDER/s",
    "MEMORY, sctp://127.0.0.1:0"
  })
  void whatAnswersReadsOnWhileItsAnswersAreKept(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    try (Server server = builder(network).serveEvents(uri, any -> (c, in) -> c.write(in)).start();
        StreamEndpoint client = Clients.stream(network, uri, server)) {
      Streams.writeFully(client, ByteBuffer.allocate(ALL));
      Streams.readFully(client, ByteBuffer.allocate(ALL));
      assertEquals(ALL, server.counters().bytesWritten());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, unix+seqpacket:FOLDER/s",
    "MEMORY, unix+seqpacket:/run/s",
    "MEMORY, sctp://127.0.0.1:0"
  })
  void whatRepliesReceivesOnWhileItsRepliesAreKept(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    try (Server server = builder(network).serveMessages(uri, r -> r.reply(r.payload())).start();
        MessageEndpoint client = Clients.messages(network, uri, server)) {
      for (int i = 0; i < COUNT; i++) {
        client.send(ByteBuffer.allocate(LENGTH));
      }
      ByteBuffer reply = ByteBuffer.allocate(LENGTH);
      for (int i = 0; i < COUNT; i++) {
        assertEquals(LENGTH, client.receive(reply.clear()));
      }
    }
  }

  /**
   * Two loops that go on when drained, one of which sends back what comes, with the usual limit.
   */
  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, unix:@NAME"
  })
  void aLoopThatSendsWhenDrainedAndAnEcho(Where where, String text) throws Exception {
    Network network = network(where);
    EndpointUri uri = Where.uri(network, folder, text);
    Sender sender = new Sender();
    try (Server server =
            Server.builder(network)
                .serveEvents(uri, any -> (c, in) -> c.write(in))
                .onFailure(failures)
                .start();
        EventLoop loop = EventLoop.builder().name("test").onFailure(failures).start()) {
      loop.register(Clients.stream(network, uri, server), sender);
      assertTrue(sender.done.await(30, TimeUnit.SECONDS), sender::toString);
    }
  }

  private static final class Sender implements EventHandler {
    private final CountDownLatch done = new CountDownLatch(1);
    private final ByteBuffer chunk = ByteBuffer.allocate(LENGTH);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();

    @Override
    public void opened(Connection c) throws IOException {
      drained(c);
    }

    @Override
    public void drained(Connection c) throws IOException {
      while (sent.get() < ALL && c.pending() == 0) {
        c.write(chunk.clear());
        sent.addAndGet(LENGTH);
      }
    }

    @Override
    public void received(Connection c, ByteBuffer in) {
      long now = received.addAndGet(in.remaining());
      in.position(in.limit());
      if (now == ALL) {
        done.countDown();
      }
    }

    @Override
    public String toString() {
      return "sent " + sent + ", received " + received;
    }
  }
}
