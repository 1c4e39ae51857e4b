package dev.sockeye.testkit;

import static dev.sockeye.Errno.ECONNRESET;
import static dev.sockeye.Errno.EPIPE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.BrokenPipeException;
import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import org.junit.jupiter.api.Test;

/** What one side sees of the other's end: half close, close, reset, death. */
public abstract class StreamPeerContract extends StreamCases {

  /** Creates the contract; JUnit does. */
  protected StreamPeerContract() {}

  @Test
  void afterShutdownOutputThePeerReadsTheRestAndTheEndAndCanWriteBack() throws Exception {
    needs(Capability.HALF_CLOSE);
    EndpointPair<StreamEndpoint> pair = pair();
    byte[] bytes = randomBytes(10_000, 1);
    send(pair.first(), bytes);
    pair.first().shutdownOutput();
    assertReceives(pair.second(), bytes);
    assertEnd(pair.second());
    send(pair.second(), bytes);
    assertReceives(pair.first(), bytes);
    pair.second().shutdownOutput();
    assertEnd(pair.first());
    assertTrue(pair.first().isOpen() && pair.second().isOpen());
  }

  @OnEachCallKind
  void shutdownOutputEndsAReadOfThePeerThatBlocks(CallKind kind) throws Exception {
    needs(kind);
    needs(Capability.HALF_CLOSE);
    EndpointPair<StreamEndpoint> pair = pair();
    kind.prepare(pair.second());
    Background<Integer> read =
        inBackground(kind.thread(), () -> pair.second().read(ByteBuffer.allocate(1)))
            .awaitBlocked();
    pair.first().shutdownOutput();
    assertEquals(-1, read.result());
  }

  @Test
  void aWriteAfterShutdownOutputIsRefused() throws Exception {
    needs(Capability.HALF_CLOSE);
    StreamEndpoint endpoint = pair().first();
    endpoint.shutdownOutput();
    endpoint.shutdownOutput();
    ByteBuffer buffer = ByteBuffer.allocate(3);
    assertThrows(ClosedChannelException.class, () -> endpoint.write(buffer));
    assertThrows(ClosedChannelException.class, () -> endpoint.write(new ByteBuffer[] {buffer}));
    assertEquals(0, buffer.position());
    assertTrue(endpoint.isOpen() && endpoint.isConnected());
  }

  @Test
  void afterShutdownInputReadsGiveTheEnd() throws Exception {
    needs(Capability.HALF_CLOSE);
    EndpointPair<StreamEndpoint> pair = pair();
    pair.first().shutdownInput();
    pair.first().shutdownInput();
    assertEnd(pair.first());
    assertEquals(-1, pair.first().read(new ByteBuffer[] {ByteBuffer.allocate(1)}));
    send(pair.first(), (byte) 1);
    assertReceives(pair.second(), (byte) 1);
  }

  @OnEachCallKind
  void shutdownInputEndsARead(CallKind kind) throws Exception {
    needs(kind);
    needs(Capability.HALF_CLOSE);
    StreamEndpoint endpoint = kind.prepare(pair().first());
    Background<Integer> read =
        inBackground(kind.thread(), () -> endpoint.read(ByteBuffer.allocate(1))).awaitBlocked();
    endpoint.shutdownInput();
    assertEquals(-1, read.result());
    assertTrue(endpoint.isOpen());
  }

  @OnEachCallKind
  void shutdownOutputEndsAWrite(CallKind kind) throws Exception {
    needs(kind);
    needs(Capability.HALF_CLOSE);
    StreamEndpoint endpoint = kind.prepare(pair().first());
    Background<Void> write = writingWithoutEnd(kind.thread(), endpoint).awaitBlocked();
    endpoint.shutdownOutput();
    Throwable thrown = write.failure();
    assertTrue(
        thrown instanceof ClosedChannelException || thrown instanceof BrokenPipeException,
        thrown::toString);
    assertTrue(endpoint.isOpen());
  }

  @Test
  void aShutdownBeforeConnectIsRefused() throws Exception {
    StreamEndpoint endpoint = open();
    assertThrows(NotYetConnectedException.class, endpoint::shutdownInput);
    assertThrows(NotYetConnectedException.class, endpoint::shutdownOutput);
    assertTrue(endpoint.isOpen());
  }

  @OnEachCallKind
  void afterThePeerClosesReadsDrainAndThenGiveTheEnd(CallKind kind) throws Exception {
    needs(kind);
    EndpointPair<StreamEndpoint> pair = pair();
    kind.prepare(pair.second());
    byte[] bytes = randomBytes(20_000, 2);
    send(pair.first(), bytes);
    pair.first().close();
    Background<byte[]> read =
        inBackground(kind.thread(), () -> receive(pair.second(), bytes.length));
    assertArrayEquals(bytes, read.result());
    assertEnd(pair.second());
    assertEnd(pair.second());
  }

  @OnEachCallKind
  void afterThePeerClosesWritesEndInABrokenPipeOrAReset(CallKind kind) throws Exception {
    needs(kind);
    needs(Capability.PROMPT_BREAKS);
    EndpointPair<StreamEndpoint> pair = pair();
    kind.prepare(pair.second());
    pair.first().close();
    Throwable thrown = inBackground(kind.thread(), () -> writeForEver(pair.second())).failure();
    assertErrno(thrown, EPIPE, ECONNRESET);
    assertFailureClass(thrown, BrokenPipeException.class, ConnectionResetException.class);
    assertTellsAddresses(pair.second(), thrown);
    assertTrue(pair.second().isOpen());
  }

  @OnEachCallKind
  void aWriteThatBlocksIsWokenWhenThePeerCloses(CallKind kind) throws Exception {
    needs(kind);
    EndpointPair<StreamEndpoint> pair = pair();
    kind.prepare(pair.second());
    Background<Void> write = writingWithoutEnd(kind.thread(), pair.second()).awaitBlocked();
    pair.first().close();
    Throwable thrown = write.failure();
    assertErrno(thrown, EPIPE, ECONNRESET);
    assertFailureClass(thrown, BrokenPipeException.class, ConnectionResetException.class);
  }

  private static Void writeForEver(StreamEndpoint endpoint) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1000);
    while (true) {
      endpoint.write(buffer.clear());
    }
  }

  private void assertTellsAddresses(StreamEndpoint endpoint, Throwable thrown) throws IOException {
    if (has(Capability.ERROR_TEXTS)) {
      String remote = dev.sockeye.Addresses.format(endpoint.getRemoteAddress());
      assertTrue(thrown.getMessage().contains(remote), thrown::getMessage);
    }
  }

  @OnEachCallKind
  void aResetEndsARead(CallKind kind) throws Exception {
    needs(kind);
    needs(Capability.RESET);
    EndpointPair<StreamEndpoint> pair = pair();
    kind.prepare(pair.second());
    Background<Integer> read =
        inBackground(kind.thread(), () -> pair.second().read(ByteBuffer.allocate(1)))
            .awaitBlocked();
    reset(pair.first());
    assertReset(read.failure());
  }

  @Test
  void afterAResetReadsAndWritesFail() throws Exception {
    needs(Capability.RESET);
    EndpointPair<StreamEndpoint> pair = pair();
    reset(pair.first());
    StreamEndpoint endpoint = pair.second();
    assertReset(assertThrows(IOException.class, () -> endpoint.read(ByteBuffer.allocate(1))));
    Throwable thrown = assertThrows(IOException.class, () -> writeForEver(endpoint));
    assertErrno(thrown, ECONNRESET, EPIPE);
    assertFailureClass(thrown, ConnectionResetException.class, BrokenPipeException.class);
    assertTrue(endpoint.isOpen());
  }

  @OnEachCallKind
  void aBreakIsToldToEachReadAfterIt(CallKind kind) throws Exception {
    needs(kind);
    StreamEndpoint broken = kind.prepare(brokenOff());
    assertReset(inBackground(kind.thread(), () -> broken.read(ByteBuffer.allocate(1))).failure());
    assertStaysBroken(broken);
    broken.configureBlocking(false);
    assertStaysBroken(broken);
  }

  /** With the peer's close what it had not read was lost. */
  private StreamEndpoint brokenOff() throws IOException {
    needs(Capability.LOSS_BREAKS);
    EndpointPair<StreamEndpoint> pair = pair();
    send(pair.second(), (byte) 1, (byte) 2);
    assertReceives(pair.first(), (byte) 1); // and the other byte is there, which came with it
    pair.first().close();
    return pair.second();
  }

  private static void assertStaysBroken(StreamEndpoint broken) {
    ByteBuffer buffer = ByteBuffer.allocate(1);
    ByteBuffer[] buffers = {buffer, ByteBuffer.allocateDirect(1)};
    for (int i = 0; i < 2; i++) {
      assertErrno(assertThrows(IOException.class, () -> broken.read(buffer)), ECONNRESET);
      assertErrno(assertThrows(IOException.class, () -> broken.read(buffers)), ECONNRESET);
    }
    assertTrue(broken.isOpen());
  }

  @OnEachCallKind
  void aBreakThatAWriteWasToldOfIsToldToReads(CallKind kind) throws Exception {
    needs(kind);
    needs(Capability.LASTING_BREAKS);
    StreamEndpoint broken = kind.prepare(brokenOff());
    Throwable thrown = inBackground(kind.thread(), () -> writeForEver(broken)).failure();
    assertErrno(thrown, ECONNRESET, EPIPE);
    assertReset(inBackground(kind.thread(), () -> broken.read(ByteBuffer.allocate(1))).failure());
    assertStaysBroken(broken);
  }

  private static void reset(StreamEndpoint endpoint) throws IOException {
    endpoint.setOption(StandardSocketOptions.SO_LINGER, 0);
    endpoint.close();
  }

  private void assertReset(Throwable thrown) {
    assertErrno(thrown, ECONNRESET);
    assertFailureClass(thrown, ConnectionResetException.class);
    if (has(Capability.ERROR_TEXTS)) {
      assertTrue(thrown.getMessage().startsWith("read "), thrown::getMessage);
      assertTrue(thrown.getMessage().endsWith("(ECONNRESET)"), thrown::getMessage);
    }
  }

  @Test
  @TimeLimit(seconds = 180)
  void aPeerProcessThatIsKilledEndsReadsAndWrites() throws Exception {
    needs(Capability.PROCESS_PEER);
    Listener<StreamEndpoint> listener = listen();
    String uri = transport().uri(listener.getLocalAddress()).toString();
    try (PeerProcess peer = PeerProcess.start("connect", uri)) {
      StreamEndpoint accepted = accept(listener);
      assertEquals("connected", peer.nextLine());
      Background<Integer> read =
          inBackground(() -> accepted.read(ByteBuffer.allocate(1))).awaitBlocked();
      peer.kill();
      assertEndOrReset(read);
      assertErrno(assertThrows(IOException.class, () -> writeForEver(accepted)), EPIPE, ECONNRESET);
    }
  }

  private static void assertEndOrReset(Background<Integer> read) throws Exception {
    try {
      assertEquals(-1, read.result());
    } catch (IOException e) {
      assertErrno(e, ECONNRESET);
    }
  }
}
