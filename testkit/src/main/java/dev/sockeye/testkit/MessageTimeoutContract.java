package dev.sockeye.testkit;

import static dev.sockeye.EndpointOptions.SO_RCVTIMEO;
import static dev.sockeye.EndpointOptions.SO_SNDTIMEO;
import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static dev.sockeye.testkit.Bounds.assertTimesOut;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As for streams: a call past its timeout fails, not before, and everything goes on working. */
public abstract class MessageTimeoutContract extends MessageCases {

  private static final Duration SHORT = Duration.ofMillis(60);
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Creates the contract; JUnit does. */
  protected MessageTimeoutContract() {}

  @BeforeEach
  final void skipWithoutTimeouts() {
    needs(Capability.TIMEOUTS);
  }

  @OnEachThreadKind
  void aReceiveOfEveryFormTimesOutAndConsumesNothing(ThreadKind kind) throws Exception {
    needs(kind);
    EndpointPair<MessageEndpoint> pair = pair();
    MessageEndpoint endpoint = pair.second().setOption(SO_RCVTIMEO, SHORT);
    ByteBuffer buffer = ByteBuffer.allocate(8);
    Message message = Message.of(buffer);
    Message[] batch = {message, Message.allocate(1)};
    Background<SocketTimeoutException> receives =
        inBackground(
            kind,
            () -> {
              assertTimesOut(SHORT, () -> endpoint.receive(buffer));
              assertTimesOut(SHORT, () -> endpoint.receiveFrom(buffer));
              assertTimesOut(SHORT, () -> endpoint.receiveMessage(message));
              return assertTimesOut(SHORT, () -> endpoint.receiveMessages(batch, 0, 2));
            });
    receives.result();
    assertEquals(0, buffer.position());
    assertConnected(pair.first(), pair.second());
  }

  @Test
  void aReceiveGetsWhatComesBeforeItsTimeout() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    pair.second().setOption(SO_RCVTIMEO, LONG);
    Background<byte[]> receive = inBackground(() -> receive(pair.second())).awaitBlocked();
    send(pair.first(), (byte) 1);
    assertArrayEquals(new byte[] {1}, receive.result());
  }

  @Test
  void eachCallObeysTheTimeoutAtItsStart() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    for (int millis : new int[] {1, 80, 1}) {
      Duration timeout = Duration.ofMillis(millis);
      pair.second().setOption(SO_RCVTIMEO, timeout);
      assertTimesOut(timeout, () -> pair.second().receive(ByteBuffer.allocate(1)));
    }
    pair.second().setOption(SO_RCVTIMEO, Duration.ZERO);
    Background<byte[]> receive = inBackground(() -> receive(pair.second()));
    assertBlocks(receive);
    send(pair.first(), (byte) 2);
    assertArrayEquals(new byte[] {2}, receive.result());
  }

  @Test
  void theBufferOfAReceiveThatTimedOutIsTouchedNoMore() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    pair.second().setOption(SO_RCVTIMEO, SHORT);
    byte[] text = randomBytes(Math.min(64, longest()), 1);
    ByteBuffer given = ByteBuffer.allocateDirect(arrived(text.length));
    assertTimesOut(SHORT, () -> pair.second().receive(given));
    send(pair.first(), text);
    assertReceives(pair.second(), text);
    assertEquals(room(text.length), given);
  }

  @OnEachThreadKind
  void aSendToAFullReceiverTimesOutAndNothingIsLost(ThreadKind kind) throws Exception {
    needs(kind);
    needs(Capability.RELIABLE);
    EndpointPair<MessageEndpoint> pair = pair();
    pair.first().setOption(SO_SNDTIMEO, SHORT);
    int text = Math.min(KILOBYTE, longest());
    ByteBuffer buffer = ByteBuffer.allocateDirect(length(text));
    Background<Integer> filling = inBackground(kind, () -> fill(pair.first(), buffer, text));
    int sent = filling.result();
    assertEquals(0, buffer.position(), "untouched");
    ByteBuffer received = room(text);
    for (int i = 0; i < sent; i++) {
      assertEquals(arrived(text), pair.second().receive(received.clear()));
      assertNumber(i, received);
    }
    assertConnected(pair.first(), pair.second());
  }

  /** Sends numbered messages until one times out, and gives how many. */
  private int fill(MessageEndpoint endpoint, ByteBuffer buffer, int text) throws IOException {
    for (int sent = 0; ; sent++) {
      numbered(endpoint, buffer, text, sent);
      long start = System.nanoTime();
      try {
        sendWhole(endpoint, buffer);
      } catch (SocketTimeoutException e) {
        Bounds.assertInTime(SHORT, System.nanoTime() - start);
        return sent;
      }
    }
  }

  @OnEachThreadKind
  void anAcceptTimesOutAndTheListenerGoesOn(ThreadKind kind) throws Exception {
    needs(kind);
    needs(Capability.CONNECTIONS);
    Listener<MessageEndpoint> listener = listen();
    listener.setOption(SO_RCVTIMEO, SHORT);
    inBackground(kind, () -> assertTimesOut(SHORT, listener::accept)).result();
    MessageEndpoint client = connect(listener.getLocalAddress());
    assertConnected(client, accept(listener));
  }

  @Test
  void inNonBlockingModeATimeoutMakesNoCallWait() throws Exception {
    needs(Capability.NON_BLOCKING);
    MessageEndpoint endpoint = pair().first();
    endpoint.setOption(SO_RCVTIMEO, LONG).configureBlocking(false);
    assertEquals(WOULD_BLOCK, endpoint.receive(ByteBuffer.allocate(1)));
    assertTrue(endpoint.isOpen());
  }
}
