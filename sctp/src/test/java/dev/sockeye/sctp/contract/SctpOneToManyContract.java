package dev.sockeye.sctp.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.BrokenPipeException;
import dev.sockeye.EndpointOptions;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Shutdownable;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpEndpoint;
import dev.sockeye.sctp.SctpEvent;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.TimeLimit;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One socket for many associations. */
public abstract class SctpOneToManyContract extends SctpContract {

  /** Creates the contract; JUnit does. */
  protected SctpOneToManyContract() {}

  private static final String ANYWHERE = "sctp+seqpacket://127.0.0.1:0";

  /** Each of the clients that the test keeps open has a descriptor: the usual limit is 1024. */
  private static final int MOST_AT_ONCE = 600;

  @Test
  void aMessageToAnAddressSetsUpAnAssociationAndIsAnsweredByAddress() throws Exception {
    MessageEndpoint server = bind(ANYWHERE);
    MessageEndpoint client = bind(ANYWHERE);
    client.sendTo(ByteBuffer.wrap(random(5)), server.getLocalAddress());
    ByteBuffer buffer = ByteBuffer.allocate(10);
    SocketAddress sender = server.receiveFrom(buffer);
    assertEquals(client.getLocalAddress(), sender);
    server.sendTo(buffer.flip(), sender);
    assertReceives(client, random(5));
    assertEquals(1, sctp(server).associations().size());
    assertEquals(1, sctp(client).associations().size());
  }

  @Test
  void aMessageIsAnsweredByAssociation() throws Exception {
    MessageEndpoint server = bind(ANYWHERE);
    MessageEndpoint client = connect(uriOf(server));
    send(client, (byte) 1);
    Message message = Message.allocate(10);
    server.receiveMessage(message);
    message.payload().flip();
    server.sendMessage(message.peer(null));
    assertReceives(client, (byte) 1);
  }

  private static String uriOf(MessageEndpoint server) throws IOException {
    return "sctp+seqpacket:/" + server.getLocalAddress().toString();
  }

  @Test
  void oneToOneAndOneToManyTalkToEachOther() throws Exception {
    MessageEndpoint server = bind(ANYWHERE);
    MessageEndpoint client = connect(uriOf(server).replace("+seqpacket", ""));
    send(client, (byte) 3);
    ByteBuffer buffer = ByteBuffer.allocate(10);
    SocketAddress sender = server.receiveFrom(buffer);
    server.sendTo(buffer.flip(), sender);
    assertReceives(client, (byte) 3);
  }

  @Test
  void aOneToManyEndpointReachesAListener() throws Exception {
    Listener<MessageEndpoint> listener = listen("sctp://127.0.0.1:0");
    MessageEndpoint client = connect("sctp+seqpacket://127.0.0.1:" + port(listener));
    send(client, (byte) 1);
    MessageEndpoint accepted = closing(listener.accept());
    assertReceives(accepted, (byte) 1);
    send(accepted, (byte) 2);
    assertReceives(client, (byte) 2);
    accepted.close();
    List<SctpEvent> events = eventsOf(client);
    awaitEvent(client, events, SctpEvent.AssociationChange.class);
    assertEquals(List.of(SctpEvent.AssociationState.SHUTDOWN_COMPLETE), states(events));
  }

  @Test
  void withoutAPeerThereIsNowhereToSendTo() throws Exception {
    MessageEndpoint endpoint = bind(ANYWHERE);
    assertThrows(NotYetConnectedException.class, () -> endpoint.send(ByteBuffer.allocate(1)));
    endpoint.connect(bind(ANYWHERE).getLocalAddress());
    send(endpoint, (byte) 1);
    endpoint.disconnect();
    assertThrows(NotYetConnectedException.class, () -> endpoint.send(ByteBuffer.allocate(1)));
    assertThrows(UnsupportedOperationException.class, () -> endpoint.unwrap(Shutdownable.class));
  }

  @Test
  void anEventTellsThatNobodyIsThereAndTheEndpointGoesOn() throws Exception {
    SocketAddress dead = transport().deadAddress();
    MessageEndpoint endpoint = bind(ANYWHERE);
    List<SctpEvent> events = eventsOf(endpoint);
    assertEquals(5, endpoint.sendTo(ByteBuffer.wrap(random(5)), dead));
    MessageEndpoint other = connect(uriOf(endpoint));
    awaitEvent(endpoint, events, SctpEvent.SendFailed.class);
    assertTrue(states(events).contains(SctpEvent.AssociationState.CANT_START), events::toString);
    SctpEvent.SendFailed failed =
        (SctpEvent.SendFailed)
            events.stream().filter(SctpEvent.SendFailed.class::isInstance).findFirst().get();
    assertEquals(dead, failed.address());
    assertTrue(sctp(endpoint).associations().isEmpty());
    send(other, (byte) 1);
    assertReceives(endpoint, (byte) 1);
  }

  /** Receives until an event of that kind was told. */
  private static void awaitEvent(MessageEndpoint endpoint, List<SctpEvent> events, Class<?> kind)
      throws IOException {
    endpoint.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20));
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (events.stream().noneMatch(kind::isInstance) && System.nanoTime() < deadline) {
      assertThrows(
          java.net.SocketTimeoutException.class, () -> endpoint.receive(ByteBuffer.allocate(9)));
    }
    assertTrue(events.stream().anyMatch(kind::isInstance), events::toString);
  }

  @Test
  void anAssociationThatWasPeeledOffGoesOnByItself() throws Exception {
    MessageEndpoint server = bind(ANYWHERE);
    MessageEndpoint client = connect(uriOf(server));
    MessageEndpoint other = connect(uriOf(server));
    send(client, (byte) 1);
    Message message = Message.allocate(10);
    server.receiveMessage(message);
    int association = message.get(Sctp.ASSOCIATION);
    send(client, (byte) 2);
    SctpEndpoint peeled = closing(sctp(server).peelOff(association));
    assertEquals(Sctp.ONE_TO_ONE, peeled.spec());
    assertTrue(peeled.isConnected() && peeled.isBlocking());
    assertEquals(association, peeled.associations().get(0).id());
    assertReceives(peeled, (byte) 2);
    send(peeled, (byte) 3);
    assertReceives(client, (byte) 3);
    assertTrue(sctp(server).associations().isEmpty());
    assertThrows(IllegalArgumentException.class, () -> sctp(server).peelOff(association));
    assertThrows(UnsupportedOperationException.class, () -> peeled.peelOff(association));
    send(other, (byte) 4);
    assertReceives(server, (byte) 4);
    client.close();
    assertEquals(MessageEndpoint.END_OF_INPUT, peeled.receive(ByteBuffer.allocate(1)));
  }

  @Test
  void oneAssociationIsShutDownAndTheOthersStand() throws Exception {
    MessageEndpoint server = bind(ANYWHERE);
    MessageEndpoint client = connect(uriOf(server).replace("+seqpacket", ""));
    MessageEndpoint other = connect(uriOf(server));
    List<SctpEvent> events = eventsOf(server);
    send(client, (byte) 1);
    Message message = Message.allocate(10);
    server.receiveMessage(message);
    int association = message.get(Sctp.ASSOCIATION);
    sctp(server).shutdown(association);
    assertEquals(MessageEndpoint.END_OF_INPUT, client.receive(ByteBuffer.allocate(1)));
    send(other, (byte) 2);
    assertReceives(server, (byte) 2);
    assertTrue(
        states(events).contains(SctpEvent.AssociationState.SHUTDOWN_COMPLETE), events::toString);
    message.payload().flip();
    Message late = message.peer(null);
    assertThrows(BrokenPipeException.class, () -> server.sendMessage(late));
    assertThrows(IllegalArgumentException.class, () -> sctp(server).shutdown(association));
    assertEquals(1, sctp(server).associations().size());
  }

  @Test
  void anAssociationThatBreaksOffIsToldAndTheOthersStand() throws Exception {
    MessageEndpoint server = bind(ANYWHERE);
    MessageEndpoint client = connect(uriOf(server).replace("+seqpacket", ""));
    MessageEndpoint other = connect(uriOf(server));
    List<SctpEvent> events = eventsOf(server);
    send(client, (byte) 1);
    assertReceives(server, (byte) 1);
    client.setOption(StandardSocketOptions.SO_LINGER, 0);
    client.close();
    send(other, (byte) 2);
    assertReceives(server, (byte) 2);
    assertEquals(
        List.of(
            SctpEvent.AssociationState.COMM_UP,
            SctpEvent.AssociationState.COMM_LOST,
            SctpEvent.AssociationState.COMM_UP),
        states(events));
    assertEquals(1, sctp(server).associations().size());
  }

  @Test
  void closingTheEndpointEndsAllItsAssociations() throws Exception {
    MessageEndpoint server = bind(ANYWHERE);
    List<MessageEndpoint> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      MessageEndpoint client = connect(uriOf(server).replace("+seqpacket", ""));
      clients.add(client);
      send(client, (byte) i);
      assertReceives(server, (byte) i);
    }
    server.close();
    for (MessageEndpoint client : clients) {
      assertEquals(MessageEndpoint.END_OF_INPUT, client.receive(ByteBuffer.allocate(1)));
    }
  }

  @Test
  @TimeLimit(seconds = 120)
  void oneEndpointHasMoreAssociationsThanAnybodyHasThreads() throws Exception {
    MessageEndpoint server = bind(ANYWHERE);
    int crowd = 2000;
    Background<Integer> serving = inBackground(() -> answer(server, crowd)).within(110);
    List<MessageEndpoint> kept = new ArrayList<>();
    for (int i = 0; i < crowd; i++) {
      MessageEndpoint client = closing(network().socket(Sctp.ONE_TO_MANY));
      client.sendTo(ByteBuffer.allocate(4).putInt(0, i), server.getLocalAddress());
      ByteBuffer answer = ByteBuffer.allocate(8);
      client.receive(answer);
      assertEquals(i, answer.getInt(0));
      if (kept.size() < MOST_AT_ONCE) {
        kept.add(client);
      } else {
        client.close();
      }
    }
    assertEquals(crowd, serving.result());
    assertTrue(sctp(server).associations().size() >= kept.size());
    for (MessageEndpoint client : kept) {
      client.close();
    }
    awaitNone(server);
  }

  private static int answer(MessageEndpoint server, int count) throws IOException {
    Message message = Message.allocate(10);
    for (int i = 0; i < count; i++) {
      assertEquals(4, server.receiveMessage(message.clear()));
      message.payload().flip();
      server.sendMessage(message);
    }
    return count;
  }

  private static void awaitNone(MessageEndpoint server) throws IOException {
    server.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(50));
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!sctp(server).associations().isEmpty() && System.nanoTime() < deadline) {
      assertThrows(
          java.net.SocketTimeoutException.class, () -> server.receive(ByteBuffer.allocate(9)));
    }
    assertTrue(sctp(server).associations().isEmpty(), "associations that are gone are removed");
  }

  @Test
  void anAnswerToAnAssociationThatIsGoneReachesNobody() throws Exception {
    MessageEndpoint server = bind(ANYWHERE);
    MessageEndpoint client = bind(ANYWHERE);
    client.sendTo(ByteBuffer.allocate(1), server.getLocalAddress());
    Message message = Message.allocate(10);
    server.receiveMessage(message);
    client.close();
    awaitNone(server);
    message.payload().flip();
    assertThrows(BrokenPipeException.class, () -> server.sendMessage(message));
    assertTrue(sctp(server).associations().isEmpty());
  }

  @Test
  void addressesOfOneAssociationAreKnownByItsNumber() throws Exception {
    MessageEndpoint server = bind(ANYWHERE);
    MessageEndpoint client = bind(ANYWHERE);
    client.sendTo(ByteBuffer.allocate(1), server.getLocalAddress());
    Message message = Message.allocate(10);
    server.receiveMessage(message);
    int association = message.get(Sctp.ASSOCIATION);
    assertEquals(List.of(client.getLocalAddress()), sctp(server).getRemoteAddresses(association));
    assertEquals(client.getLocalAddress(), sctp(server).getPrimaryAddress(association));
    assertThrows(
        IllegalArgumentException.class, () -> sctp(server).getRemoteAddresses(association + 1));
  }

  @Test
  void thereIsNoListenerOfOneToManyAndTheReasonSaysWhatToDo() {
    UnsupportedOperationException refused =
        assertThrows(UnsupportedOperationException.class, () -> listen(ANYWHERE));
    assertTrue(refused.getMessage().contains("bindMessages"), refused::getMessage);
    refused = assertThrows(UnsupportedOperationException.class, () -> bind("sctp://127.0.0.1:0"));
    assertTrue(refused.getMessage().contains("listenMessages"), refused::getMessage);
  }
}
