package dev.sockeye.sctp.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpEndpoint;
import dev.sockeye.sctp.SctpEvent;
import dev.sockeye.testkit.Contract;
import dev.sockeye.testkit.MessageFixture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What the contracts of SCTP's own share. They run on the system's SCTP and on that of the
 * in-memory network; the fixture says which, and has all addresses of 127.0.0.0/8, as Linux does.
 */
public abstract class SctpContract extends Contract<MessageEndpoint, MessageFixture> {

  /** Creates the contract; JUnit does. */
  protected SctpContract() {}

  /** The network under test. */
  protected final Network network() {
    return transport().network();
  }

  /** Listens at a URI until the case is over. */
  protected final Listener<MessageEndpoint> listen(String uri) throws IOException {
    return closing(network().listenMessages(EndpointUri.valueOf(uri)));
  }

  /** Connects to a URI until the case is over. */
  protected final MessageEndpoint connect(String uri) throws IOException {
    return closing(network().connectMessages(EndpointUri.valueOf(uri)));
  }

  /** Binds a one-to-many endpoint until the case is over. */
  protected final MessageEndpoint bind(String uri) throws IOException {
    return closing(network().bindMessages(EndpointUri.valueOf(uri)));
  }

  /** A one-to-one endpoint, neither bound nor connected. */
  protected final MessageEndpoint open() throws IOException {
    return closing(network().socket(Sctp.ONE_TO_ONE));
  }

  /** Two one-to-one endpoints with an association between them. */
  protected final EndpointPair<MessageEndpoint> pair() throws IOException {
    return closing(network().pair(Sctp.ONE_TO_ONE));
  }

  /** The port that a listener is bound to. */
  protected static int port(Listener<?> listener) throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  /** What SCTP adds to an endpoint. */
  protected static SctpEndpoint sctp(MessageEndpoint endpoint) {
    return endpoint.unwrap(SctpEndpoint.class);
  }

  /** The events of an endpoint from now on. */
  protected static List<SctpEvent> eventsOf(MessageEndpoint endpoint) {
    List<SctpEvent> events = Collections.synchronizedList(new ArrayList<>());
    sctp(endpoint).onEvent(events::add);
    return events;
  }

  /** What happened to associations, by these events. */
  protected static List<SctpEvent.AssociationState> states(List<SctpEvent> events) {
    return List.copyOf(events).stream()
        .filter(SctpEvent.AssociationChange.class::isInstance)
        .map(event -> ((SctpEvent.AssociationChange) event).state())
        .toList();
  }

  /** A message of these bytes. */
  protected static Message message(byte[] bytes) {
    return Message.of(ByteBuffer.wrap(bytes));
  }

  /** Bytes that are the same for the same length. */
  protected static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** Sends a message. */
  protected static void send(MessageEndpoint to, byte... bytes) throws IOException {
    assertEquals(bytes.length, to.send(ByteBuffer.wrap(bytes)));
  }

  /** Receives a message, which is this one. */
  protected static void assertReceives(MessageEndpoint from, byte... expected) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(expected.length + 100);
    assertEquals(expected.length, from.receive(buffer));
    byte[] received = new byte[expected.length];
    buffer.flip().get(received);
    assertArrayEquals(expected, received);
  }
}
