package dev.sockeye.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Bytes get through: all of them, in order, unchanged, and each to where it belongs. */
public abstract class StreamContract extends StreamFileCases {

  private static final int MIB = 1 << 20;

  /** Creates the contract; JUnit does. */
  protected StreamContract() {}

  @OnEachThreadKind
  void aMegabyteArrivesIntactAndThenTheStreamEnds(ThreadKind kind) throws Exception {
    needs(kind);
    EndpointPair<StreamEndpoint> pair = pair();
    byte[] bytes = randomBytes(MIB, 1);
    Background<Void> sender =
        inBackground(
            kind,
            () -> {
              send(pair.first(), bytes);
              pair.first().close();
              return null;
            });
    Background<byte[]> receiver = inBackground(kind, () -> receive(pair.second(), MIB));
    assertArrayEquals(bytes, receiver.result());
    sender.result();
    assertEnd(pair.second());
    assertEnd(pair.second());
  }

  @OnEachThreadKind
  void aThousandSmallMessagesGoToAndFro(ThreadKind kind) throws Exception {
    needs(kind);
    EndpointPair<StreamEndpoint> pair = pair();
    Background<Void> echo = inBackground(kind, () -> echo(pair.second(), 1000));
    Background<Void> client =
        inBackground(
            kind,
            () -> {
              for (int i = 0; i < 1000; i++) {
                byte[] message = randomBytes(8, i);
                send(pair.first(), message);
                assertReceives(pair.first(), message);
              }
              return null;
            });
    client.result();
    echo.result();
  }

  private static Void echo(StreamEndpoint endpoint, int rounds) throws IOException {
    for (int i = 0; i < rounds; i++) {
      send(endpoint, receive(endpoint, 8));
    }
    return null;
  }

  @Test
  @TimeLimit(seconds = 60)
  void largeTransfersBothWaysAtOnceArriveIntact() throws Exception {
    EndpointPair<StreamEndpoint> pair = pairWithSmallBuffers();
    Background<Long> oneOut = inBackground(() -> sendMany(pair.first(), 1)).within(50);
    Background<Long> otherOut = inBackground(() -> sendMany(pair.second(), 2)).within(50);
    Background<Long> oneIn = inBackground(() -> receiveMany(pair.first())).within(50);
    Background<Long> otherIn = inBackground(() -> receiveMany(pair.second())).within(50);
    assertEquals(oneOut.result(), otherIn.result(), "checksum from first to second");
    assertEquals(otherOut.result(), oneIn.result(), "checksum from second to first");
  }

  private long sendMany(StreamEndpoint to, long seed) throws IOException {
    byte[] bytes = randomBytes(MIB, seed);
    ByteBuffer buffer = ByteBuffer.allocateDirect(MIB).put(bytes);
    CRC32 sum = new CRC32();
    for (int i = 0; i < 64; i++) {
      sum.update(bytes);
      Streams.writeFully(to, buffer.rewind());
    }
    if (has(Capability.HALF_CLOSE)) {
      to.shutdownOutput();
    }
    return sum.getValue();
  }

  private static long receiveMany(StreamEndpoint from) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(128 << 10);
    CRC32 sum = new CRC32();
    long received = 0;
    for (int n; received < MORE_THAN_BUFFERS && (n = from.read(buffer.clear())) >= 0; ) {
      received += n;
      sum.update(buffer.flip());
    }
    assertEquals(MORE_THAN_BUFFERS, received);
    return sum.getValue();
  }

  @Test
  void aReadMovesThePositionByExactlyTheBytesRead() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    send(pair.first(), bytes(1, 2, 3, 4, 5));
    for (boolean direct : new boolean[] {false, true}) {
      ByteBuffer buffer = allocate(8, direct).position(3).limit(5);
      assertEquals(2, pair.second().read(buffer));
      assertEquals(5, buffer.position());
      assertEquals(5, buffer.limit());
      int base = direct ? 3 : 1;
      assertEquals(base, buffer.get(3));
      assertEquals(base + 1, buffer.get(4));
      assertEquals(0, buffer.get(2), "a byte before the position");
      assertEquals(0, buffer.clear().get(5), "a byte after the limit");
    }
    assertReceives(pair.second(), (byte) 5);
  }

  @Test
  void aReadTakesWhatIsThereAndDoesNotWaitForMore() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    send(pair.first(), bytes(1, 2, 3));
    ByteBuffer buffer = ByteBuffer.allocate(100);
    int n = pair.second().read(buffer);
    assertTrue(n >= 1 && n <= 3, "read " + n);
    assertEquals(n, buffer.position());
    while (buffer.position() < 3) {
      assertTrue(pair.second().read(buffer) > 0);
    }
    assertArrayEquals(bytes(1, 2, 3), copy(buffer.flip()));
  }

  @Test
  void aWriteSendsFromPositionToLimitOfAnyKindOfBuffer() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    for (boolean direct : new boolean[] {false, true}) {
      ByteBuffer buffer = allocate(8, direct).put(bytes(0, 1, 2, 3, 4, 5, 6, 7));
      assertWrites(pair, buffer.position(2).limit(5), bytes(2, 3, 4));
      assertWrites(pair, buffer.clear().position(6).asReadOnlyBuffer(), bytes(6, 7));
      assertWrites(pair, buffer.clear().position(3).slice().limit(2), bytes(3, 4));
    }
    assertWrites(pair, ByteBuffer.wrap(bytes(1, 2, 3, 4), 1, 2), bytes(2, 3));
  }

  private static void assertWrites(
      EndpointPair<StreamEndpoint> pair, ByteBuffer src, byte[] expected) throws IOException {
    int limit = src.limit();
    assertEquals(expected.length, pair.first().write(src));
    assertEquals(limit, src.position());
    assertEquals(limit, src.limit());
    assertReceives(pair.second(), expected);
  }

  @Test
  void aReadIntoAReadOnlyBufferIsRefusedAndConsumesNothing() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    send(pair.first(), bytes(9));
    ByteBuffer readOnly = ByteBuffer.allocate(4).asReadOnlyBuffer();
    assertThrows(IllegalArgumentException.class, () -> pair.second().read(readOnly));
    assertReceives(pair.second(), (byte) 9);
  }

  @Test
  void aBlockingWriteHandsOverAllItsBytes() throws Exception {
    needs(Capability.WHOLE_WRITES);
    EndpointPair<StreamEndpoint> pair = pairWithSmallBuffers();
    ByteBuffer buffer = ByteBuffer.allocateDirect(4 * MIB);
    Background<Integer> write = inBackground(() -> pair.first().write(buffer));
    receive(pair.second(), 4 * MIB);
    assertEquals(4 * MIB, write.result());
    assertFalse(buffer.hasRemaining());
  }

  @Test
  void severalBuffersAreWrittenInTheirOrder() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    ByteBuffer[] buffers = {
      ByteBuffer.wrap(bytes(1, 2)),
      ByteBuffer.allocate(0),
      ByteBuffer.wrap(bytes(0, 3, 4, 0), 1, 2),
      ByteBuffer.allocateDirect(1).put(0, (byte) 5),
    };
    assertEquals(5, pair.first().write(buffers));
    for (ByteBuffer buffer : buffers) {
      assertFalse(buffer.hasRemaining());
    }
    assertReceives(pair.second(), bytes(1, 2, 3, 4, 5));
  }

  @Test
  void aWriteOfSomeOfTheBuffersLeavesTheOthersAlone() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    ByteBuffer[] buffers = {
      ByteBuffer.wrap(bytes(1)), ByteBuffer.wrap(bytes(2)),
      ByteBuffer.wrap(bytes(3)), ByteBuffer.wrap(bytes(4)),
    };
    assertEquals(2, pair.first().write(buffers, 1, 2));
    assertEquals(1, buffers[0].remaining());
    assertEquals(1, buffers[3].remaining());
    assertReceives(pair.second(), bytes(2, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> pair.first().write(buffers, 3, 2));
  }

  @Test
  void aReadFillsSeveralBuffersInTheirOrder() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    send(pair.first(), bytes(1, 2, 3, 4, 5));
    ByteBuffer[] buffers = {
      ByteBuffer.allocate(1),
      ByteBuffer.allocate(0),
      ByteBuffer.allocateDirect(4).position(1).limit(3),
      ByteBuffer.allocate(9),
    };
    long n = 0;
    while (n < 5) {
      n += pair.second().read(buffers);
    }
    assertEquals(5, n);
    assertArrayEquals(bytes(1), copy(buffers[0].flip()));
    assertArrayEquals(bytes(2, 3), copy(buffers[2].flip().position(1)));
    assertArrayEquals(bytes(4, 5), copy(buffers[3].flip()));
  }

  @Test
  void aReadIntoSomeOfTheBuffersLeavesTheOthersAlone() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    send(pair.first(), bytes(1, 2, 3));
    ByteBuffer[] buffers = {ByteBuffer.allocate(2), ByteBuffer.allocate(2), ByteBuffer.allocate(2)};
    assertEquals(2, pair.second().read(buffers, 1, 1));
    assertEquals(0, buffers[0].position());
    assertEquals(0, buffers[2].position());
    assertReceives(pair.second(), (byte) 3);
    assertThrows(IndexOutOfBoundsException.class, () -> pair.second().read(buffers, -1, 2));
  }

  @Test
  void moreBuffersThanOneSystemCallTakesAreAllWritten() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    ByteBuffer[] buffers = new ByteBuffer[2500]; // IOV_MAX is 1024
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = ByteBuffer.wrap(bytes(i));
    }
    for (int sent = 0; sent < buffers.length; ) {
      sent += (int) pair.first().write(buffers, sent, buffers.length - sent);
    }
    byte[] received = receive(pair.second(), buffers.length);
    for (int i = 0; i < received.length; i++) {
      assertEquals((byte) i, received[i]);
    }
  }

  @Test
  void callsWithoutRoomOrBytesGiveZeroAtOnceAndEndNothing() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    ByteBuffer empty = ByteBuffer.allocate(0);
    ByteBuffer[] none = {};
    ByteBuffer[] empties = {empty, ByteBuffer.allocateDirect(0)};
    for (int i = 0; i < 2; i++) { // without and with bytes that could be read
      assertEquals(0, pair.second().read(empty));
      assertEquals(0, pair.second().read(empties));
      assertEquals(0, pair.second().read(none));
      assertEquals(0, pair.first().write(empty));
      assertEquals(0, pair.first().write(empties));
      assertEquals(0, pair.first().write(none));
      send(pair.first(), bytes(i));
    }
    assertReceives(pair.second(), bytes(0, 1));
    assertConnected(pair.first(), pair.second());
  }

  @Test
  void connectedEndpointsAgreeOnTheirAddresses() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    assertTrue(pair.first().isConnected() && pair.second().isConnected());
    assertEquals(pair.first().getRemoteAddress(), pair.second().getLocalAddress());
    assertEquals(
        transport().seenByPeer(pair.first().getLocalAddress()), pair.second().getRemoteAddress());
    assertEquals(transport().spec(), pair.second().spec());
  }

  @Test
  void anOpenEndpointHasNoAddressesAndIsNotConnected() throws Exception {
    StreamEndpoint endpoint = open();
    assertTrue(endpoint.isOpen());
    assertTrue(endpoint.isBlocking());
    assertFalse(endpoint.isConnected());
    if (has(Capability.UNNAMED_AT_FIRST)) {
      assertNull(endpoint.getLocalAddress());
    }
    assertNull(endpoint.getRemoteAddress());
    assertEquals(transport().spec(), endpoint.spec());
  }

  @Test
  void theSystemGivesTwoConnectedEndpointsByOneCall() throws Exception {
    needs(Capability.SOCKETS);
    EndpointPair<StreamEndpoint> pair = closing(transport().network().pair(transport().spec()));
    assertConnected(pair.first(), pair.second());
    assertEquals(
        transport().seenByPeer(pair.first().getLocalAddress()), pair.second().getRemoteAddress());
    pair.close();
    assertFalse(pair.first().isOpen() || pair.second().isOpen());
  }

  @Test
  void anEndpointIsUnwrappedToWhatItIsOrTellsWhatItIs() throws Exception {
    StreamEndpoint endpoint = pair().first();
    UnsupportedOperationException told =
        assertThrows(UnsupportedOperationException.class, () -> endpoint.unwrap(Process.class));
    assertTrue(told.getMessage().contains("Process"), told::getMessage);
  }

  @Test
  void theSettersReturnTheEndpoint() throws Exception {
    StreamEndpoint endpoint = pair().first();
    assertSame(endpoint, endpoint.configureBlocking(true));
    assertSame(endpoint, endpoint.shutdownOutput());
    if (has(Capability.HALF_CLOSE)) {
      assertSame(endpoint, endpoint.shutdownInput());
    }
  }

  private static ByteBuffer allocate(int capacity, boolean direct) {
    return direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
  }

  private static byte[] copy(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
