package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Parts of files among what is written: all of it in order, as the peer takes it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FileOutputTest {

  private static final int SIZE = 20_000_000; // more than all buffers on the way hold

  @TempDir private Path folder;
  private final Failures failures = new Failures();
  private final Recorder handler = new Recorder();

  static Stream<Arguments> streams() {
    return Sites.where(spec -> !spec.keepsBoundaries() && spec.semantics().isConnectionOriented());
  }

  private byte[] content() throws IOException {
    byte[] content = new byte[SIZE];
    new Random(1).nextBytes(content);
    Files.write(file(), content);
    return content;
  }

  private Path file() {
    return folder.resolve("file");
  }

  private Server serve(Network network, EndpointUri uri) throws IOException {
    return Server.builder(network)
        .serveEvents(uri, any -> handler)
        .outputLimit(100_000)
        .onFailure(failures)
        .start();
  }

  /** However short they are: what is remembered of each takes memory. */
  @Test
  void morePartsThanTheLimitCloseTheConnection() throws Exception {
    MemoryNetwork network = MemoryNetwork.create();
    EndpointUri uri = EndpointUri.valueOf("tcp://host:1");
    content();
    try (FileChannel file = FileChannel.open(file());
        Server server = serve(network, uri);
        StreamEndpoint client = network.connectStream(uri)) {
      handler.onLoop(
          c -> {
            c.write(file, 0, SIZE);
            c.write(file, 0, 1);
            assertTrue(server.counters().bytesKept() > 0);
            assertThrows(
                IOException.class,
                () -> {
                  for (int i = 0; i < 100_000; i++) {
                    c.write(file, 0, 1);
                  }
                });
          });
      assertTrue(handler.cause().contains("outputLimit, which is 100000"), handler.cause());
      assertTrue(client.isOpen());
      assertEquals(0, server.counters().bytesKept());
    }
    assertEquals("write", failures.only().during());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("streams")
  void aFileGoesBetweenWhatIsWrittenBeforeAndAfter(Where where, String scheme) throws Exception {
    Network network = where.network();
    EndpointUri uri = Sites.open(network, scheme, folder);
    byte[] content = content();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.writeBytes(bytes("before"));
    expected.write(content, 1000, SIZE - 1000);
    expected.writeBytes(bytes("between"));
    expected.write(content, 0, 100_000);
    expected.writeBytes(bytes("after"));
    try (FileChannel file = FileChannel.open(file());
        Server server = serve(network, uri);
        StreamEndpoint client = Clients.stream(network, uri, server)) {
      handler.onLoop(
          c -> {
            c.write(Clients.bytes("before"));
            assertEquals(SIZE - 1000, c.write(file, 1000, Long.MAX_VALUE));
            assertTrue(c.pending() > 1_000_000, () -> "kept " + c.pending());
            c.write(Clients.bytes("between"));
            assertEquals(100_000, c.write(file, 0, 100_000));
            assertEquals(0, c.write(file, SIZE, 10));
            c.write(Clients.bytes("after"));
            assertTrue(server.counters().bytesKept() < 100_000, "files are kept nowhere");
          });
      ByteBuffer read = ByteBuffer.allocate(expected.size());
      Streams.readFully(client, read);
      assertArrayEquals(expected.toByteArray(), read.array());
      Eventually.holds("drained", () -> handler.callbacks.contains("drained"));
      handler.onLoop(c -> assertEquals(0, c.pending()));
      assertEquals(expected.size(), server.counters().bytesWritten());
      assertEquals(0, file.position());
    }
    failures.none();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("streams")
  void aFileThatEndsTooEarlyEndsTheConnection(Where where, String scheme) throws Exception {
    Network network = where.network();
    EndpointUri uri = Sites.open(network, scheme, folder);
    content();
    try (FileChannel file =
            FileChannel.open(file(), StandardOpenOption.READ, StandardOpenOption.WRITE);
        Server server = serve(network, uri);
        StreamEndpoint client = Clients.stream(network, uri, server)) {
      handler.onLoop(c -> c.write(file, 0, SIZE));
      file.truncate(SIZE / 2);
      assertThrows(IOException.class, () -> readAll(client));
      assertTrue(handler.cause().contains("bytes too early"), handler.cause());
      assertTrue(failures.only().cause() instanceof EOFException);
    }
  }

  /** Else a peer that asks for many files, and reads none, would have much kept for it. */
  @Test
  void theLimitHoldsForAllThatIsKeptBetweenFiles() throws Exception {
    content();
    EndpointUri uri = EndpointUri.valueOf("tcp://host:1");
    try (MemoryNetwork network = MemoryNetwork.create();
        FileChannel file = FileChannel.open(file());
        Server server = serve(network, uri);
        StreamEndpoint client = network.connectStream(uri)) {
      handler.onLoop(
          c -> {
            c.write(file, 0, SIZE);
            assertThrows(
                IOException.class,
                () -> {
                  for (int i = 0; i < 100; i++) {
                    c.write(ByteBuffer.allocate(1000));
                    c.write(file, 0, 1);
                  }
                });
          });
      assertTrue(handler.cause().contains("outputLimit, which is 100000"), handler.cause());
      assertEquals(1, server.counters().accepted());
      assertTrue(client.isOpen());
    }
  }

  private static byte[] bytes(String text) {
    return Clients.bytes(text).array();
  }

  private static void readAll(StreamEndpoint from) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(SIZE);
    Streams.readFully(from, all);
  }
}
