package dev.sockeye.examples.swap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.BrokenPipeException;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Shutdownable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** What two endpoints say to each other, the same over every transport. */
final class Conversation {

  /** Larger than the buffers of any of the sockets, all together. */
  private static final int STREAM_BYTES = 1_000_000;

  private static final List<Integer> MESSAGES = List.of(1, 2, 1024, 60_000);

  private Conversation() {}

  /** Everything comes back, and then the end, which half closes carry there and back. */
  static void stream(StreamEndpoint client, StreamEndpoint server) throws Exception {
    FutureTask<Void> echo = start(() -> echo(server));
    byte[] sent = bytes(STREAM_BYTES);
    FutureTask<Void> writer = start(() -> writeToTheEnd(client, sent));
    assertArrayEquals(sent, Streams.inputStream(client).readAllBytes());
    writer.get();
    echo.get();
  }

  private static Void echo(StreamEndpoint server) throws IOException {
    Streams.copy(server, server);
    server.shutdownOutput();
    return null;
  }

  private static Void writeToTheEnd(StreamEndpoint client, byte[] bytes) throws IOException {
    write(client, bytes);
    client.shutdownOutput();
    return null;
  }

  private static Void write(StreamEndpoint client, byte[] bytes) throws IOException {
    int from = 0;
    for (int size = 1; from < bytes.length; size *= 7) {
      int n = Math.min(size, bytes.length - from);
      Streams.writeFully(client, ByteBuffer.wrap(bytes, from, n));
      from += n;
    }
    return null;
  }

  /** Everything comes back; then the end, after which the other side cannot write either. */
  static void streamWithoutHalfClose(StreamEndpoint client, StreamEndpoint server)
      throws Exception {
    byte[] sent = bytes(STREAM_BYTES);
    FutureTask<Void> writer = start(() -> write(client, sent));
    FutureTask<Void> echo =
        start(
            () -> {
              byte[] received = Streams.inputStream(server).readNBytes(sent.length);
              Streams.writeFully(server, ByteBuffer.wrap(received));
              return null;
            });
    assertArrayEquals(sent, Streams.inputStream(client).readNBytes(sent.length));
    writer.get();
    echo.get();
    client.shutdownOutput();
    assertEquals(-1, server.read(ByteBuffer.allocate(1)));
    assertThrows(BrokenPipeException.class, () -> server.write(ByteBuffer.allocate(1)));
  }

  /** Bytes come back; one end has many associations, and no end of one. */
  static void streamOfAnAssociation(StreamEndpoint client, MessageEndpoint server)
      throws IOException {
    byte[] sent = bytes(100_000);
    Streams.writeFully(client, ByteBuffer.wrap(sent));
    ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
    for (int echoed = 0; echoed < sent.length; ) {
      SocketAddress from = server.receiveFrom(buffer.clear());
      echoed += server.sendTo(buffer.flip(), from);
    }
    ByteBuffer received = ByteBuffer.allocate(sent.length);
    Streams.readFully(client, received);
    assertArrayEquals(sent, received.array());
  }

  /** Each message comes and goes as it was, several at once too; then the end. */
  static void connection(MessageEndpoint client, MessageEndpoint server) throws IOException {
    for (int size : MESSAGES) {
      assertEquals(size, client.send(ByteBuffer.wrap(bytes(size))));
    }
    for (int size : MESSAGES) {
      ByteBuffer buffer = ByteBuffer.allocate(100_000);
      assertEquals(size, server.receive(buffer));
      assertEquals(ByteBuffer.wrap(bytes(size)), buffer.flip());
      server.send(buffer);
      assertEquals(size, client.receive(buffer.clear()));
      assertEquals(ByteBuffer.wrap(bytes(size)), buffer.flip());
    }
    client.unwrap(Shutdownable.class).shutdownOutput();
    assertEquals(MessageEndpoint.END_OF_INPUT, server.receive(ByteBuffer.allocate(1)));
  }

  /** Each message comes as it was, and is answered to where it came from. */
  static void datagrams(MessageEndpoint client, MessageEndpoint server) throws IOException {
    for (int size : MESSAGES) {
      ByteBuffer buffer = ByteBuffer.allocate(100_000);
      assertEquals(size, client.send(ByteBuffer.wrap(bytes(size))));
      SocketAddress from = server.receiveFrom(buffer);
      assertEquals(ByteBuffer.wrap(bytes(size)), buffer.flip());
      server.sendTo(buffer, assertPresent(from));
      assertEquals(size, client.receive(buffer.clear()));
      assertEquals(ByteBuffer.wrap(bytes(size)), buffer.flip());
    }
  }

  private static SocketAddress assertPresent(SocketAddress sender) {
    assertNotNull(sender, "the client has an address to answer to");
    return sender;
  }

  private static byte[] bytes(int length) {
    byte[] random = new byte[length];
    new Random(length).nextBytes(random);
    return random;
  }

  /** In a thread of its own. */
  static <T> FutureTask<T> start(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    Thread thread = new Thread(future, "peer");
    thread.setDaemon(true);
    thread.start();
    return future;
  }
}
