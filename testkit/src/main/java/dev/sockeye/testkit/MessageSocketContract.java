package dev.sockeye.testkit;

import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.Messages;
import dev.sockeye.Pollable;
import dev.sockeye.Poller;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Non-blocking mode, readiness, options and descriptors of sockets that carry messages. */
public abstract class MessageSocketContract extends MessageCases {

  private static final int MOST_TRIED = 1 << 24;
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration MOMENT = Duration.ofMillis(20);
  private static final SocketOption<String> UNKNOWN = EndpointOptions.of("UNKNOWN", String.class);

  /** Creates the contract; JUnit does. */
  protected MessageSocketContract() {}

  private Poller poll(Pollable socket, int interest) throws IOException {
    needs(Capability.NON_BLOCKING);
    Poller poller = closing(Poller.open());
    poller.register(socket.configureBlocking(false), interest, null);
    return poller;
  }

  private static int ready(Poller poller, Duration patience) throws IOException {
    int[] ready = {0};
    poller.poll(patience, registration -> ready[0] |= registration.ready());
    return ready[0];
  }

  @Test
  void aReceiveSaysThatNothingIsThereAndReadinessFollows() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Poller poller = poll(pair.second(), OP_READ);
    ByteBuffer buffer = ByteBuffer.allocate(arrived(2) + 6);
    Message[] batch = {Message.of(buffer)};
    assertEquals(WOULD_BLOCK, pair.second().receive(buffer));
    assertEquals(WOULD_BLOCK, pair.second().receiveMessage(batch[0]));
    assertEquals(WOULD_BLOCK, pair.second().receiveMessages(batch, 0, 1));
    assertEquals(0, ready(poller, MOMENT));
    send(pair.first(), (byte) 1, (byte) 2);
    assertEquals(OP_READ, ready(poller, LONG));
    assertEquals(OP_READ, ready(poller, LONG), "level triggered: told again");
    assertEquals(arrived(2), pair.second().receive(buffer));
    assertEquals(WOULD_BLOCK, pair.second().receive(buffer));
    assertEquals(0, ready(poller, MOMENT));
  }

  @Test
  void anEmptyMessageIsReadyAndNotNothing() throws Exception {
    needs(Capability.EMPTY_MESSAGES);
    EndpointPair<MessageEndpoint> pair = pair();
    Poller poller = poll(pair.second(), OP_READ);
    send(pair.first());
    assertEquals(OP_READ, ready(poller, LONG));
    ByteBuffer buffer = ByteBuffer.allocate(arrived(0) + 8);
    assertEquals(arrived(0), pair.second().receive(buffer));
    assertEquals(WOULD_BLOCK, pair.second().receive(ByteBuffer.allocate(8)));
  }

  @Test
  void aSendSaysThatTheReceiverIsFullAndNothingIsLost() throws Exception {
    needs(Capability.RELIABLE);
    EndpointPair<MessageEndpoint> pair = pair();
    Poller poller = poll(pair.first(), OP_WRITE);
    assertEquals(OP_WRITE, ready(poller, LONG));
    int text = Math.min(KILOBYTE, longest());
    ByteBuffer message = ByteBuffer.allocateDirect(length(text));
    Message[] batch = {addressed(pair.first(), message)};
    int sent = 0;
    int n;
    do { // the system may yet make room, when it hands to the receiver what was sent
      while (sendWhole(pair.first(), numbered(pair.first(), message, text, sent)) >= 0) {
        assertFalse(message.hasRemaining());
        sent++;
      }
      assertEquals(0, message.position(), "untouched when it would block");
      n = pair.first().sendMessages(batch, 0, 1);
      sent += Math.max(n, 0);
    } while (n != WOULD_BLOCK);
    ByteBuffer received = room(text);
    for (int i = 0; i < sent; i++) {
      assertEquals(arrived(text), pair.second().receive(received.clear()));
      assertNumber(i, received);
    }
    assertEquals(OP_WRITE, ready(poller, LONG));
    send(pair.first(), (byte) 7);
    assertReceives(pair.second(), (byte) 7);
  }

  @Test
  void aPartOfABatchIsReportedExactly() throws Exception {
    needs(Capability.RELIABLE);
    needs(Capability.NON_BLOCKING);
    EndpointPair<MessageEndpoint> pair = pair();
    pair.first().configureBlocking(false);
    int text = Math.min(KILOBYTE, longest());
    Message[] batch = new Message[64];
    int sent = 0;
    for (int n = batch.length; n == batch.length; sent += Math.max(n, 0)) {
      for (int i = 0; i < batch.length; i++) {
        ByteBuffer message = ByteBuffer.allocate(length(text));
        batch[i] = addressed(pair.first(), numbered(pair.first(), message, text, sent + i));
      }
      n = pair.first().sendMessages(batch, 0, batch.length);
      for (int i = 0; i < batch.length; i++) {
        assertEquals(i < n ? 0 : length(text), batch[i].remaining());
      }
    }
    ByteBuffer received = room(text);
    for (int i = 0; i < sent; i++) {
      pair.second().receive(received.clear());
      assertNumber(i, received);
    }
    pair.second().configureBlocking(false);
    assertEquals(WOULD_BLOCK, pair.second().receive(received.clear()));
  }

  @Test
  void anAcceptGivesNullUntilSomebodyConnects() throws Exception {
    needs(Capability.NON_BLOCKING);
    needs(Capability.CONNECTIONS);
    Listener<MessageEndpoint> listener = listen();
    listener.configureBlocking(false);
    assertEquals(null, listener.accept());
    MessageEndpoint client = connect(listener.getLocalAddress());
    Poller poller = poll(listener, java.nio.channels.SelectionKey.OP_ACCEPT);
    assertTrue(ready(poller, LONG) != 0);
    MessageEndpoint accepted = accept(listener);
    assertTrue(accepted.isBlocking());
    assertConnected(client, accepted);
  }

  @Test
  void aConnectThatIsRefusedFailsWhenItIsFinished() throws Exception {
    needs(Capability.NON_BLOCKING);
    needs(Capability.CONNECTIONS);
    SocketAddress dead = transport().deadAddress();
    MessageEndpoint client = open();
    client.configureBlocking(false);
    IOException refused =
        assertThrows(
            IOException.class,
            () -> {
              if (!client.connect(dead)) {
                assertEquals(OP_CONNECT, ready(poll(client, OP_CONNECT), LONG));
                client.finishConnect();
              }
            });
    assertErrno(refused, Errno.ECONNREFUSED, Errno.ENOENT);
    assertTells(refused, "connect ", dead);
    assertFalse(client.isOpen());
  }

  @Test
  void anInterruptedThreadMakesCallsThatDoNotWaitAndStaysInterrupted() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Poller poller = poll(pair.second(), OP_READ);
    pair.first().configureBlocking(false);
    Message received = Message.allocate(arrived(3) + 5);
    ByteBuffer one = ByteBuffer.wrap(message(pair.first(), new byte[1]));
    Message two = messageOf(pair.first(), new byte[2]);
    Message[] three = {messageOf(pair.first(), new byte[3])};
    interrupted(
        () -> {
          assertEquals(WOULD_BLOCK, pair.second().receive(received.payload()));
          assertEquals(WOULD_BLOCK, pair.second().receiveMessage(received));
          assertEquals(WOULD_BLOCK, pair.second().receiveMessages(batchOf(received), 0, 1));
          assertEquals(length(1), sendWhole(pair.first(), one));
          assertEquals(length(2), pair.first().sendMessage(two));
          assertEquals(1, pair.first().sendMessages(three, 0, 1));
        });
    for (int length = 1; length <= 3; length++) {
      assertEquals(OP_READ, ready(poller, LONG));
      received.payload().clear();
      interrupted(() -> assertEquals(1, pair.second().receiveMessages(batchOf(received), 0, 1)));
      assertArrayEquals(new byte[length], text(received.payload()));
    }
    send(pair.first(), (byte) 1);
    assertEquals(OP_READ, ready(poller, LONG));
    interrupted(() -> assertReceives(pair.second(), (byte) 1));
  }

  private static Message[] batchOf(Message message) {
    return new Message[] {message};
  }

  @Test
  void anInterruptedThreadConnectsAndAcceptsWithoutWaiting() throws Exception {
    needs(Capability.NON_BLOCKING);
    needs(Capability.CONNECTIONS);
    Listener<MessageEndpoint> listener = listen();
    Poller poller = poll(listener, java.nio.channels.SelectionKey.OP_ACCEPT);
    MessageEndpoint client = open();
    client.configureBlocking(false);
    interrupted(
        () -> {
          assertEquals(null, listener.accept());
          client.connect(listener.getLocalAddress());
        });
    assertTrue(ready(poller, LONG) != 0);
    MessageEndpoint[] accepted = {null};
    interrupted(() -> accepted[0] = accept(listener));
    interrupted(
        () -> {
          while (!client.finishConnect()) {
            Thread.onSpinWait();
          }
        });
    client.configureBlocking(true);
    assertConnected(client, accepted[0]);
  }

  @Test
  void everyOptionIsReadSetToAnotherValueAndReadBack() throws Exception {
    OptionValues values = new OptionValues(transport());
    MessageEndpoint endpoint = pair().first();
    for (SocketOption<?> option : endpoint.supportedOptions()) {
      values.assertRoundTrip(endpoint, option);
    }
  }

  @Test
  void theLongestMessageIsToldTakenAndALongerOneRefused() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    MessageEndpoint sender = pair.first();
    if (sender.supportedOptions().contains(EndpointOptions.MAX_MESSAGE_SIZE)) {
      int longest = Messages.largest(sender);
      assertTrue(longest >= length(longest()), () -> "it is " + longest);
      if (length(1) == 1 && longest < MOST_TRIED) { // a message is its text, and there is memory
        sender.configureBlocking(false); // the receiver need not have room for it
        assertThrows( // first, while there is room: a full buffer is told before the length
            MessageTooLargeException.class,
            () -> sendWhole(sender, ByteBuffer.allocate(longest + 1)));
        int sent = sendWhole(sender, ByteBuffer.allocate(longest));
        assertTrue(sent == longest || sent == WOULD_BLOCK, () -> "it returned " + sent);
      }
    } else {
      assertThrows(UnsupportedOperationException.class, () -> Messages.largest(sender));
    }
  }

  @Test
  void anOptionThatIsNotSupportedIsRefused() throws Exception {
    MessageEndpoint endpoint = pair().first();
    assertThrows(UnsupportedOperationException.class, () -> endpoint.getOption(UNKNOWN));
    assertThrows(UnsupportedOperationException.class, () -> endpoint.setOption(UNKNOWN, "x"));
  }

  @Test
  @TimeLimit(seconds = 60)
  void fiveHundredPairsLeaveNoDescriptorBehind() throws Throwable {
    needs(Capability.FILE_DESCRIPTORS);
    Descriptors.assertKept(
        500,
        () -> {
          try (EndpointPair<MessageEndpoint> pair = transport().pair()) {
            assertConnected(pair.first(), pair.second());
          }
        });
  }

  @Test
  void endpointsThatAreNeverUsedLeaveNoDescriptorBehind() throws Throwable {
    needs(Capability.FILE_DESCRIPTORS);
    needs(Capability.SOCKETS);
    Descriptors.assertKept(300, () -> transport().open().close());
  }
}
