package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What connections hold whose endpoints adapt one shape to the other: what has come, counted. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AdapterMemoryTest {

  private static final int MANY = 200;
  private static final long FEW_BUFFERS = 3 << 20;

  @TempDir Path folder;

  private final Failures failures = new Failures();
  private final List<StreamEndpoint> clients = new ArrayList<>();

  private ServerBuilder builder() {
    return Server.builder().loops(1).onFailure(failures);
  }

  private void connect(EndpointUri uri, Server server, int count, ByteBuffer first)
      throws IOException {
    for (int i = 0; i < count; i++) {
      StreamEndpoint client = Clients.stream(Network.system(), uri, server);
      clients.add(client);
      Streams.writeFully(client, first.duplicate());
    }
  }

  private void hangUp() throws IOException {
    for (StreamEndpoint client : clients) {
      client.close();
    }
    clients.clear();
  }

  private static ByteBuffer frame(int length, int there) {
    return ByteBuffer.allocate(4 + there).putInt(0, length);
  }

  private static void waitFor(Server server, long bytes) throws Exception {
    Eventually.holds(
        () -> server.counters().bytesKept() + " bytes instead of " + bytes,
        () -> server.counters().bytesKept() == bytes);
  }

  @Test
  void aPartOfAFrameTakesNoMoreMemoryThanItHas() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("tcp://127.0.0.1:0");
    try (Server server = builder().serveMessages(uri, r -> r.reply(r.payload())).start()) {
      long before = ProcessMemory.direct();
      connect(uri, server, MANY, frame(60_000, 996));
      waitFor(server, MANY * 1000);
      assertTrue(
          ProcessMemory.direct() - before < FEW_BUFFERS, () -> "direct: " + ProcessMemory.direct());
      hangUp();
      waitFor(server, 0);
    }
  }

  @Test
  void anIdleConnectionHoldsNothing() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("tcp://127.0.0.1:0");
    try (Server server = builder().serveMessages(uri, r -> r.reply(r.payload())).start()) {
      long before = ProcessMemory.direct();
      connect(uri, server, MANY, frame(10, 10));
      for (StreamEndpoint client : clients) {
        Streams.readFully(client, ByteBuffer.allocate(14));
      }
      waitFor(server, 0);
      assertTrue(
          ProcessMemory.direct() - before < FEW_BUFFERS, () -> "direct: " + ProcessMemory.direct());
      hangUp();
    }
    failures.none();
  }

  @Test
  void theMemoryLimitBoundsWhatPartsOfFramesTake() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("tcp://127.0.0.1:0");
    try (Server server =
        builder().serveMessages(uri, r -> r.reply(r.payload())).memoryLimit(10_000).start()) {
      connect(uri, server, 10, frame(60_000, 996));
      waitFor(server, 10_000);
      connect(uri, server, 1, frame(60_000, 996));
      Failure failure = failures.only();
      assertTrue(failure.cause().getMessage().contains("memoryLimit"), failure::toString);
      Eventually.holds("that one closed", () -> server.counters().open() == 10);
      hangUp();
      waitFor(server, 0);
    }
  }

  /** Frames that came in pieces of any size are put together again. */
  @Test
  void framesInPiecesAreAnsweredWhole() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("tcp://127.0.0.1:0");
    try (Server server = builder().serveMessages(uri, r -> r.reply(r.payload())).start();
        StreamEndpoint client = Clients.stream(Network.system(), uri, server)) {
      for (int length : new int[] {0, 1, 100, 5_000, 65_536}) {
        byte[] frame = frame(length, length).array();
        for (int i = 4; i < frame.length; i++) {
          frame[i] = (byte) i;
        }
        int piece = Math.max(1, frame.length / 5);
        for (int at = 0; at < frame.length; at += piece) {
          long kept = at;
          int n = Math.min(piece, frame.length - at);
          Streams.writeFully(client, ByteBuffer.wrap(frame, at, n));
          if (at + n < frame.length) {
            Eventually.holds("it has come", () -> server.counters().bytesKept() >= kept + n);
          }
        }
        ByteBuffer answer = ByteBuffer.allocate(frame.length);
        Streams.readFully(client, answer);
        assertEquals(ByteBuffer.wrap(frame), answer.flip());
      }
      waitFor(server, 0);
    }
    failures.none();
  }

  /** Such as those of SCTP and SEQPACKET, when a program asks for a stream. */
  @Test
  void aStreamOverMessagesHoldsNothingWhileItIsIdle() throws Exception {
    EndpointUri uri = Where.uri(Network.system(), folder, "unix+seqpacket:FOLDER/s");
    try (Server server = builder().serveEvents(uri, any -> (c, in) -> c.write(in)).start()) {
      long before = ProcessMemory.direct();
      List<MessageEndpoint> plain = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        MessageEndpoint client = Network.system().connectMessages(uri);
        plain.add(client);
        Clients.send(client, "hello");
        assertEquals(5, client.receive(ByteBuffer.allocateDirect(5)));
      }
      assertEquals(0, server.counters().bytesKept());
      assertTrue(
          ProcessMemory.direct() - before < FEW_BUFFERS, () -> "direct: " + ProcessMemory.direct());
      for (MessageEndpoint client : plain) {
        Clients.hangUp(client);
      }
    }
    failures.none();
  }

  /** Such as those of a client that has said who it is before it has a loop serve them. */
  @Test
  void aConnectionThatWasUsedInBlockingModeHoldsNothingOnALoop() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("tcp://127.0.0.1:0");
    try (Server server = builder().serveMessages(uri, r -> r.reply(r.payload())).start();
        EventLoop loop = EventLoop.start("clients")) {
      long before = ProcessMemory.direct();
      for (int i = 0; i < MANY; i++) {
        MessageEndpoint client = Clients.messages(Network.system(), uri, server);
        Clients.send(client, "hello");
        assertEquals("hello", Clients.receive(client));
        loop.register(client, request -> {});
      }
      Eventually.holds(
          () -> "direct: " + (ProcessMemory.direct() - before),
          () -> {
            System.gc();
            return ProcessMemory.direct() - before < FEW_BUFFERS;
          });
      assertEquals(MANY, server.counters().open());
    }
    failures.none();
  }
}
