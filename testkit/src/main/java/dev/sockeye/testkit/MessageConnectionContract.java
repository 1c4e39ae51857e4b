package dev.sockeye.testkit;

import static dev.sockeye.Errno.ECONNREFUSED;
import static dev.sockeye.Errno.ECONNRESET;
import static dev.sockeye.Errno.ENOENT;
import static dev.sockeye.Errno.EPIPE;
import static dev.sockeye.MessageEndpoint.END_OF_INPUT;
import static java.nio.channels.SelectionKey.OP_READ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Poller;
import dev.sockeye.Shutdownable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Messages over a connection: it is made, it carries them in order, it ends. */
public abstract class MessageConnectionContract extends MessageCases {

  /** Creates the contract; JUnit does. */
  protected MessageConnectionContract() {}

  @Test
  void afterTheLastMessageIsTheEndOfInput() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    send(pair.first(), (byte) 1);
    send(pair.first(), (byte) 2, (byte) 3);
    pair.first().close();
    assertReceives(pair.second(), (byte) 1);
    assertReceives(pair.second(), (byte) 2, (byte) 3);
    assertEnd(pair.second());
    assertEnd(pair.second());
  }

  private static void assertEnd(MessageEndpoint endpoint) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(10);
    assertEquals(END_OF_INPUT, endpoint.receive(buffer));
    assertEquals(0, buffer.position());
    assertThrows(EOFException.class, () -> endpoint.receiveFrom(buffer));
    assertEquals(END_OF_INPUT, endpoint.receiveMessage(Message.of(buffer)));
    Message[] batch = {Message.of(buffer)};
    assertEquals(END_OF_INPUT, endpoint.receiveMessages(batch, 0, 1));
  }

  @Test
  void anEmptyMessageBeforeTheEndIsNotTheEnd() throws Exception {
    needs(Capability.EMPTY_MESSAGES);
    EndpointPair<MessageEndpoint> pair = pair();
    send(pair.first());
    send(pair.first());
    pair.first().close();
    assertEquals(arrived(0), pair.second().receive(ByteBuffer.allocate(arrived(0) + 4)));
    assertEquals(arrived(0), pair.second().receive(ByteBuffer.allocate(arrived(0) + 4)));
    assertEnd(pair.second());
  }

  @OnEachCallKind
  void aReceiveThatBlocksIsWokenByTheEnd(CallKind kind) throws Exception {
    needs(kind);
    EndpointPair<MessageEndpoint> pair = pair();
    kind.prepare(pair.second());
    Background<Integer> receive =
        inBackground(kind.thread(), () -> pair.second().receive(ByteBuffer.allocate(1)))
            .awaitBlocked();
    pair.first().close();
    assertEquals(END_OF_INPUT, receive.result());
  }

  @Test
  void afterShutdownOutputThePeerReceivesTheRestAndCanSendBack() throws Exception {
    needs(Capability.HALF_CLOSE);
    EndpointPair<MessageEndpoint> pair = pair();
    send(pair.first(), (byte) 1);
    pair.first().unwrap(Shutdownable.class).shutdownOutput();
    pair.first().unwrap(Shutdownable.class).shutdownOutput();
    assertReceives(pair.second(), (byte) 1);
    assertEnd(pair.second());
    send(pair.second(), (byte) 2);
    assertReceives(pair.first(), (byte) 2);
    assertThrows(ClosedChannelException.class, () -> send(pair.first(), (byte) 3));
    assertTrue(pair.first().isOpen());
  }

  @OnEachCallKind
  void shutdownInputEndsAReceive(CallKind kind) throws Exception {
    needs(kind);
    needs(Capability.HALF_CLOSE);
    MessageEndpoint endpoint = kind.prepare(pair().first());
    Background<Integer> receive =
        inBackground(kind.thread(), () -> endpoint.receive(ByteBuffer.allocate(1))).awaitBlocked();
    endpoint.unwrap(Shutdownable.class).shutdownInput();
    assertEquals(END_OF_INPUT, receive.result());
    assertEnd(endpoint);
  }

  @OnEachCallKind
  void afterThePeerClosesSendsEndInABrokenPipeOrAReset(CallKind kind) throws Exception {
    needs(kind);
    EndpointPair<MessageEndpoint> pair = pair();
    kind.prepare(pair.first());
    pair.second().close();
    Throwable thrown = inBackground(kind.thread(), () -> sendForEver(pair.first())).failure();
    assertErrno(thrown, EPIPE, ECONNRESET);
    assertTrue(pair.first().isOpen());
  }

  private Void sendForEver(MessageEndpoint endpoint) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(message(endpoint, (byte) 0));
    while (true) {
      endpoint.send(buffer.clear());
    }
  }

  @OnEachCallKind
  void aBreakIsToldToEachReceiveAfterIt(CallKind kind) throws Exception {
    needs(kind);
    MessageEndpoint broken = kind.prepare(brokenOff());
    assertErrno(
        inBackground(kind.thread(), () -> broken.receive(ByteBuffer.allocate(1))).failure(),
        ECONNRESET);
    assertStaysBroken(broken);
  }

  @OnEachCallKind
  void aBreakThatASendWasToldOfIsToldToReceives(CallKind kind) throws Exception {
    needs(kind);
    MessageEndpoint broken = kind.prepare(brokenOff());
    Throwable thrown = inBackground(kind.thread(), () -> sendForEver(broken)).failure();
    assertErrno(thrown, EPIPE, ECONNRESET);
    assertStaysBroken(broken);
  }

  @Test
  void aBatchIsToldOfABreakEachTime() throws Exception {
    MessageEndpoint broken = brokenOff();
    Message[] batch = {Message.of(ByteBuffer.allocate(1)), Message.of(ByteBuffer.allocate(1))};
    for (int i = 0; i < 2; i++) {
      assertErrno(
          assertThrows(IOException.class, () -> broken.receiveMessages(batch, 0, 2)), ECONNRESET);
    }
    assertStaysBroken(broken);
  }

  /** With the peer's close the message was lost that it had not received. */
  private MessageEndpoint brokenOff() throws IOException {
    needs(Capability.LOSS_BREAKS);
    EndpointPair<MessageEndpoint> pair = pair();
    send(pair.second(), (byte) 1);
    assertReceives(pair.first(), (byte) 1); // events that came before would be input, too
    send(pair.second(), (byte) 2);
    awaitInput(pair.first());
    pair.first().close();
    return pair.second();
  }

  private static void awaitInput(MessageEndpoint endpoint) throws IOException {
    try (Poller poller = Poller.open()) {
      poller.register(endpoint.configureBlocking(false), OP_READ, null);
      while (poller.poll(Duration.ofSeconds(10), ready -> {}) == 0) {
        // The message is under way.
      }
    }
  }

  private static void assertStaysBroken(MessageEndpoint broken) throws IOException {
    assertBroken(broken);
    broken.configureBlocking(false);
    assertBroken(broken);
  }

  private static void assertBroken(MessageEndpoint broken) {
    ByteBuffer buffer = ByteBuffer.allocate(4);
    Message message = Message.of(ByteBuffer.allocateDirect(4));
    Message[] batch = {message, Message.of(buffer)};
    for (int i = 0; i < 2; i++) {
      assertErrno(assertThrows(IOException.class, () -> broken.receive(buffer)), ECONNRESET);
      assertErrno(
          assertThrows(IOException.class, () -> broken.receiveMessage(message)), ECONNRESET);
      assertErrno(
          assertThrows(IOException.class, () -> broken.receiveMessages(batch, 0, 2)), ECONNRESET);
    }
    assertTrue(broken.isOpen());
  }

  @Test
  void thePeersOwnAddressMayBeNamedWhenSending() throws Exception {
    Listener<MessageEndpoint> listener = listen();
    MessageEndpoint client = connect(listener.getLocalAddress());
    MessageEndpoint accepted = accept(listener);
    byte[] message = message(client, (byte) 0);
    assertEquals(
        message.length, client.sendTo(ByteBuffer.wrap(message), client.getRemoteAddress()));
    assertReceives(accepted, (byte) 0);
  }

  @Test
  void whatWasSentBeforeTheAcceptIsReceivedAfterIt() throws Exception {
    needs(Capability.CONNECTS_UNACCEPTED);
    Listener<MessageEndpoint> listener = listen();
    MessageEndpoint client = connect(listener.getLocalAddress());
    send(client, (byte) 1);
    send(client, (byte) 2);
    MessageEndpoint accepted = accept(listener);
    assertReceives(accepted, (byte) 1);
    assertReceives(accepted, (byte) 2);
    assertConnected(client, accepted);
    assertEquals(transport().spec().type(), accepted.spec().type());
  }

  @Test
  void aConnectToWhereNobodyListensIsRefusedAndTheEndpointClosed() throws Exception {
    SocketAddress dead = transport().deadAddress();
    MessageEndpoint endpoint = open();
    IOException refused = assertThrows(IOException.class, () -> endpoint.connect(dead));
    assertErrno(refused, ECONNREFUSED, ENOENT);
    assertTells(refused, "connect ", dead);
    assertFalse(endpoint.isOpen());
  }

  @Test
  void anEndpointSendsAndReceivesOnlyWhenConnected() throws Exception {
    MessageEndpoint endpoint = open();
    ByteBuffer buffer = ByteBuffer.allocate(1);
    assertThrows(NotYetConnectedException.class, () -> endpoint.send(buffer));
    assertThrows(NotYetConnectedException.class, () -> endpoint.receive(buffer));
    assertTrue(endpoint.isOpen());
  }

  @Test
  void anEndpointConnectsOnlyOnceAndStaysConnected() throws Exception {
    Listener<MessageEndpoint> listener = listen();
    SocketAddress address = listener.getLocalAddress();
    MessageEndpoint client = connect(address);
    MessageEndpoint accepted = accept(listener);
    assertThrows(AlreadyConnectedException.class, () -> client.connect(address));
    assertThrows(UnsupportedOperationException.class, client::disconnect);
    assertConnected(client, accepted);
  }

  @Test
  void aListenerAcceptsOnlyWhenBound() throws Exception {
    needs(Capability.SOCKETS);
    Listener<MessageEndpoint> listener = openListener();
    assertThrows(NotYetBoundException.class, listener::accept);
  }

  @Test
  void aFullReceiverMakesABlockingSendWaitAndNothingIsLost() throws Exception {
    needs(Capability.RELIABLE);
    EndpointPair<MessageEndpoint> pair = pair();
    int text = Math.min(KILOBYTE, longest());
    Background<Integer> sending = inBackground(() -> sendNumbered(pair.first(), text));
    assertBlocks(sending);
    ByteBuffer buffer = room(text);
    for (int i = 0; i < MANY; i++) {
      assertEquals(arrived(text), pair.second().receive(buffer.clear()));
      assertNumber(i, buffer);
    }
    assertEquals(MANY, sending.result());
  }

  /** Of a kilobyte each, more than any buffers take. */
  private static final int MANY = 20_000;

  private int sendNumbered(MessageEndpoint endpoint, int text) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(length(text));
    for (int i = 0; i < MANY; i++) {
      endpoint.send(numbered(endpoint, buffer, text, i));
    }
    return MANY;
  }

  @Test
  void severalSendersAndReceiversGetEachMessageOnceAndWhole() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Background<Integer> one = inBackground(() -> receiveUntilEnd(pair.second()));
    Background<Integer> other = inBackground(() -> receiveUntilEnd(pair.second()));
    Background<Void> sender = inBackground(() -> sendPatterns(pair.first(), 1));
    Background<Void> second = inBackground(() -> sendPatterns(pair.first(), 2));
    sender.result();
    second.result();
    pair.first().close();
    assertEquals(2000, one.result() + other.result());
  }

  private Void sendPatterns(MessageEndpoint endpoint, int value) throws IOException {
    int most = Math.min(100, longest());
    for (int i = 0; i < 1000; i++) {
      byte[] text = new byte[1 + i % most];
      Arrays.fill(text, (byte) value);
      endpoint.send(ByteBuffer.wrap(message(endpoint, text)));
    }
    return null;
  }

  private int receiveUntilEnd(MessageEndpoint endpoint) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(arrived(Math.min(100, longest())) + 100);
    int count = 0;
    for (; endpoint.receive(buffer.clear()) != END_OF_INPUT; count++) {
      byte[] text = text(buffer);
      for (byte each : text) {
        assertEquals(text[0], each, "messages do not mix");
      }
    }
    return count;
  }
}
