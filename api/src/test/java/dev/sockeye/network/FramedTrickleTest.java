package dev.sockeye.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import dev.sockeye.Loopback;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A stream in non-blocking mode that takes what it likes of each write: whatever was said to be
 * sent goes over it, in order and whole, and nothing else does.
 */
class FramedTrickleTest {

  private static final int CALLS = 20_000;
  private static final int LONGEST = 40_000;
  private static final int MOST = 60; // in a batch

  private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private Random random;
  private boolean takesAll;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatIsSentArrivesWhole(long seed) throws IOException {
    random = new Random(seed);
    MessageEndpoint framed = new FramedEndpoint(trickle(), 1 << 20);
    for (int i = 0; i < CALLS; i++) {
      switch (random.nextInt(6)) {
        case 0 -> send(framed, new byte[length()]);
        case 1 -> send(framed, new byte[random.nextInt(100)]);
        case 2 -> framed.flush();
        default -> sendBatch(framed);
      }
      byte[] arrived = taken.toByteArray();
      assertArrayEquals(Arrays.copyOf(expected.toByteArray(), arrived.length), arrived);
      forget(arrived.length);
    }
    takesAll = true;
    framed.flush();
    assertArrayEquals(expected.toByteArray(), taken.toByteArray());
  }

  /** Drops what was compared. */
  private void forget(int length) {
    byte[] rest = Arrays.copyOfRange(expected.toByteArray(), length, expected.size());
    taken.reset();
    expected.reset();
    expected.writeBytes(rest);
  }

  private int length() {
    return random.nextInt(2) == 0 ? random.nextInt(8_000) : random.nextInt(LONGEST);
  }

  private void send(MessageEndpoint framed, byte[] payload) throws IOException {
    random.nextBytes(payload);
    ByteBuffer src = ByteBuffer.wrap(payload);
    boolean sent = framed.send(src) != MessageEndpoint.WOULD_BLOCK;
    assertEquals(sent ? 0 : payload.length, src.remaining());
    if (sent) {
      expected.writeBytes(FramedStream.frame(payload));
    }
  }

  private void sendBatch(MessageEndpoint framed) throws IOException {
    byte[][] payloads = new byte[1 + random.nextInt(MOST)][];
    Message[] batch = new Message[payloads.length];
    Arrays.setAll(payloads, i -> bytes());
    Arrays.setAll(batch, i -> Message.of(ByteBuffer.wrap(payloads[i])));
    int sent = Math.max(0, framed.sendMessages(batch, 0, batch.length));
    for (int i = 0; i < batch.length; i++) {
      assertEquals(i < sent ? 0 : payloads[i].length, batch[i].remaining());
      if (i < sent) {
        expected.writeBytes(FramedStream.frame(payloads[i]));
      }
    }
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(200) == 0 ? length() : random.nextInt(100)];
    random.nextBytes(bytes);
    return bytes;
  }

  private StreamEndpoint trickle() throws IOException {
    StreamEndpoint stream = mock(StreamEndpoint.class, withSettings().stubOnly());
    doReturn(Loopback.STREAM).when(stream).spec();
    when(stream.isOpen()).thenReturn(true);
    when(stream.getOption(any())).thenReturn(Duration.ZERO);
    when(stream.write(any(ByteBuffer.class)))
        .thenAnswer(call -> take(new ByteBuffer[] {call.getArgument(0)}, 0, 1));
    when(stream.write(any(ByteBuffer[].class), anyInt(), anyInt()))
        .thenAnswer(
            call -> (long) take(call.getArgument(0), call.getArgument(1), call.getArgument(2)));
    return stream;
  }

  private int take(ByteBuffer[] srcs, int offset, int length) {
    int room = takesAll ? Integer.MAX_VALUE : room();
    int n = 0;
    for (int i = offset; i < offset + length && n < room; i++) {
      byte[] part = new byte[Math.min(room - n, srcs[i].remaining())];
      srcs[i].get(part);
      taken.writeBytes(part);
      n += part.length;
    }
    return n;
  }

  private int room() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextInt(700);
      case 2 -> random.nextInt(8_000);
      default -> random.nextInt(2 * LONGEST);
    };
  }
}
