package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Peekable;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.udp.Udp;
import dev.sockeye.unix.Unix;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is to be received can be looked at in memory too. */
@Timeout(20)
class PeekTest {

  private final MemoryNetwork network = MemoryNetwork.create();

  @Test
  void bytesOfAStreamStayWhereTheyAre() throws Exception {
    try (EndpointPair<StreamEndpoint> pair = network.pair(Unix.STREAM)) {
      Peekable peekable = pair.second().unwrap(Peekable.class);
      pair.first().write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      ByteBuffer two = ByteBuffer.allocate(2);
      assertEquals(2, peekable.peek(two));
      assertEquals(2, two.get(1));
      assertEquals(0, peekable.peek(ByteBuffer.allocate(0)));
      assertEquals(3, pair.second().read(ByteBuffer.allocate(9)));
      pair.second().configureBlocking(false);
      assertEquals(0, peekable.peek(ByteBuffer.allocate(9)));
      pair.first().close();
      assertEquals(-1, peekable.peek(ByteBuffer.allocate(9)));
    }
  }

  @Test
  void theLengthOfAMessageIsToldIntoAnEmptyBufferToo() throws Exception {
    for (SocketSpec<MessageEndpoint> spec : List.of(Unix.DATAGRAM, Unix.SEQPACKET)) {
      try (EndpointPair<MessageEndpoint> pair = network.pair(spec)) {
        Peekable peekable = pair.second().unwrap(Peekable.class);
        pair.first().send(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        pair.first().send(ByteBuffer.allocate(1));
        assertEquals(3, peekable.peek(ByteBuffer.allocate(0)));
        ByteBuffer two = ByteBuffer.allocate(2);
        assertEquals(3, peekable.peek(two));
        assertEquals(2, two.get(1));
        assertEquals(3, pair.second().receive(ByteBuffer.allocate(3)));
        assertEquals(1, peekable.peek(ByteBuffer.allocate(9)));
        assertEquals(1, pair.second().receive(ByteBuffer.allocate(9)));
        pair.second().configureBlocking(false);
        assertEquals(MessageEndpoint.WOULD_BLOCK, peekable.peek(ByteBuffer.allocate(9)));
      }
    }
  }

  @Test
  void itWaitsAsLongAsAReceiveDoes() throws Exception {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Unix.SEQPACKET)) {
      Peekable peekable = pair.second().unwrap(Peekable.class);
      pair.second().setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20));
      assertThrows(SocketTimeoutException.class, () -> peekable.peek(ByteBuffer.allocate(1)));
      pair.first().close();
      assertEquals(MessageEndpoint.END_OF_INPUT, peekable.peek(ByteBuffer.allocate(1)));
    }
  }

  /** As the system has it, whose datagrams of UDP are the JDK's channels. */
  @Test
  void whatTheJdkHasCannotBeLookedAt() throws Exception {
    try (MessageEndpoint udp = network.socket(Udp.DATAGRAM)) {
      assertThrows(UnsupportedOperationException.class, () -> udp.unwrap(Peekable.class));
    }
  }
}
