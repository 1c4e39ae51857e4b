package dev.sockeye.testkit;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointPair;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cases of {@link StreamContract} in which bytes go from files and streams to others. */
abstract class StreamFileCases extends StreamCases {

  private static final int MIB = 1 << 20;

  @Test
  void aFileIsSentWholeAndReceivedIntoAnother(@TempDir Path folder) throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    byte[] bytes = randomBytes(5 * MIB, 8);
    Path sent = Files.write(folder.resolve("sent"), bytes);
    Path received = folder.resolve("received");
    Background<Long> receiver =
        inBackground(
            () -> {
              try (FileChannel file = FileChannel.open(received, CREATE_NEW, WRITE)) {
                return Streams.transfer(pair.second(), file, 0, Long.MAX_VALUE);
              }
            });
    try (FileChannel file = FileChannel.open(sent)) {
      file.position(3);
      assertEquals(4 * MIB, Streams.transfer(file, 1000, 4 * MIB, pair.first()));
      assertEquals(0, Streams.transfer(file, bytes.length, 10, pair.first()));
      assertEquals(7, Streams.transfer(file, bytes.length - 7, 1000, pair.first()));
      assertEquals(3, file.position(), "the position is the caller's");
    }
    pair.first().close();
    assertEquals(4 * MIB + 7, receiver.result());
    byte[] expected = Arrays.copyOfRange(bytes, 1000, 1000 + 4 * MIB + 7);
    System.arraycopy(bytes, bytes.length - 7, expected, 4 * MIB, 7);
    assertArrayEquals(expected, Files.readAllBytes(received));
  }

  /** Where much comes the system moves it, if it can: the same bytes, both ways, to their ends. */
  @Test
  void twoStreamsAreCopiedToEachOther() throws Exception {
    EndpointPair<StreamEndpoint> left = pair();
    EndpointPair<StreamEndpoint> right = pair();
    byte[] there = randomBytes(6 * MIB + 1, 10);
    byte[] back = randomBytes(5 * MIB + 3, 11);
    Background<Long> forth = inBackground(() -> Streams.copy(left.second(), right.first()));
    Background<Long> home = inBackground(() -> Streams.copy(right.first(), left.second()));
    Background<byte[]> arrived = inBackground(() -> receive(right.second(), there.length));
    Background<byte[]> returned = inBackground(() -> receive(left.first(), back.length));
    Background<Void> answer = inBackground(() -> sendAll(right.second(), back));
    sendAll(left.first(), there);
    answer.result();
    assertArrayEquals(there, arrived.result());
    assertArrayEquals(back, returned.result());
    assertConnected(left.first(), right.second()); // little after much is not kept back
    left.first().close();
    right.second().close();
    assertEquals(there.length + 1, forth.result());
    assertEquals(back.length + 1, home.result());
  }

  private static Void sendAll(StreamEndpoint to, byte[] bytes) throws IOException {
    send(to, bytes);
    return null;
  }

  /** Also a file, and also while the thread that reads is in a call without a limit. */
  @OnEachThreadKind
  void aFileIsSentWhileAnotherThreadReads(ThreadKind kind, @TempDir Path folder) throws Exception {
    needs(kind);
    EndpointPair<StreamEndpoint> pair = pair();
    byte[] bytes = randomBytes(MIB, 9);
    Path sent = Files.write(folder.resolve("sent"), bytes);
    Background<byte[]> reader = inBackground(() -> receive(pair.first(), 1)).awaitBlocked();
    Background<byte[]> receiver = inBackground(() -> receive(pair.second(), MIB));
    try (FileChannel file = FileChannel.open(sent)) {
      Background<Long> sending =
          inBackground(kind, () -> Streams.transfer(file, 0, Long.MAX_VALUE, pair.first()));
      assertEquals(MIB, sending.result());
    }
    assertArrayEquals(bytes, receiver.result());
    send(pair.second(), (byte) 5);
    assertArrayEquals(bytes(5), reader.result());
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
