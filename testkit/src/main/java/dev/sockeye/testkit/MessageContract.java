package dev.sockeye.testkit;

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
import dev.sockeye.MessageTruncatedException;
import java.io.IOException;
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
    for (int size : new int[] {1, 2, Math.min(KILOBYTE, longest()), longest()}) {
      byte[] message = randomBytes(size, size);
      Background<Void> sender = sendInBackground(pair.first(), message);
      assertReceives(pair.second(), message);
      sender.result();
    }
  }

  @Test
  void severalMessagesInARowKeepTheirBoundaries() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    int most = Math.min(20, longest());
    for (int size = 1; size <= most; size++) {
      send(pair.first(), randomBytes(size, size));
    }
    for (int size = 1; size <= most; size++) {
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
    assertEquals(arrived(0), pair.second().receive(ByteBuffer.allocate(arrived(0) + 5)));
    send(pair.first());
    assertEquals(arrived(0), pair.second().receive(room(0)));
    assertConnected(pair.first(), pair.second());
  }

  @OnEachCallKind
  void aThousandMessagesGoToAndFro(CallKind kind) throws Exception {
    needs(kind);
    needs(Capability.TWO_ENDS);
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

  private Void echo(MessageEndpoint endpoint, int rounds) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    for (int i = 0; i < rounds; i++) {
      endpoint.receive(buffer.clear());
      byte[] answer = message(endpoint, text(buffer));
      sendWhole(endpoint, buffer.clear().put(answer).flip());
    }
    return null;
  }

  @Test
  void aMessageIsSentFromPositionToLimitOfAnyKindOfBuffer() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    byte[] first = message(pair.first(), (byte) 2, (byte) 3, (byte) 4);
    byte[] last = message(pair.first(), (byte) 6, (byte) 7);
    int end = 2 + first.length;
    for (boolean direct : new boolean[] {false, true}) {
      int capacity = end + 1 + last.length;
      ByteBuffer buffer =
          direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
      buffer.put((byte) 0).put((byte) 1).put(first).put((byte) 5).put(last);
      assertEquals(first.length, sendWhole(pair.first(), buffer.position(2).limit(end)));
      assertEquals(end, buffer.position());
      assertEquals(end, buffer.limit());
      assertReceives(pair.second(), (byte) 2, (byte) 3, (byte) 4);
      buffer.clear().position(end + 1);
      assertEquals(last.length, sendWhole(pair.first(), buffer.asReadOnlyBuffer()));
      assertReceives(pair.second(), (byte) 6, (byte) 7);
    }
  }

  @Test
  void aMessageIsReceivedFromThePositionOnAndNoFurtherThanItIsLong() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    int length = arrived(3);
    int capacity = 3 + length + 2;
    for (boolean direct : new boolean[] {false, true}) {
      ByteBuffer buffer =
          direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
      send(pair.first(), (byte) 1, (byte) 2, (byte) 3);
      assertEquals(length, pair.second().receive(buffer.position(3).limit(capacity - 1)));
      assertEquals(3 + length, buffer.position());
      assertEquals(capacity - 1, buffer.limit());
      assertArrayEquals(new byte[] {1, 2, 3}, text(buffer.position(3).slice().position(length)));
      assertEquals(ByteBuffer.allocate(3), buffer.duplicate().flip());
      assertEquals(ByteBuffer.allocate(2), buffer.clear().position(3 + length));
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
    ByteBuffer large = tooLarge(pair.first());
    IOException refused = assertThrows(IOException.class, () -> sendWhole(pair.first(), large));
    assertRefused(refused);
    assertEquals(0, large.position());
    Message message = addressed(pair.first(), large, ByteBuffer.allocate(10));
    refused = assertThrows(IOException.class, () -> pair.first().sendMessage(message));
    assertErrno(refused, transport().form().tooLarge());
    assertEquals(large.capacity() + 10, message.remaining());
    assertConnected(pair.first(), pair.second());
  }

  @Test
  void aMessageThatDoesNotFitIsToldAndTheNextOneIsTheNext() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    send(pair.first(), (byte) 1, (byte) 2, (byte) 3);
    send(pair.first(), (byte) 4);
    ByteBuffer small = ByteBuffer.allocate(start() + 2);
    MessageTruncatedException told =
        assertThrows(MessageTruncatedException.class, () -> pair.second().receive(small));
    assertEquals(ByteBuffer.wrap(new byte[] {1, 2}), small.clear().position(start()));
    long length = told.length();
    assertTrue(length == arrived(3) || length == -1, "length " + length);
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
    int head = start() + 1;
    ByteBuffer rest = ByteBuffer.allocateDirect(arrived(4) - head).limit(2);
    Message message = Message.of(ByteBuffer.allocate(head), rest);
    send(pair.first(), (byte) 1, (byte) 2, (byte) 3, (byte) 4);
    send(pair.first(), (byte) 5, (byte) 6);
    assertEquals(head + 2, pair.second().receiveMessage(message));
    assertTrue(message.isTruncated());
    assertFalse(message.buffer(0).hasRemaining() || message.buffer(1).hasRemaining());
    assertEquals(arrived(2), pair.second().receiveMessage(message.clear()));
    assertFalse(message.isTruncated());
    assertTrue(message.isEndOfRecord());
    assertEquals(5, message.buffer(0).get(start()));
    assertEquals(6, message.buffer(1).get(0));
  }

  @Test
  void theBuffersOfAMessageAreGatheredAndScatteredInTheirOrder() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    byte[] bytes = message(pair.first(), (byte) 1, (byte) 2, (byte) 3, (byte) 4);
    int two = transport().form().header() + 2;
    int rest = bytes.length - two - 1;
    Message sent =
        addressed(
            pair.first(),
            ByteBuffer.wrap(bytes, 0, two),
            ByteBuffer.allocate(0),
            ByteBuffer.wrap(new byte[] {0, bytes[two], 0}, 1, 1),
            ByteBuffer.allocateDirect(rest).put(0, bytes, two + 1, rest));
    assertEquals(bytes.length, pair.first().sendMessage(sent));
    assertEquals(0, sent.remaining());
    ByteBuffer head = ByteBuffer.allocate(start() + 3);
    ByteBuffer tail = ByteBuffer.allocate(arrived(4) - start() - 3 + 4);
    Message received = Message.of(head, ByteBuffer.allocate(0), tail);
    assertEquals(arrived(4), pair.second().receiveMessage(received));
    assertFalse(head.hasRemaining());
    assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), head.position(start()));
    assertEquals(4, tail.remaining());
    assertEquals(4, tail.get(0));
    assertTrue(received.isEndOfRecord());
    assertFalse(received.isTruncated() || received.isNotification());
  }

  @Test
  void aReceivedMessageTellsItsSenderAndNothingOfTheOneBefore() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    int room = arrived(1) + 9;
    Message message = Message.allocate(room).received(null, Message.TRUNCATED);
    message.set(UNKNOWN, "stale");
    send(pair.first(), (byte) 1);
    assertEquals(arrived(1), pair.second().receiveMessage(message));
    assertSender(pair.first(), message.peer());
    assertNull(message.get(UNKNOWN));
    assertFalse(message.isTruncated());
    send(pair.first(), (byte) 2);
    assertSender(pair.first(), pair.second().receiveFrom(ByteBuffer.allocate(arrived(1) + 8)));
  }

  @Test
  void aReceivedMessageCanBeSentBackAsItIs() throws Exception {
    needs(Capability.RETURNABLE);
    EndpointPair<MessageEndpoint> pair = pair();
    Message message = Message.allocate(arrived(2) + 8);
    send(pair.first(), (byte) 1, (byte) 2);
    pair.second().receiveMessage(message);
    message.payload().flip();
    assertEquals(arrived(2), pair.second().sendMessage(message));
    assertReceives(pair.first(), (byte) 1, (byte) 2);
  }

  @Test
  void anAttributeThatTheTransportDoesNotCarryIsRefusedAndNothingIsSent() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Message message = messageOf(pair.first(), new byte[4]).set(UNKNOWN, "value");
    UnsupportedOperationException refused =
        assertThrows(UnsupportedOperationException.class, () -> pair.first().sendMessage(message));
    assertTrue(refused.getMessage().contains("UNKNOWN"), refused::getMessage);
    assertEquals(length(4), message.remaining());
    assertConnected(pair.first(), pair.second());
  }

  @Test
  void attributesArriveAsTheyWereAttached() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    for (Map.Entry<Attribute<?>, Object> entry : transport().attributes().entrySet()) {
      Message message = messageOf(pair.first(), (byte) 0);
      attach(message, entry.getKey(), entry.getValue());
      pair.first().sendMessage(message);
      Message received = Message.allocate(arrived(1) + 7);
      assertEquals(arrived(1), pair.second().receiveMessage(received));
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
      batch[i] = messageOf(pair.first(), inBatch(i));
    }
    assertEquals(10, pair.first().sendMessages(batch, 1, 10));
    assertTrue(pair.first().flush(), "handed over");
    assertEquals(length(inBatch(0).length), batch[0].remaining());
    assertEquals(length(inBatch(11).length), batch[11].remaining());
    Message[] received = new Message[8];
    for (int i = 0; i < received.length; i++) {
      received[i] = Message.allocate(arrived(12) + 88);
    }
    int count = 0;
    while (count < 10) {
      int n = pair.second().receiveMessages(received, 2, 5);
      assertTrue(n >= 1 && n <= 5, "received " + n);
      for (int i = 2; i < 2 + n; i++, count++) {
        assertArrayEquals(inBatch(count + 1), text(received[i].payload()));
        assertSender(pair.first(), received[i].peer());
        received[i].clear();
      }
    }
    assertEquals(10, count);
    assertEquals(0, received[0].payload().position());
    assertConnected(pair.first(), pair.second());
  }

  private byte[] inBatch(int index) {
    return randomBytes(Math.min(index + 1, longest()), index);
  }

  @Test
  void aBatchEndsBeforeTheMessageThatFails() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Message[] batch = {
      messageOf(pair.first(), (byte) 1),
      messageOf(pair.first(), (byte) 2),
      addressed(pair.first(), tooLarge(pair.first())),
      messageOf(pair.first(), (byte) 4),
    };
    assertEquals(2, pair.first().sendMessages(batch, 0, 4));
    assertEquals(length(transport().refusedText()), batch[2].remaining());
    assertEquals(length(1), batch[3].remaining());
    IOException met = assertThrows(IOException.class, () -> pair.first().sendMessages(batch, 2, 2));
    assertErrno(met, transport().form().tooLarge());
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
    needs(Capability.CONNECT);
    needs(Capability.TWO_ENDS);
    EndpointPair<MessageEndpoint> pair = pair();
    assertTrue(pair.first().isConnected() && pair.second().isConnected());
    assertEquals(pair.first().getRemoteAddress(), pair.second().getLocalAddress());
    assertEquals(
        transport().seenByPeer(pair.first().getLocalAddress()), pair.second().getRemoteAddress());
  }

  @Test
  void theSystemGivesTwoConnectedEndpointsByOneCall() throws Exception {
    needs(Capability.SOCKETS);
    needs(Capability.PAIRS);
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
}
