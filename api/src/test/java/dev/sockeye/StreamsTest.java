package dev.sockeye;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StreamsTest {

  private static final byte[] BYTES = {1, 2, 3, 4, 5, 6, 7};

  /** Writes one byte at a time. */
  private static final class Slow implements WritableByteChannel {
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    @Override
    public int write(ByteBuffer src) {
      taken.write(src.get());
      return 1;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static ReadableByteChannel source() {
    return Channels.newChannel(new ByteArrayInputStream(BYTES));
  }

  @Test
  void writesAndReadsFully() throws IOException {
    Slow slow = new Slow();
    Streams.writeFully(slow, ByteBuffer.wrap(BYTES));
    assertArrayEquals(BYTES, slow.taken.toByteArray());
    ByteBuffer dst = ByteBuffer.allocate(7);
    Streams.readFully(source(), dst);
    assertArrayEquals(BYTES, dst.array());
  }

  @Test
  void theEndTooEarlyTellsHowMuch() {
    ByteBuffer dst = ByteBuffer.allocate(10);
    EOFException e = assertThrows(EOFException.class, () -> Streams.readFully(source(), dst));
    assertTrue(e.getMessage().contains("3 bytes"), e.getMessage());
    assertEquals(7, dst.position());
  }

  @Test
  void copies() throws IOException {
    Slow slow = new Slow();
    assertEquals(7, Streams.copy(source(), slow, ByteBuffer.allocate(2)));
    assertEquals(7, Streams.copy(source(), slow));
    assertEquals(14, slow.taken.size());
    assertThrows(
        IllegalArgumentException.class, () -> Streams.copy(source(), slow, ByteBuffer.allocate(0)));
  }

  @Test
  void refusesToSpin() throws IOException {
    try (EndpointPair<StreamEndpoint> pair = Loopback.pair(16 * 1024)) {
      StreamEndpoint endpoint = pair.first().configureBlocking(false);
      Class<IllegalBlockingModeException> expected = IllegalBlockingModeException.class;
      assertThrows(expected, () -> Streams.readFully(endpoint, ByteBuffer.allocate(1)));
      assertThrows(expected, () -> Streams.copy(endpoint, pair.second()));
      assertThrows(expected, () -> Streams.writeFully(endpoint, ByteBuffer.allocate(100_000_000)));
    }
  }

  @Test
  void viewsCloseTheEndpoint() throws IOException {
    try (EndpointPair<StreamEndpoint> pair = Loopback.pair()) {
      try (var out = Streams.outputStream(pair.first())) {
        out.write(BYTES);
      }
      assertFalse(pair.first().isOpen());
      try (var in = Streams.inputStream(pair.second())) {
        assertArrayEquals(BYTES, in.readAllBytes());
      }
      assertFalse(pair.second().isOpen());
    }
  }
}
