package dev.sockeye.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Any number of threads may use one endpoint. */
public abstract class ConcurrencyContract extends StreamCases {

  private static final int ROUNDS = 100;

  /** Creates the contract; JUnit does. */
  protected ConcurrencyContract() {}

  @OnEachCallKind
  void manyThreadsCallEverythingAtOnceWithoutDeadlockOrCorruption(CallKind kind) throws Exception {
    needs(kind);
    EndpointPair<StreamEndpoint> pair = pair();
    kind.prepare(pair.first());
    SocketAddress local = pair.first().getLocalAddress();
    byte[] chunk = randomBytes(3000, 4);
    Background<Void> echo = inBackground(() -> echo(pair.second(), ROUNDS, chunk.length));
    List<Background<Void>> calls = new ArrayList<>();
    calls.add(repeat(kind, () -> send(pair.first(), chunk)));
    calls.add(repeat(kind, () -> assertReceives(pair.first(), chunk)));
    for (int i = 0; i < 3; i++) {
      calls.add(repeat(kind, () -> readOptions(pair.first())));
      calls.add(repeat(kind, () -> assertEquals(local, pair.first().getLocalAddress())));
      calls.add(
          repeat(
              kind,
              () ->
                  assertEquals(pair.second().getLocalAddress(), pair.first().getRemoteAddress())));
      calls.add(repeat(kind, () -> assertTrue(pair.first().isConnected())));
    }
    for (Background<Void> call : calls) {
      call.result();
    }
    echo.result();
    assertConnected(pair.first(), pair.second());
  }

  /** A step of a round. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private Background<Void> repeat(CallKind kind, Step step) {
    Callable<Void> rounds =
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            step.run();
          }
          return null;
        };
    return inBackground(kind.thread(), rounds);
  }

  private static void readOptions(StreamEndpoint endpoint) throws IOException {
    for (SocketOption<?> option : endpoint.supportedOptions()) {
      endpoint.getOption(option);
    }
  }

  private static Void echo(StreamEndpoint endpoint, int rounds, int length) throws IOException {
    for (int i = 0; i < rounds; i++) {
      send(endpoint, receive(endpoint, length));
    }
    return null;
  }

  @OnEachCallKind
  void twoReadersGetEachByteOnce(CallKind kind) throws Exception {
    needs(kind);
    EndpointPair<StreamEndpoint> pair = pair();
    kind.prepare(pair.second());
    int total = 200_000;
    List<Background<int[]>> readers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      readers.add(inBackground(kind.thread(), () -> histogram(pair.second())));
    }
    byte[] bytes = randomBytes(total, 9);
    int[] expected = new int[256];
    count(expected, ByteBuffer.wrap(bytes));
    send(pair.first(), bytes);
    pair.first().close();
    int[] sum = new int[256];
    for (Background<int[]> reader : readers) {
      int[] part = reader.result();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += part[i];
      }
    }
    assertArrayEquals(expected, sum);
  }

  private static int[] histogram(StreamEndpoint endpoint) throws IOException {
    int[] counts = new int[256];
    ByteBuffer buffer = ByteBuffer.allocate(777);
    while (endpoint.read(buffer.clear()) >= 0) {
      count(counts, buffer.flip());
    }
    return counts;
  }

  private static void count(int[] counts, ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      counts[bytes.get() & 0xff]++;
    }
  }

  @OnEachCallKind
  void writesOfTwoWritersDoNotInterleave(CallKind kind) throws Exception {
    needs(kind);
    needs(Capability.WHOLE_WRITES);
    EndpointPair<StreamEndpoint> pair = pairWithSmallBuffers();
    kind.prepare(pair.first());
    int size = 300_000; // more than the buffers take, so that a write is several system calls
    List<Background<Void>> writers = new ArrayList<>();
    for (byte writer = 0; writer < 2; writer++) {
      ByteBuffer chunk = filled(size, writer);
      writers.add(
          inBackground(
              kind.thread(),
              () -> {
                for (int i = 0; i < 10; i++) {
                  assertEquals(size, pair.first().write(chunk.duplicate()));
                  assertEquals(size, pair.first().write(halves(chunk)));
                }
                return null;
              }));
    }
    for (int i = 0; i < 40; i++) {
      byte[] chunk = receive(pair.second(), size);
      assertArrayEquals(filled(size, chunk[0]).array(), chunk, "chunk " + i);
    }
    for (Background<Void> writer : writers) {
      writer.result();
    }
  }

  private static ByteBuffer filled(int size, byte value) {
    ByteBuffer buffer = ByteBuffer.allocate(size);
    while (buffer.hasRemaining()) {
      buffer.put(value);
    }
    return buffer.flip();
  }

  private static ByteBuffer[] halves(ByteBuffer buffer) {
    int middle = buffer.limit() / 2;
    return new ByteBuffer[] {buffer.duplicate().limit(middle), buffer.duplicate().position(middle)};
  }

  @Test
  void closingDuringTrafficEndsItOnBothSides() throws Exception {
    for (int round = 0; round < 20; round++) {
      EndpointPair<StreamEndpoint> pair = pair();
      Background<?> writer =
          inBackground(
              () -> {
                while (true) {
                  pair.first().write(ByteBuffer.allocate(1000));
                }
              });
      Background<int[]> reader = inBackground(() -> histogram(pair.second()));
      receiveSome(pair.second());
      pair.first().close();
      assertTrue(writer.failure() instanceof IOException);
      reader.awaitDone();
      pair.close();
    }
  }

  private static void receiveSome(StreamEndpoint endpoint) throws IOException {
    assertTrue(endpoint.read(ByteBuffer.allocate(1000)) != 0);
  }
}
