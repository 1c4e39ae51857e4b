package dev.sockeye.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Pollable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** As for streams: closing and interrupting wake every call that blocks. */
public abstract class MessageCloseContract extends MessageCases {

  /** How often each call meets a close. */
  private static final int RACES = 10;

  /** Creates the contract; JUnit does. */
  protected MessageCloseContract() {}

  private static List<Callable<?>> receives(MessageEndpoint endpoint) {
    ByteBuffer buffer = ByteBuffer.allocate(1);
    Message message = Message.of(buffer);
    return List.of(
        () -> endpoint.receive(buffer),
        () -> endpoint.receiveFrom(buffer),
        () -> endpoint.receiveMessage(message),
        () -> endpoint.receiveMessages(new Message[] {message, Message.allocate(1)}, 0, 2));
  }

  @OnEachCallKind
  void closeWakesABlockedReceiveOfEveryForm(CallKind kind) throws Exception {
    needs(kind);
    for (int form = 0; form < 4; form++) {
      MessageEndpoint endpoint = kind.prepare(pair().first());
      assertCloseWakes(endpoint, inBackground(kind.thread(), receives(endpoint).get(form)));
    }
  }

  @OnEachCallKind
  void closeWakesAReceiveOfAnEndpointWithoutAPeer(CallKind kind) throws Exception {
    needs(kind);
    if (transport().isConnectionless()) {
      MessageEndpoint endpoint = kind.prepare(bound());
      assertCloseWakes(endpoint, inBackground(kind.thread(), receives(endpoint).get(1)));
    }
  }

  @OnEachCallKind
  void closeWakesABlockedSend(CallKind kind) throws Exception {
    needs(kind);
    MessageEndpoint endpoint = kind.prepare(pair().first());
    assertCloseWakes(endpoint, sendingWithoutEnd(kind.thread(), endpoint));
  }

  @OnEachCallKind
  void closeWakesABlockedAccept(CallKind kind) throws Exception {
    needs(kind);
    needs(Capability.CONNECTIONS);
    Listener<MessageEndpoint> listener = kind.prepare(listen());
    assertCloseWakes(listener, inBackground(kind.thread(), listener::accept));
  }

  private static void assertCloseWakes(Pollable socket, Background<?> blocked) throws Exception {
    blocked.awaitBlocked();
    socket.close();
    blocked.failure(AsynchronousCloseException.class);
    assertFalse(blocked.wasInterrupted());
  }

  @OnEachCallKind
  void closeWakesAllReceiversThatQueue(CallKind kind) throws Exception {
    needs(kind);
    MessageEndpoint endpoint = kind.prepare(pair().first());
    List<Background<?>> blocked = new ArrayList<>();
    for (Callable<?> receive : receives(endpoint)) {
      blocked.add(inBackground(kind.thread(), receive));
    }
    blocked.forEach(Background::awaitBlocked);
    endpoint.close();
    for (Background<?> receive : blocked) {
      Throwable thrown = receive.failure();
      assertTrue(thrown instanceof ClosedChannelException, thrown::toString);
    }
  }

  private List<Callable<?>> calls(MessageEndpoint endpoint) throws IOException {
    SocketAddress target = transport().target(endpoint);
    ByteBuffer out = ByteBuffer.wrap(message(endpoint, (byte) 0));
    Message message = Message.of(out);
    Message[] batch = {message, messageOf(endpoint, (byte) 0)};
    List<Callable<?>> calls = new ArrayList<>(receives(endpoint));
    calls.addAll(
        List.of(
            () -> sendWhole(endpoint, out.clear()),
            () -> endpoint.sendMessage(message.clear().peer(target)),
            () -> endpoint.sendMessages(cleared(batch, target), 0, 2),
            endpoint::getLocalAddress,
            endpoint::getRemoteAddress,
            () -> endpoint.getOption(StandardSocketOptions.SO_RCVBUF),
            () -> endpoint.setOption(StandardSocketOptions.SO_RCVBUF, 65_536),
            () -> endpoint.configureBlocking(true)));
    if (has(Capability.CONNECT)) {
      calls.add(endpoint::finishConnect);
    }
    return calls;
  }

  private static Message[] cleared(Message[] messages, SocketAddress target) {
    for (Message message : messages) {
      message.clear().peer(target);
    }
    return messages;
  }

  @OnEachCallKind
  void aCloseDuringAnyCallEndsItAsClosed(CallKind kind) throws Exception {
    needs(kind);
    needs(Capability.BUFFER_SIZES);
    int forms = calls(pair().first()).size();
    for (int i = 0; i < forms * RACES; i++) {
      EndpointPair<MessageEndpoint> pair = pair();
      MessageEndpoint endpoint = kind.prepare(pair.first());
      Callable<?> call = calls(endpoint).get(i % forms);
      assertEndsAsClosed(kind.thread(), endpoint, i * 10, call);
      pair.second().close();
    }
  }

  @OnEachCallKind
  void anInterruptEndsABlockedReceiveOfEveryForm(CallKind kind) throws Exception {
    needs(kind);
    for (int form = 0; form < 4; form++) {
      MessageEndpoint endpoint = kind.prepare(pair().first());
      assertInterruptEnds(endpoint, inBackground(kind.thread(), receives(endpoint).get(form)));
    }
  }

  @OnEachCallKind
  void anInterruptEndsABlockedSend(CallKind kind) throws Exception {
    needs(kind);
    MessageEndpoint endpoint = kind.prepare(pair().first());
    assertInterruptEnds(endpoint, sendingWithoutEnd(kind.thread(), endpoint));
  }

  @OnEachCallKind
  void anInterruptEndsABlockedAccept(CallKind kind) throws Exception {
    needs(kind);
    needs(Capability.CONNECTIONS);
    Listener<MessageEndpoint> listener = kind.prepare(listen());
    assertInterruptEnds(listener, inBackground(kind.thread(), listener::accept));
  }

  private static void assertInterruptEnds(Pollable socket, Background<?> blocked) {
    blocked.awaitBlocked().interrupt();
    blocked.failure(ClosedByInterruptException.class);
    assertTrue(blocked.wasInterrupted(), "the thread is still interrupted");
    assertFalse(socket.isOpen());
  }

  @Test
  void closingTwiceOrWhileIdleIsHarmless() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    for (MessageEndpoint endpoint : new MessageEndpoint[] {pair.first(), pair.second()}) {
      endpoint.close();
      endpoint.close();
      assertFalse(endpoint.isOpen());
      assertFalse(endpoint.isConnected());
    }
  }

  @Test
  void aClosedEndpointRefusesEveryCall() throws Exception {
    MessageEndpoint endpoint = pair().first();
    SocketAddress target = transport().target(endpoint);
    SocketAddress remote = target == null ? endpoint.getRemoteAddress() : target;
    endpoint.close();
    ByteBuffer buffer = ByteBuffer.allocate(1);
    Message message = Message.of(buffer);
    Message[] batch = {message, Message.allocate(1)};
    assertClosed(() -> endpoint.send(buffer));
    assertClosed(() -> endpoint.sendTo(buffer, remote));
    assertClosed(() -> endpoint.sendMessage(message));
    assertClosed(() -> endpoint.sendMessages(batch, 0, 2));
    assertClosed(endpoint::flush);
    assertClosed(() -> endpoint.receive(buffer));
    assertClosed(() -> endpoint.receiveFrom(buffer));
    assertClosed(() -> endpoint.receiveMessage(message));
    assertClosed(() -> endpoint.receiveMessages(batch, 0, 2));
    assertClosed(() -> endpoint.bind(null));
    assertClosed(() -> endpoint.connect(remote));
    assertClosed(endpoint::getLocalAddress);
    assertClosed(endpoint::getRemoteAddress);
    assertClosed(() -> endpoint.configureBlocking(false));
    if (has(Capability.TIMEOUTS)) {
      assertClosed(() -> endpoint.getOption(EndpointOptions.SO_RCVTIMEO));
    }
  }

  private static void assertClosed(Executable call) {
    Throwable thrown = assertThrows(ClosedChannelException.class, call);
    assertFalse(thrown instanceof ClosedByInterruptException, thrown::toString);
  }
}
