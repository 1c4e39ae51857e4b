package dev.sockeye.network;

import static dev.sockeye.MessageEndpoint.END_OF_INPUT;
import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Attribute;
import dev.sockeye.EndpointOptions;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Shutdownable;
import dev.sockeye.Threads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What framing puts into a stream, and what a send does that cannot go on. */
class FramedSendTest extends FramedStream {

  @Test
  void putsTheLengthInNetworkOrder() throws IOException {
    framed.send(ByteBuffer.wrap(new byte[] {7, 8}));
    assertArrayEquals(new byte[] {0, 0, 0, 2, 7, 8}, drain(6));
  }

  @Test
  void refusesWhatAStreamHasNot() throws IOException {
    ByteBuffer src = ByteBuffer.allocate(1);
    assertThrows(
        AlreadyConnectedException.class, () -> framed.sendTo(src, new InetSocketAddress(9)));
    Attribute<String> ppid = Attribute.of("PPID", String.class);
    Message message = Message.of(src).set(ppid, "7");
    UnsupportedOperationException e =
        assertThrows(UnsupportedOperationException.class, () -> framed.sendMessage(message));
    assertTrue(e.getMessage().contains("PPID"), e.getMessage());
    assertEquals(1, src.remaining());
    assertThrows(UnsupportedOperationException.class, framed::disconnect);
    assertThrows(
        IllegalArgumentException.class,
        () -> framed.receive(ByteBuffer.allocate(1).asReadOnlyBuffer()));
    raw.configureBlocking(false);
    assertEquals(0, raw.read(ByteBuffer.allocate(1)), "nothing was sent");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 3_000, 20_000, 300_000})
  void nonBlockingSendsTakeWholeMessages(int length) throws Exception {
    small();
    framed.configureBlocking(false);
    int sent = 0;
    ByteBuffer src = ByteBuffer.wrap(bytes(length));
    while (framed.send(src.rewind()) != WOULD_BLOCK) {
      assertEquals(length, src.position());
      sent++;
    }
    assertEquals(0, src.position());
    assertTrue(sent > 0);
    assertReceives(sent, length);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 20_000, 300_000})
  void nonBlockingBatchesTakeWholeMessages(int length) throws Exception {
    small();
    framed.configureBlocking(false);
    int sent = 0;
    for (int n = 0; n != WOULD_BLOCK; ) {
      Message[] out = messages(length, length, length, length, length);
      n = framed.sendMessages(out, 0, 5);
      sent += Math.max(n, 0);
      for (int i = 0; i < 5; i++) {
        assertEquals(i < n ? 0 : length, out[i].remaining());
      }
    }
    assertReceives(sent, length);
  }

  @ParameterizedTest
  @ValueSource(ints = {3_000, 300_000})
  void aSendTimeoutDoesNotCorruptTheStream(int length) throws Exception {
    small();
    framed.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMillis(30));
    ByteBuffer src = ByteBuffer.wrap(bytes(length));
    int[] sent = {0};
    SocketTimeoutException e =
        assertThrows(
            SocketTimeoutException.class,
            () -> {
              while (framed.send(src.rewind()) == length) {
                sent[0]++;
              }
            });
    assertEquals(0, src.position(), e::toString);
    framed.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ZERO);
    assertReceives(sent[0], length);
  }

  private void assertReceives(int count, int length) throws Exception {
    MessageEndpoint peer = new FramedEndpoint(raw, LIMIT);
    Threads.Call<Void> reader =
        Threads.start(
            () -> {
              ByteBuffer dst = ByteBuffer.allocate(length);
              for (int i = 0; i < count; i++) {
                assertEquals(length, peer.receive(dst.clear()));
                assertArrayEquals(bytes(length), dst.array());
              }
              assertEquals(END_OF_INPUT, peer.receive(dst));
              return null;
            });
    framed.unwrap(Shutdownable.class).shutdownOutput();
    assertThrows(ClosedChannelException.class, () -> framed.send(ByteBuffer.allocate(1)));
    while (!framed.flush()) {
      Thread.onSpinWait();
    }
    reader.get();
  }

  @Test
  void twoWritersDoNotMix() throws Exception {
    MessageEndpoint shared = new FramedEndpoint(raw, LIMIT);
    Threads.Call<?>[] writers = {writer(shared, 100), writer(shared, 50_000)};
    ByteBuffer dst = ByteBuffer.allocate(50_000);
    int total = 0;
    for (int i = 0; i < 400; i++) {
      int n = framed.receive(dst.clear());
      assertArrayEquals(bytes(n), Arrays.copyOf(dst.array(), n));
      total += n;
    }
    assertEquals(200 * 50_100, total);
    for (Threads.Call<?> writer : writers) {
      writer.get();
    }
  }

  private static Threads.Call<Void> writer(MessageEndpoint shared, int length) {
    return Threads.start(
        () -> {
          for (int i = 0; i < 200; i++) {
            shared.send(ByteBuffer.wrap(bytes(length)));
          }
          return null;
        });
  }
}
