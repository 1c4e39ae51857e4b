package dev.sockeye.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.SelfTest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which message is taken for the one that was sent. */
class MessageExchangeTest {

  private final MessageEndpoint sender = mock(MessageEndpoint.class);
  private final MessageEndpoint receiver = mock(MessageEndpoint.class);
  private final List<ByteBuffer> sent = new ArrayList<>();
  private final Queue<ByteBuffer> heard = new ArrayDeque<>();

  /** A mark before the data. */
  private static final class Marked implements MessageExchange.Form {
    private static final byte MARK = 7;

    @Override
    public void put(ByteBuffer data, ByteBuffer into) {
      into.put(MARK).put(data);
    }

    @Override
    public boolean find(ByteBuffer heard) {
      return heard.get() == MARK;
    }
  }

  @BeforeEach
  void script() throws IOException {
    when(sender.send(any(ByteBuffer.class))).thenAnswer(call -> send(call.getArgument(0)));
    when(receiver.receive(any(ByteBuffer.class))).thenAnswer(call -> take(call.getArgument(0)));
  }

  private int send(ByteBuffer message) {
    ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message).flip();
    sent.add(copy);
    heard.add(with(copy, 0, (byte) 8));
    heard.add(with(copy, 1, (byte) (copy.get(1) + 1)));
    heard.add(ByteBuffer.wrap(copy.array(), 0, copy.limit() - 1).slice());
    heard.add(copy.duplicate());
    return copy.limit();
  }

  private static ByteBuffer with(ByteBuffer message, int at, byte value) {
    ByteBuffer copy = ByteBuffer.allocate(message.capacity()).put(message.duplicate().clear());
    return copy.flip().put(at, value);
  }

  private int take(ByteBuffer into) {
    ByteBuffer message = heard.remove();
    int length = message.remaining();
    into.put(message);
    return length;
  }

  private SelfTest open() throws IOException {
    return MessageExchange.heard("here", new Marked(), () -> receiver, () -> sender);
  }

  @Test
  void messagesOfOthersArePassedOver() throws IOException {
    try (SelfTest test = open()) {
      assertEquals("here", test.where());
      for (int i = 1; i <= 3; i++) {
        test.exchange();
        assertEquals(i, sent.size());
        assertEquals(0, heard.size()); // the fourth it was
      }
    }
    assertEquals(3, sent.stream().distinct().count());
    verify(sender).close();
    verify(receiver).close();
  }

  @Test
  void aFailureToOpenTheSecondClosesTheFirst() throws IOException {
    IOException refused = new EOFException();
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                MessageExchange.heard(
                    "here",
                    new Marked(),
                    () -> receiver,
                    () -> {
                      throw refused;
                    }));
    assertSame(refused, e);
    verify(receiver).close();
  }
}
