package dev.sockeye.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Loopback;
import dev.sockeye.Poller;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Threads;
import dev.sockeye.internal.DescriptorStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream over a channel that stays in non-blocking mode. */
@Timeout(30)
class NonBlockingStreamTest {

  private EndpointPair<StreamEndpoint> pair;
  private StreamEndpoint socket;
  private StreamEndpoint peer;

  @BeforeEach
  void open() throws IOException {
    pair = Loopback.pair();
    socket = pair.first();
    peer = pair.second();
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
  }

  private int read() throws IOException {
    return socket.read(ByteBuffer.allocate(10));
  }

  private int readWhenThere() throws IOException {
    awaitInput();
    return read();
  }

  private void awaitInput() throws IOException {
    try (Poller poller = Poller.open()) {
      poller.register(socket, SelectionKey.OP_READ, null);
      poller.poll(any -> {});
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void stayNonBlocking() {
    socket.unwrap(DescriptorStream.class).stayNonBlocking();
  }

  @Test
  void whatStaysNonBlockingRefusesToBlockAndGoesOnAsItWas() throws IOException {
    socket.configureBlocking(false);
    stayNonBlocking();
    assertThrows(IllegalBlockingModeException.class, () -> socket.configureBlocking(true));
    assertFalse(socket.isBlocking());
    assertFalse(socket.unwrap(SocketChannel.class).isBlocking());
    assertEquals(0, read());
    assertEquals(3, socket.write(ByteBuffer.allocate(3)));
    assertEquals(3, peer.read(ByteBuffer.allocate(10)));
    peer.write(ByteBuffer.allocate(4));
    assertEquals(4, readWhenThere());
    socket.configureBlocking(false);
    peer.close();
    assertEquals(-1, readWhenThere());
  }

  @Test
  void whatStaysNonBlockingTellsOfFailuresAsEver() throws IOException {
    socket.configureBlocking(false);
    stayNonBlocking();
    peer.setOption(StandardSocketOptions.SO_LINGER, 0);
    peer.close();
    awaitInput();
    ByteBuffer src = ByteBuffer.allocate(3);
    IOException e = assertThrows(IOException.class, () -> socket.write(src));
    assertTrue(e.getMessage().startsWith("write "), e.getMessage());
    assertEquals(3, src.remaining());
    IOException reset = assertThrows(IOException.class, this::read);
    assertTrue(reset.getMessage().startsWith("read "), reset.getMessage());
    socket.close();
    assertThrows(ClosedChannelException.class, this::read);
    assertThrows(ClosedChannelException.class, () -> socket.write(src));
    assertThrows(ClosedChannelException.class, () -> socket.configureBlocking(true));
  }

  @Test
  void aBlockingSocketIsNotMadeToStayNonBlocking() throws IOException {
    stayNonBlocking();
    assertTrue(socket.isBlocking());
    socket.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(1));
    assertThrows(SocketTimeoutException.class, this::read);
    socket.configureBlocking(false);
    socket.configureBlocking(true);
    assertThrows(SocketTimeoutException.class, this::read);
  }

  @Test
  void whatStaysNonBlockingWritesNothingBetweenThePartsOfAFile() throws Exception {
    socket.configureBlocking(false);
    stayNonBlocking();
    NioStreamEndpoint endpoint = socket.unwrap(NioStreamEndpoint.class);
    CountDownLatch sending = new CountDownLatch(1);
    CountDownLatch sent = new CountDownLatch(1);
    Threads.Call<Long> sender =
        Threads.start(
            () ->
                endpoint.sendBy(
                    timeout -> {
                      sending.countDown();
                      await(sent);
                      return 1;
                    }));
    sending.await();
    Threads.Call<Integer> writer =
        Threads.start(() -> socket.write(ByteBuffer.allocate(3))).awaitIn("park");
    sent.countDown();
    assertEquals(1L, sender.get());
    assertEquals(3, writer.get());
  }
}
