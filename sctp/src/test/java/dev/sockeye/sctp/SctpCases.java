package dev.sockeye.sctp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.testkit.Contract;
import dev.sockeye.testkit.MessageFixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What the cases of SCTP's own share. */
abstract class SctpCases extends Contract<MessageEndpoint, MessageFixture> {

  static final Network NETWORK = Network.system();

  @Override
  protected MessageFixture fixture() {
    return SctpFixtures.oneToOne();
  }

  final Listener<MessageEndpoint> listen(String uri) throws IOException {
    return closing(NETWORK.listenMessages(EndpointUri.valueOf(uri)));
  }

  final MessageEndpoint connect(String uri) throws IOException {
    return closing(NETWORK.connectMessages(EndpointUri.valueOf(uri)));
  }

  final MessageEndpoint bind(String uri) throws IOException {
    return closing(NETWORK.bindMessages(EndpointUri.valueOf(uri)));
  }

  final EndpointPair<MessageEndpoint> pair() throws IOException {
    return closing(NETWORK.pair(Sctp.ONE_TO_ONE));
  }

  static SctpEndpoint sctp(MessageEndpoint endpoint) {
    return endpoint.unwrap(SctpEndpoint.class);
  }

  /** The events of an endpoint from now on. */
  static List<SctpEvent> eventsOf(MessageEndpoint endpoint) {
    List<SctpEvent> events = Collections.synchronizedList(new ArrayList<>());
    sctp(endpoint).onEvent(events::add);
    return events;
  }

  static List<SctpEvent.AssociationState> states(List<SctpEvent> events) {
    return List.copyOf(events).stream()
        .filter(SctpEvent.AssociationChange.class::isInstance)
        .map(event -> ((SctpEvent.AssociationChange) event).state())
        .toList();
  }

  static Message message(byte[] bytes) {
    return Message.of(ByteBuffer.wrap(bytes));
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  static void send(MessageEndpoint to, byte... bytes) throws IOException {
    assertEquals(bytes.length, to.send(ByteBuffer.wrap(bytes)));
  }

  static void assertReceives(MessageEndpoint from, byte... expected) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(expected.length + 100);
    assertEquals(expected.length, from.receive(buffer));
    byte[] received = new byte[expected.length];
    buffer.flip().get(received);
    assertArrayEquals(expected, received);
  }
}
