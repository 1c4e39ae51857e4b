package dev.sockeye.network;

import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Errno;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.SocketErrnoException;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The longest message that framing takes, in both directions. */
class FramedLimitTest extends FramedStream {

  @Test
  void refusesToSendMoreThanTheLimit() throws IOException {
    ByteBuffer src = ByteBuffer.allocate(LIMIT + 1);
    MessageTooLargeException e =
        assertThrows(MessageTooLargeException.class, () -> framed.send(src));
    assertEquals(LIMIT + 1, src.remaining());
    assertTrue(e.getMessage().contains("1048577"), e.getMessage());
    assertTrue(e.getMessage().contains("1048576"), e.getMessage());
    assertTrue(e.getMessage().contains("MAX_MESSAGE_SIZE"), e.getMessage());
    framed.send(ByteBuffer.wrap(new byte[] {1}));
    assertArrayEquals(new byte[] {0, 0, 0, 1, 1}, drain(5));
  }

  @ParameterizedTest
  @ValueSource(longs = {0xFFFF_FFFFL, 0x8000_0000L, 0x7FFF_FFFFL, LIMIT + 1})
  void refusesAGarbageLength(long length) throws IOException {
    feed(ByteBuffer.allocate(8).putInt((int) length).putInt(1).array());
    for (int i = 0; i < 2; i++) {
      SocketErrnoException e =
          assertThrows(SocketErrnoException.class, () -> framed.receive(ByteBuffer.allocate(9)));
      assertEquals(Errno.EPROTO, e.errno());
      assertTrue(e.getMessage().contains(length + " bytes"), e.getMessage());
      assertTrue(e.getMessage().contains(LIMIT + " of MAX_MESSAGE_SIZE"), e.getMessage());
    }
  }

  @Test
  void aRaisedLimitLetsTheMessagePass() throws IOException {
    framed.setOption(EndpointOptions.MAX_MESSAGE_SIZE, 2);
    feed(frame(bytes(3)));
    assertThrows(SocketErrnoException.class, () -> receive(9));
    framed.setOption(EndpointOptions.MAX_MESSAGE_SIZE, 3);
    assertArrayEquals(bytes(3), receive(9));
  }

  @Test
  void theLimitIsAnOption() throws IOException {
    assertTrue(framed.supportedOptions().contains(EndpointOptions.MAX_MESSAGE_SIZE));
    assertTrue(framed.supportedOptions().contains(EndpointOptions.SO_RCVTIMEO));
    assertEquals(LIMIT, framed.getOption(EndpointOptions.MAX_MESSAGE_SIZE));
    assertEquals(
        5,
        framed
            .setOption(EndpointOptions.MAX_MESSAGE_SIZE, 5)
            .getOption(EndpointOptions.MAX_MESSAGE_SIZE));
    assertThrows(
        IllegalArgumentException.class,
        () -> framed.setOption(EndpointOptions.MAX_MESSAGE_SIZE, -1));
    assertThrows(
        IllegalArgumentException.class,
        () -> framed.setOption(EndpointOptions.MAX_MESSAGE_SIZE, Integer.MAX_VALUE));
  }

  @Test
  void allocatesNothingForAPromise() throws IOException {
    framed.configureBlocking(false);
    framed.setOption(EndpointOptions.MAX_MESSAGE_SIZE, 1 << 30);
    feed(ByteBuffer.allocate(5).putInt(1 << 30).array());
    long before = directMemory();
    ByteBuffer dst = ByteBuffer.allocate(100);
    for (int i = 0; i < 100; i++) {
      assertEquals(WOULD_BLOCK, framed.receive(dst));
    }
    assertTrue(directMemory() - before < 1 << 20);
  }

  private static long directMemory() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
