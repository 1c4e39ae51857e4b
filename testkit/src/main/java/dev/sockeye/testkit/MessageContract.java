package dev.sockeye.testkit;

import static dev.sockeye.Errno.EMSGSIZE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Attribute;
import dev.sockeye.EndpointPair;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.MessageTruncatedException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messages get through whole, one by one, and a cut one is never passed off as whole. */
public abstract class MessageContract extends MessageCases {

  private static final Attribute<String> UNKNOWN = Attribute.of("UNKNOWN", String.class);

  /** Creates the contract; JUnit does. */
  protected MessageContract() {}

  @Test
  void messagesOfAllSizesArriveOneByOneAndWhole() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    for (int size : new int[] {1, 2, 1024, largest()}) {
      byte[] message = randomBytes(size, size);
      Background<Void> sender = sendInBackground(pair.first(), message);
      assertReceives(pair.second(), message);
      sender.result();
    }
  }

  @Test
  void severalMessagesInARowKeepTheirBoundaries() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    for (int size = 1; size <= 20; size++) {
      send(pair.first(), randomBytes(size, size));
    }
    for (int size = 1; size <= 20; size++) {
      assertReceives(pair.second(), randomBytes(size, size));
    }
  }

  @Test
  void anEmptyMessageIsAMessageAndNotTheEnd() throws Exception {
    needs(Capability.EMPTY_MESSAGES);
    EndpointPair<MessageEndpoint> pair = pair();
    send(pair.first());
    send(pair.first(), (byte) 1);
    send(pair.first());
    assertReceives(pair.second());
    assertReceives(pair.second(), (byte) 1);
    assertEquals(0, pair.second().receive(ByteBuffer.allocate(5)));
    send(pair.first());
    assertEquals(0, pair.second().receive(ByteBuffer.allocate(0)));
    assertConnected(pair.first(), pair.second());
  }

  @OnEachCallKind
  void aThousandMessagesGoToAndFro(CallKind kind) throws Exception {
    needs(kind);
    EndpointPair<MessageEndpoint> pair = pair();
    kind.prepare(pair.first());
    kind.prepare(pair.second());
    Background<Void> echo = inBackground(kind.thread(), () -> echo(pair.second(), 1000));
    Background<Void> client =
        inBackground(
            kind.thread(),
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

  private static Void echo(MessageEndpoint endpoint, int rounds) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    for (int i = 0; i < rounds; i++) {
      endpoint.receive(buffer.clear());
      endpoint.send(buffer.flip());
    }
    return null;
  }

  @Test
  void aMessageIsSentFromPositionToLimitOfAnyKindOfBuffer() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    byte[] bytes = {0, 1, 2, 3, 4, 5, 6, 7};
    for (boolean direct : new boolean[] {false, true}) {
      ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(8) : ByteBuffer.allocate(8);
      buffer.put(bytes).position(2).limit(5);
      assertEquals(3, pair.first().send(buffer));
      assertEquals(5, buffer.position());
      assertEquals(5, buffer.limit());
      assertReceives(pair.second(), (byte) 2, (byte) 3, (byte) 4);
      assertEquals(2, pair.first().send(buffer.clear().position(6).asReadOnlyBuffer()));
      assertReceives(pair.second(), (byte) 6, (byte) 7);
    }
  }

  @Test
  void aMessageIsReceivedFromThePositionOnAndNoFurtherThanItIsLong() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    for (boolean direct : new boolean[] {false, true}) {
      ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(8) : ByteBuffer.allocate(8);
      send(pair.first(), (byte) 1, (byte) 2, (byte) 3);
      assertEquals(3, pair.second().receive(buffer.position(3).limit(7)));
      assertEquals(6, buffer.position());
      assertEquals(7, buffer.limit());
      assertEquals(ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 2, 3, 0, 0}), buffer.clear());
    }
  }

  @Test
  void aReceiveIntoAReadOnlyBufferIsRefusedAndConsumesNothing() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    send(pair.first(), (byte) 9);
    ByteBuffer readOnly = ByteBuffer.allocate(4).asReadOnlyBuffer();
    assertThrows(IllegalArgumentException.class, () -> pair.second().receive(readOnly));
    Message message = Message.of(ByteBuffer.allocate(4), readOnly);
    assertThrows(IllegalArgumentException.class, () -> pair.second().receiveMessage(message));
    assertReceives(pair.second(), (byte) 9);
  }

  @Test
  void aBatchWithAReadOnlyBufferIsRefusedBeforeAnyMessageIsReceived() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    send(pair.first(), (byte) 1);
    send(pair.first(), (byte) 2);
    Message[] batch = {
      Message.allocate(4),
      Message.of(ByteBuffer.allocate(4), ByteBuffer.allocate(4).asReadOnlyBuffer()),
      Message.allocate(4)
    };
    assertThrows(IllegalArgumentException.class, () -> pair.second().receiveMessages(batch, 0, 3));
    assertEquals(0, batch[0].payload().position());
    assertReceives(pair.second(), (byte) 1);
    assertReceives(pair.second(), (byte) 2);
  }

  @Test
  void aMessageThatIsTooLargeIsRefusedAndNothingIsSent() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    ByteBuffer large = ByteBuffer.allocateDirect(largest() + 1);
    IOException refused = assertThrows(IOException.class, () -> pair.first().send(large));
    assertErrno(refused, EMSGSIZE);
    assertFailureClass(refused, MessageTooLargeException.class);
    assertEquals(0, large.position());
    Message message = Message.of(large, ByteBuffer.allocate(10));
    refused = assertThrows(IOException.class, () -> pair.first().sendMessage(message));
    assertErrno(refused, EMSGSIZE);
    assertEquals(largest() + 11, message.remaining());
    assertConnected(pair.first(), pair.second());
  }

  @Test
  void aMessageThatDoesNotFitIsToldAndTheNextOneIsTheNext() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    send(pair.first(), (byte) 1, (byte) 2, (byte) 3);
    send(pair.first(), (byte) 4);
    ByteBuffer small = ByteBuffer.allocate(2);
    MessageTruncatedException told =
        assertThrows(MessageTruncatedException.class, () -> pair.second().receive(small));
    assertArrayEquals(new byte[] {1, 2}, small.array());
    assertTrue(told.length() == 3 || told.length() == -1, "length " + told.length());
    assertReceives(pair.second(), (byte) 4);
  }

  @Test
  void receiveFromTellsACutMessageToo() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    send(pair.first(), (byte) 1, (byte) 2, (byte) 3);
    send(pair.first(), (byte) 4);
    ByteBuffer none = ByteBuffer.allocate(0);
    assertThrows(MessageTruncatedException.class, () -> pair.second().receiveFrom(none));
    assertReceives(pair.second(), (byte) 4);
  }

  @Test
  void aMessageObjectIsMarkedWhenItIsCut() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Message message = Message.of(ByteBuffer.allocate(1), ByteBuffer.allocateDirect(2));
    send(pair.first(), (byte) 1, (byte) 2, (byte) 3, (byte) 4);
    send(pair.first(), (byte) 5, (byte) 6);
    assertEquals(3, pair.second().receiveMessage(message));
    assertTrue(message.isTruncated());
    assertFalse(message.buffer(0).hasRemaining() || message.buffer(1).hasRemaining());
    assertEquals(2, pair.second().receiveMessage(message.clear()));
    assertFalse(message.isTruncated());
    assertTrue(message.isEndOfRecord());
    assertEquals(5, message.buffer(0).get(0));
    assertEquals(6, message.buffer(1).get(0));
  }

  @Test
  void theBuffersOfAMessageAreGatheredAndScatteredInTheirOrder() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Message sent =
        Message.of(
            ByteBuffer.wrap(new byte[] {1, 2}),
            ByteBuffer.allocate(0),
            ByteBuffer.wrap(new byte[] {0, 3, 0}, 1, 1),
            ByteBuffer.allocateDirect(1).put(0, (byte) 4));
    assertEquals(4, pair.first().sendMessage(sent));
    assertEquals(0, sent.remaining());
    Message received =
        Message.of(ByteBuffer.allocate(3), ByteBuffer.allocate(0), ByteBuffer.allocate(5));
    assertEquals(4, pair.second().receiveMessage(received));
    assertArrayEquals(new byte[] {1, 2, 3}, received.buffer(0).array());
    assertEquals(1, received.buffer(2).position());
    assertEquals(4, received.buffer(2).get(0));
    assertTrue(received.isEndOfRecord());
    assertFalse(received.isTruncated() || received.isNotification());
  }

  @Test
  void aReceivedMessageTellsItsSenderAndNothingOfTheOneBefore() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Message message = Message.allocate(10).received(null, Message.TRUNCATED).set(UNKNOWN, "stale");
    send(pair.first(), (byte) 1);
    assertEquals(1, pair.second().receiveMessage(message));
    assertEquals(nameOf(pair.first()), message.peer());
    assertNull(message.get(UNKNOWN));
    assertFalse(message.isTruncated());
    send(pair.first(), (byte) 2);
    assertEquals(nameOf(pair.first()), pair.second().receiveFrom(ByteBuffer.allocate(9)));
  }

  /** What peers are told: {@code null} of an endpoint without a name, {@code unix(7)}. */
  private SocketAddress nameOf(MessageEndpoint endpoint) throws IOException {
    SocketAddress local = endpoint.getLocalAddress();
    boolean unnamed = local == null || local.toString().isEmpty();
    return unnamed ? null : transport().seenByPeer(local);
  }

  @Test
  void aReceivedMessageCanBeSentBackAsItIs() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Message message = Message.allocate(10);
    send(pair.first(), (byte) 1, (byte) 2);
    pair.second().receiveMessage(message);
    message.payload().flip();
    assertEquals(2, pair.second().sendMessage(message));
    assertReceives(pair.first(), (byte) 1, (byte) 2);
  }

  @Test
  void anAttributeThatTheTransportDoesNotCarryIsRefusedAndNothingIsSent() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Message message = Message.of(ByteBuffer.allocate(4)).set(UNKNOWN, "value");
    UnsupportedOperationException refused =
        assertThrows(UnsupportedOperationException.class, () -> pair.first().sendMessage(message));
    assertTrue(refused.getMessage().contains("UNKNOWN"), refused::getMessage);
    assertEquals(4, message.remaining());
    assertConnected(pair.first(), pair.second());
  }

  @Test
  void attributesArriveAsTheyWereAttached() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    for (Map.Entry<Attribute<?>, Object> entry : transport().attributes().entrySet()) {
      Message message = Message.of(ByteBuffer.allocate(1));
      attach(message, entry.getKey(), entry.getValue());
      pair.first().sendMessage(message);
      Message received = Message.allocate(8);
      assertEquals(1, pair.second().receiveMessage(received));
      assertEquals(entry.getValue(), received.get(entry.getKey()), entry.getKey().name());
    }
    assertConnected(pair.first(), pair.second());
  }

  private static <T> void attach(Message message, Attribute<T> attribute, Object value) {
    message.set(attribute, attribute.type().cast(value));
  }

  @Test
  void aBatchIsSentAndReceivedExactly() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Message[] batch = new Message[12];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = Message.of(ByteBuffer.wrap(randomBytes(i + 1, i)));
    }
    assertEquals(10, pair.first().sendMessages(batch, 1, 10));
    assertTrue(pair.first().flush(), "handed over");
    assertEquals(1, batch[0].remaining());
    assertEquals(12, batch[11].remaining());
    Message[] received = new Message[8];
    for (int i = 0; i < received.length; i++) {
      received[i] = Message.allocate(100);
    }
    int count = 0;
    while (count < 10) {
      int n = pair.second().receiveMessages(received, 2, 5);
      assertTrue(n >= 1 && n <= 5, "received " + n);
      for (int i = 2; i < 2 + n; i++, count++) {
        byte[] expected = randomBytes(count + 2, count + 1);
        assertEquals(ByteBuffer.wrap(expected), received[i].payload().flip());
        assertEquals(nameOf(pair.first()), received[i].peer());
        received[i].clear();
      }
    }
    assertEquals(10, count);
    assertEquals(0, received[0].payload().position());
    assertConnected(pair.first(), pair.second());
  }

  @Test
  void aBatchEndsBeforeTheMessageThatFails() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Message[] batch = {
      Message.of(ByteBuffer.wrap(new byte[] {1})),
      Message.of(ByteBuffer.wrap(new byte[] {2})),
      Message.of(ByteBuffer.allocateDirect(largest() + 1)),
      Message.of(ByteBuffer.wrap(new byte[] {4})),
    };
    assertEquals(2, pair.first().sendMessages(batch, 0, 4));
    assertEquals(largest() + 1, batch[2].remaining());
    assertEquals(1, batch[3].remaining());
    IOException met = assertThrows(IOException.class, () -> pair.first().sendMessages(batch, 2, 2));
    assertErrno(met, EMSGSIZE);
    assertReceives(pair.second(), (byte) 1);
    assertReceives(pair.second(), (byte) 2);
    assertConnected(pair.first(), pair.second());
  }

  @Test
  void aBatchBeyondItsArrayIsRefused() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Message[] batch = {Message.allocate(1)};
    assertThrows(IndexOutOfBoundsException.class, () -> pair.first().sendMessages(batch, 0, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> pair.first().receiveMessages(batch, -1, 1));
    assertConnected(pair.first(), pair.second());
  }

  @Test
  void connectedEndpointsAgreeOnTheirAddresses() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    assertTrue(pair.first().isConnected() && pair.second().isConnected());
    assertEquals(pair.first().getRemoteAddress(), pair.second().getLocalAddress());
    assertEquals(
        transport().seenByPeer(pair.first().getLocalAddress()), pair.second().getRemoteAddress());
  }

  @Test
  void theSystemGivesTwoConnectedEndpointsByOneCall() throws Exception {
    needs(Capability.SOCKETS);
    EndpointPair<MessageEndpoint> pair = closing(transport().network().pair(transport().spec()));
    assertConnected(pair.first(), pair.second());
    assertTrue(pair.first().isConnected() && pair.second().isConnected());
  }

  @Test
  void theSettersReturnTheEndpoint() throws Exception {
    MessageEndpoint endpoint = pair().first();
    assertSame(endpoint, endpoint.configureBlocking(true));
    assertTrue(endpoint.isBlocking());
  }

  private Background<Void> sendInBackground(MessageEndpoint endpoint, byte[] message) {
    return inBackground(
        () -> {
          send(endpoint, message);
          return null;
        });
  }
}
