package dev.sockeye.sctp.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.nio.sctp.SctpStandardSocketOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpAssociation;
import dev.sockeye.sctp.SctpEvent;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What messages carry, and how they are put together from the parts that the system gives. */
public abstract class SctpMessagesContract extends SctpContract {

  /** Creates the contract; JUnit does. */
  protected SctpMessagesContract() {}

  @Test
  void aMessageCarriesItsStreamProtocolAndOrderAndIsSentBackAsItIs() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Message sent =
        message(random(10))
            .set(Sctp.STREAM_NUMBER, 7)
            .set(Sctp.PAYLOAD_PROTOCOL_ID, 46)
            .set(Sctp.UNORDERED, true);
    pair.first().sendMessage(sent);
    Message received = Message.allocate(100);
    pair.second().receiveMessage(received);
    assertEquals(7, received.get(Sctp.STREAM_NUMBER));
    assertEquals(46, received.get(Sctp.PAYLOAD_PROTOCOL_ID));
    assertEquals(true, received.get(Sctp.UNORDERED));
    assertEquals(sctp(pair.second()).associations().get(0).id(), received.get(Sctp.ASSOCIATION));
    received.payload().flip();
    pair.second().sendMessage(received);
    Message back = Message.allocate(100);
    pair.first().receiveMessage(back);
    assertEquals(7, back.get(Sctp.STREAM_NUMBER));
    assertEquals(46, back.get(Sctp.PAYLOAD_PROTOCOL_ID));
  }

  @Test
  void whatIsNotSetIsStreamZeroOrderedAndProtocolZero() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    pair.first().sendMessage(message(random(3)).set(Sctp.STREAM_NUMBER, 5));
    send(pair.first(), (byte) 1);
    Message received = Message.allocate(100);
    pair.second().receiveMessage(received);
    pair.second().receiveMessage(received.clear());
    assertEquals(0, received.get(Sctp.STREAM_NUMBER));
    assertEquals(0, received.get(Sctp.PAYLOAD_PROTOCOL_ID));
    assertEquals(false, received.get(Sctp.UNORDERED));
  }

  @Test
  void aStreamThatTheAssociationDoesNotHaveIsRefused() throws Exception {
    Listener<MessageEndpoint> listener = listen("sctp://127.0.0.1:0?SCTP_INIT_MAXSTREAMS=4:4");
    MessageEndpoint client = connect("sctp://127.0.0.1:" + port(listener));
    MessageEndpoint accepted = closing(listener.accept());
    Message message = message(random(3)).set(Sctp.STREAM_NUMBER, 4);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> client.sendMessage(message));
    assertTrue(refused.getMessage().contains("no outgoing stream 4"), refused::getMessage);
    assertEquals(3, message.remaining());
    client.sendMessage(message.set(Sctp.STREAM_NUMBER, 3));
    assertReceives(accepted, random(3));
  }

  @Test
  void bothSidesAgreeOnTheNumberOfStreamsThatTheLesserHas() throws Exception {
    Listener<MessageEndpoint> listener = listen("sctp://127.0.0.1:0?SCTP_INIT_MAXSTREAMS=16:8");
    MessageEndpoint client =
        connect("sctp://127.0.0.1:" + port(listener) + "?SCTP_INIT_MAXSTREAMS=4:32");
    MessageEndpoint accepted = closing(listener.accept());
    send(accepted, (byte) 1);
    assertReceives(client, (byte) 1);
    SctpAssociation here = sctp(client).associations().get(0);
    SctpAssociation there = sctp(accepted).associations().get(0);
    assertEquals(4, here.incomingStreams());
    assertEquals(16, here.outgoingStreams());
    assertEquals(16, there.incomingStreams());
    assertEquals(4, there.outgoingStreams());
  }

  @Test
  void eachStreamKeepsItsOrderAndUnorderedMessagesArriveToo() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    int streams = 4;
    int count = 800;
    Background<Void> sending =
        inBackground(
            () -> {
              for (int i = 0; i < count; i++) {
                Message message = Message.of(ByteBuffer.allocate(4).putInt(0, i));
                message.set(Sctp.STREAM_NUMBER, i % streams).set(Sctp.UNORDERED, i % 5 == 0);
                pair.first().sendMessage(message);
              }
              return null;
            });
    int[] last = new int[streams];
    Set<Integer> all = new HashSet<>();
    Message message = Message.allocate(4);
    for (int i = 0; i < count; i++) {
      pair.second().receiveMessage(message.clear());
      int number = message.payload().getInt(0);
      int stream = message.get(Sctp.STREAM_NUMBER);
      assertTrue(all.add(number), "twice: " + number);
      assertEquals(number % streams, stream);
      if (!message.get(Sctp.UNORDERED)) {
        assertTrue(number > last[stream] || number < streams, "of stream " + stream);
        last[stream] = number;
      }
    }
    sending.result();
    assertEquals(count, all.size());
  }

  @Test
  void anEmptyMessageIsRefusedForItsReason() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    IOException refused =
        assertThrows(IOException.class, () -> pair.first().send(ByteBuffer.allocate(0)));
    assertErrno(refused, Errno.EINVAL);
    assertTrue(refused.getMessage().contains("at least one byte"), refused::getMessage);
    send(pair.first(), (byte) 1);
    assertReceives(pair.second(), (byte) 1);
  }

  /** The lengths about which a receive into a buffer of that length might lose a byte. */
  @Test
  void noByteIsLostWhateverFillsABuffer() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    for (int size : new int[] {4095, 4096, 4097, 8191, 8192, 8193, 12_288, 65_535, 65_536}) {
      for (boolean direct : new boolean[] {false, true}) {
        byte[] bytes = random(size);
        send(pair.first(), bytes);
        ByteBuffer exact = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        assertEquals(size, pair.second().receive(exact));
        byte[] received = new byte[size];
        exact.flip().get(received);
        assertArrayEquals(bytes, received, size + " bytes");
      }
    }
  }

  @Test
  void aLongMessageArrivesWholeThoughTheSystemGivesItInParts() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    for (int size : new int[] {70_000, 150_000, 200_000}) {
      Background<Integer> sending =
          inBackground(() -> pair.first().send(ByteBuffer.wrap(random(size))));
      assertReceives(pair.second(), random(size));
      assertEquals(size, sending.result());
    }
  }

  @Test
  void aMessageOverTheLimitIsToldAsCutAndTheNextOneIsTheNext() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    pair.second().setOption(Sctp.SCTP_MAX_MESSAGE_SIZE, 70_000);
    ByteBuffer large = ByteBuffer.allocate(300_000);
    for (int i = 0; i < 3; i++) {
      byte next = (byte) i;
      Background<Void> sending =
          inBackground(
              () -> {
                send(pair.first(), random(150_000));
                send(pair.first(), next);
                return null;
              });
      MessageTruncatedException told =
          assertThrows(MessageTruncatedException.class, () -> pair.second().receive(large.clear()));
      assertEquals(150_000, told.length());
      assertTrue(told.getMessage().contains("SCTP_MAX_MESSAGE_SIZE"), told::getMessage);
      assertEquals(70_000, large.position());
      assertReceives(pair.second(), next);
      sending.result();
    }
  }

  @Test
  void partsOfSeveralAssociationsAreJoinedEachToItsOwn() throws Exception {
    MessageEndpoint server = bind("sctp+seqpacket://127.0.0.1:0?SCTP_FRAGMENT_INTERLEAVE=1");
    int senders = 3;
    int size = 100_000;
    List<Background<Void>> sending = new ArrayList<>();
    for (int i = 0; i < senders; i++) {
      MessageEndpoint client = open();
      byte value = (byte) i;
      sending.add(
          inBackground(
              () -> {
                client.connect(server.getLocalAddress());
                for (int n = 0; n < 3; n++) {
                  byte[] bytes = new byte[size + value];
                  java.util.Arrays.fill(bytes, value);
                  client.send(ByteBuffer.wrap(bytes));
                }
                return null;
              }));
    }
    Map<Byte, Integer> counts = new HashMap<>();
    ByteBuffer buffer = ByteBuffer.allocate(size + senders);
    for (int i = 0; i < 3 * senders; i++) {
      int length = server.receive(buffer.clear());
      byte value = buffer.get(0);
      assertEquals(size + value, length);
      for (int at = 0; at < length; at++) {
        assertEquals(value, buffer.get(at), "parts of different messages are mixed");
      }
      counts.merge(value, 1, Integer::sum);
    }
    for (Background<Void> sender : sending) {
      sender.result();
    }
    assertEquals(senders, counts.size());
    assertTrue(counts.values().stream().allMatch(n -> n == 3), counts::toString);
  }

  @Test
  void aMessageOfWhichTheRestDoesNotComeIsDropped() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    List<SctpEvent> events = eventsOf(pair.second());
    Background<Void> sending =
        inBackground(
            () -> {
              while (true) {
                pair.first().send(ByteBuffer.wrap(random(200_000)));
              }
            });
    assertReceives(pair.second(), random(200_000));
    pair.first().setOption(SctpStandardSocketOptions.SO_LINGER, 0);
    pair.first().close();
    sending.failure();
    IOException end =
        assertThrows(
            IOException.class,
            () -> {
              while (true) {
                assertReceives(pair.second(), random(200_000));
              }
            });
    assertErrno(end, Errno.ECONNRESET);
    assertTrue(states(events).contains(SctpEvent.AssociationState.COMM_LOST), events::toString);
    assertFalse(sctp(pair.second()).associations().iterator().hasNext());
  }
}
