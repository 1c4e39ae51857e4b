package dev.sockeye.sctp;

import static dev.sockeye.sctp.SctpEvent.AssociationState.COMM_LOST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What could not be delivered is told to the last byte, so that it can be sent another way. */
class SctpUndeliveredTest extends SctpCases {

  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration NOTHING_MOVES = Duration.ofMillis(500);

  @ParameterizedTest
  @ValueSource(strings = {"blocking", "timed", "non-blocking"})
  void allThatTheSystemStillHadIsToldThoughTheAssociationIsLost(String mode) throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    List<SctpEvent> events = eventsOf(pair.first());
    fill(pair.first());
    pair.second().setOption(StandardSocketOptions.SO_LINGER, 0);
    pair.second().close();
    if (mode.equals("timed")) {
      pair.first().setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
    }
    pair.first().configureBlocking(!mode.equals("non-blocking"));
    assertThrows(ConnectionResetException.class, () -> receiveToTheEnd(pair.first()));
    int lost = states(events).indexOf(COMM_LOST);
    assertTrue(lost >= 0, events::toString);
    List<SctpEvent.SendFailed> failed = undelivered(events);
    assertFalse(failed.isEmpty(), events::toString);
    int association = pairNumber(events);
    for (SctpEvent.SendFailed event : failed) {
      assertEquals(association, event.association());
      assertEquals(ByteBuffer.wrap(random(1000)), event.message());
    }
  }

  private static int pairNumber(List<SctpEvent> events) {
    return events.get(0).association();
  }

  private static List<SctpEvent.SendFailed> undelivered(List<SctpEvent> events) {
    return List.copyOf(events).stream()
        .filter(SctpEvent.SendFailed.class::isInstance)
        .map(SctpEvent.SendFailed.class::cast)
        .toList();
  }

  /**
   * Sends until nothing moves any more; the peer does not read. That the buffer is full for a
   * moment is not enough: without an acknowledgement yet it holds less than the peer takes.
   */
  private static void fill(MessageEndpoint endpoint) throws IOException {
    endpoint.setOption(EndpointOptions.SO_SNDTIMEO, NOTHING_MOVES);
    assertThrows(SocketTimeoutException.class, () -> sendOn(endpoint));
    endpoint.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ZERO);
  }

  private static void sendOn(MessageEndpoint endpoint) throws IOException {
    while (true) {
      endpoint.send(ByteBuffer.wrap(random(1000)));
    }
  }

  private static void receiveToTheEnd(MessageEndpoint endpoint) throws IOException {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (endpoint.receive(ByteBuffer.allocate(1)) == MessageEndpoint.WOULD_BLOCK) {
      assertTrue(System.nanoTime() < deadline, "no end");
      Thread.onSpinWait();
    }
  }

  @Test
  void whichAssociationOfManyItWasForIsToldThoughThatIsGone() throws Exception {
    MessageEndpoint server = bind("sctp+seqpacket://127.0.0.1:0");
    List<SctpEvent> events = eventsOf(server);
    MessageEndpoint other = associated(server);
    MessageEndpoint client = associated(server);
    int association = 0;
    Message message = Message.allocate(10);
    for (int i = 0; i < 2; i++) {
      server.receiveMessage(message.clear());
      if (client.getLocalAddress().equals(message.peer())) {
        association = message.get(Sctp.ASSOCIATION);
      }
    }
    server.connect(client.getLocalAddress());
    fill(server);
    client.setOption(StandardSocketOptions.SO_LINGER, 0);
    client.close();
    awaitUndelivered(server, events);
    for (SctpEvent.SendFailed event : undelivered(events)) {
      assertEquals(association, event.association());
    }
    send(other, (byte) 1);
    assertReceives(server, (byte) 1);
  }

  private MessageEndpoint associated(MessageEndpoint server) throws IOException {
    MessageEndpoint client = closing(NETWORK.socket(Sctp.ONE_TO_ONE));
    client.bind(SctpFixtures.loopback());
    client.connect(server.getLocalAddress());
    send(client, (byte) 1);
    return client;
  }

  private static void awaitUndelivered(MessageEndpoint endpoint, List<SctpEvent> events)
      throws IOException {
    endpoint.setOption(EndpointOptions.SO_RCVTIMEO, SHORT);
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (undelivered(events).isEmpty()) {
      assertTrue(System.nanoTime() < deadline, events::toString);
      assertThrows(SocketTimeoutException.class, () -> endpoint.receive(ByteBuffer.allocate(9)));
    }
    endpoint.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ZERO);
  }

  /** Also one that is longer than what is received at once. */
  @Test
  void aMessageToNobodyComesBackAsItWas() throws Exception {
    SocketAddress dead = SctpFixtures.oneToMany().deadAddress();
    for (int size : new int[] {1, 1000, 4090, 60_000}) {
      MessageEndpoint endpoint = bind("sctp+seqpacket://127.0.0.1:0");
      List<SctpEvent> events = eventsOf(endpoint);
      endpoint.sendMessage(message(random(size)).peer(dead).set(Sctp.STREAM_NUMBER, 5));
      awaitUndelivered(endpoint, events);
      SctpEvent.SendFailed failed = undelivered(events).get(0);
      assertEquals(ByteBuffer.wrap(random(size)), failed.message());
      assertEquals(5, failed.streamNumber());
      assertEquals(dead, failed.address());
    }
  }
}
