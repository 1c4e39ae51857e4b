package dev.sockeye.tls;

import static java.nio.channels.SelectionKey.OP_READ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.AncillaryStream;
import dev.sockeye.BrokenPipeException;
import dev.sockeye.EndpointPair;
import dev.sockeye.Network;
import dev.sockeye.Peekable;
import dev.sockeye.Poller;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.spi.Uninterruptible;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.testkit.Background;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The states of a connection: its handshake, its end, and what each half does meanwhile. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsStateTest {

  private static final SSLContext CONTEXT = KeyFiles.context();
  private static final SSLContext OLDER = KeyFiles.context("TLSv1.2");

  private EndpointPair<StreamEndpoint> plain;

  @BeforeEach
  void open() throws IOException {
    plain = Network.system().pair(Unix.STREAM);
  }

  @AfterEach
  void close() throws IOException {
    plain.close();
  }

  private static TlsSettings client(SSLContext context) {
    return TlsSettings.client(context).peerHost("localhost");
  }

  private EndpointPair<StreamEndpoint> shaken(SSLContext context) throws IOException {
    return TlsPairs.shaken(plain, client(context), TlsSettings.server(CONTEXT));
  }

  private static int read(StreamEndpoint from) throws IOException {
    return from.read(ByteBuffer.allocate(16));
  }

  @Test
  void aCloseInBlockingModeLeavesNoMemoryToItsThread() throws Exception {
    EndpointPair<StreamEndpoint> pair = shaken(CONTEXT);
    pair.first().write(ByteBuffer.allocate(16));
    pair.second().write(ByteBuffer.allocate(16));
    assertEquals(16, read(pair.first()));
    for (RecordMemory kind : RecordMemory.values()) {
      kind.take(1);
    }
    pair.first().close();
    for (RecordMemory kind : RecordMemory.values()) {
      assertEquals(1, kind.take(1).capacity(), kind::name);
    }
    assertEquals(16, read(pair.second()));
    assertEquals(-1, read(pair.second()), "it ends as a close says");
  }

  @Test
  void beforeTls13TheEndOfOneWayIsTheEndOfBoth() throws Exception {
    EndpointPair<StreamEndpoint> pair = shaken(OLDER);
    assertEquals("TLSv1.2", pair.first().getOption(Tls.SESSION).protocol());
    pair.first().shutdownOutput();
    assertEquals(-1, read(pair.second()));
    assertThrows(BrokenPipeException.class, () -> pair.second().write(ByteBuffer.allocate(1)));
    assertEquals(-1, read(pair.first()), "the peer has answered");
    assertTrue(pair.first().isOpen() && pair.second().isOpen());
  }

  @Test
  void beforeTls13WhatThePeerHasWrittenBeforeTheEndIsRead() throws Exception {
    EndpointPair<StreamEndpoint> pair = shaken(OLDER);
    pair.first().shutdownOutput();
    Streams.writeFully(pair.second(), ByteBuffer.allocate(3));
    pair.second().close();
    assertEquals(3, read(pair.first()));
    assertEquals(-1, read(pair.first()));
  }

  @Test
  void inNonBlockingModeTheEndOfTheOutputFollowsTheHandshake() throws Exception {
    StreamEndpoint one = Tls.client(plain.first(), client(CONTEXT));
    StreamEndpoint other = Tls.server(plain.second(), TlsSettings.server(CONTEXT));
    one.configureBlocking(false);
    one.shutdownOutput();
    assertThrows(ClosedChannelException.class, () -> one.write(ByteBuffer.allocate(1)));
    CompletableFuture<Integer> end = TlsPairs.background(() -> read(other));
    try (Poller poller = Poller.open()) {
      poller.register(one, OP_READ, null);
      while (!end.isDone()) {
        poller.poll(Duration.ofMillis(20), ready -> {});
      }
      assertEquals(-1, end.join());
      assertEquals(2, other.write(ByteBuffer.allocate(2)));
      poller.poll(ready -> assertEquals(OP_READ, ready.ready()));
    }
    assertEquals(2, read(one));
  }

  @Test
  void aReaderThatAnotherThreadsCloseWakesDoesNotKeepThePeerFromTheEnd() throws Exception {
    EndpointPair<StreamEndpoint> pair = shaken(CONTEXT);
    Background<Integer> read = Background.run(() -> read(pair.first())).awaitBlocked();
    pair.first().close();
    read.failure(AsynchronousCloseException.class);
    assertEquals(-1, read(pair.second()));
  }

  @Test
  void aCloseThatLosesWhatWasNotReadIsNoEnd() throws Exception {
    EndpointPair<StreamEndpoint> pair = shaken(CONTEXT);
    Streams.writeFully(pair.second(), ByteBuffer.allocate(2));
    assertEquals(1, pair.first().read(ByteBuffer.allocate(1)));
    pair.first().close();
    assertThrows(TlsTruncatedException.class, () -> read(pair.second()));
  }

  @Test
  void anInterruptDoesNoHarmToAStreamThatIsDeafToIt() throws Exception {
    EndpointPair<StreamEndpoint> pair = shaken(CONTEXT);
    pair.first().unwrap(Uninterruptible.class).ignoreInterrupts();
    Background<Integer> first = Background.run(() -> read(pair.first())).awaitBlocked();
    Background<Integer> second = Background.run(() -> read(pair.first())).awaitBlocked();
    first.interrupt();
    second.interrupt();
    Streams.writeFully(pair.second(), ByteBuffer.allocate(1));
    pair.second().shutdownOutput();
    assertEquals(0, first.result() + second.result(), "a byte and the end");
    assertTrue(first.wasInterrupted() && second.wasInterrupted());
    assertTrue(pair.first().isOpen());
  }

  @Test
  void nothingReachesPastTheEncryption() throws Exception {
    EndpointPair<StreamEndpoint> pair = shaken(CONTEXT);
    for (Class<?> type : new Class<?>[] {Peekable.class, AncillaryStream.class}) {
      plain.first().unwrap(type);
      assertThrows(UnsupportedOperationException.class, () -> pair.first().unwrap(type));
    }
    assertThrows(
        UnsupportedOperationException.class, () -> pair.first().unwrap(SelectableChannel.class));
  }

  @Test
  void aServerRefusesRenegotiation() throws Exception {
    try (var listener =
        Tls.listener(Network.system().listener(Tcp.STREAM4), TlsSettings.server(CONTEXT))) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      CompletableFuture<Integer> served =
          TlsPairs.background(
              () -> {
                try (StreamEndpoint peer = listener.accept()) {
                  assertEquals(1, peer.read(ByteBuffer.allocate(1)));
                  return read(peer);
                }
              });
      InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
      try (SSLSocket socket =
          (SSLSocket)
              OLDER.getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
        socket.getOutputStream().write(1);
        socket.startHandshake();
        assertThrows(IOException.class, () -> readOrThrow(socket));
      }
      assertRefused(served);
    }
  }

  @Test
  void aClientRefusesRenegotiation() throws Exception {
    try (SSLServerSocket server =
        (SSLServerSocket)
            OLDER
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> asked =
          TlsPairs.background(
              () -> {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                  socket.getOutputStream().write(1);
                  socket.startHandshake();
                  readOrThrow(socket);
                  return null;
                }
              });
      StreamEndpoint below = Network.system().socket(Tcp.STREAM4);
      below.connect(server.getLocalSocketAddress());
      try (StreamEndpoint client = Tls.client(below, client(OLDER))) {
        assertEquals(1, client.read(ByteBuffer.allocate(1)));
        assertRefused(TlsPairs.background(() -> read(client)));
      }
      assertThrows(CompletionException.class, asked::join);
    }
  }

  private static void readOrThrow(SSLSocket socket) throws IOException {
    if (socket.getInputStream().read() < 0) {
      throw new IOException("the peer has closed");
    }
  }

  private static void assertRefused(CompletableFuture<Integer> call) {
    Throwable refused = assertThrows(CompletionException.class, call::join).getCause();
    assertTrue(refused instanceof SSLException, refused::toString);
    assertTrue(refused.getMessage().contains("renegotiation"), refused::toString);
    assertFalse(refused instanceof TlsTruncatedException);
  }
}
