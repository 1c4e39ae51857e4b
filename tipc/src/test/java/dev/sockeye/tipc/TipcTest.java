package dev.sockeye.tipc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What TIPC alone has: names, what comes back, groups, and who is there. */
@Timeout(60)
class TipcTest {

  private final Network network = Network.system();
  private final TipcAddress.Service service = TipcFixtures.free();

  @BeforeEach
  void needsTipc() {
    TipcCases.needsTipc();
  }

  private MessageEndpoint rdm() throws IOException {
    return network.socket(Tipc.RDM).setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
  }

  private static ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(length);
  }

  @Test
  void aMessageTellsToWhichServiceItWasSent() throws IOException {
    TipcAddress.Range range = new TipcAddress.Range(service.type(), 5_000_000, 5_000_009);
    try (MessageEndpoint server = rdm().bind(service);
        MessageEndpoint client = rdm()) {
      Tipc.publish(server, range);
      assertDestination(service.within(TipcScope.CLUSTER), client, server, service);
      TipcAddress one = new TipcAddress.Service(service.type(), 5_000_003);
      assertDestination(one, client, server, one);
      assertDestination(range, client, server, range);
      Tipc.withdraw(server, range);
      assertThrows(IOException.class, () -> client.sendTo(bytes(1), one));
      assertThrows(IOException.class, () -> Tipc.withdraw(server, range));
    }
  }

  private static void assertDestination(
      SocketAddress expected, MessageEndpoint from, MessageEndpoint to, TipcAddress target)
      throws IOException {
    from.sendTo(bytes(3), target);
    Message message = Message.allocate(10);
    assertEquals(3, to.receiveMessage(message));
    assertEquals(expected, message.get(Tipc.DESTNAME));
    assertEquals(from.getLocalAddress(), message.peer());
  }

  @Test
  void whatNobodyTakesComesBackAsANotification() throws IOException {
    SocketAddress dead;
    try (MessageEndpoint gone = rdm()) {
      dead = gone.getLocalAddress();
    }
    try (MessageEndpoint sender = rdm().bind(service)) {
      sender.setOption(Tipc.DEST_DROPPABLE, false);
      sender.sendTo(ByteBuffer.wrap(new byte[] {1, 2, 3}), dead);
      Message back = Message.allocate(10);
      assertEquals(0, sender.receiveMessage(back));
      assertTrue(back.isNotification());
      assertEquals(new TipcErrorInfo(TipcErrorInfo.NO_PORT, 3), back.get(Tipc.ERRINFO));
      assertArrayEquals(new byte[] {1, 2, 3}, back.get(Tipc.RETDATA));
      assertEquals(dead, back.peer());
      sender.sendTo(bytes(60_000), dead);
      IOException told = assertThrows(SocketException.class, () -> sender.receive(bytes(1)));
      assertTrue(told.getMessage().contains("TIPC_ERR_NO_PORT"), told.getMessage());
      sender.sendTo(bytes(7), service);
      assertEquals(7, sender.receive(bytes(10)));
    }
  }

  @Test
  void membersOfAGroupAreToldOfEachOther() throws IOException {
    TipcGroup group = new TipcGroup(service.type(), 1).within(TipcScope.NODE).withEvents();
    try (MessageEndpoint one = rdm();
        MessageEndpoint other = rdm()) {
      Tipc.join(one, group);
      TipcGroup second = new TipcGroup(service.type(), 2).within(TipcScope.NODE);
      Tipc.join(other, second);
      Message message = Message.allocate(10);
      assertEquals(0, one.receiveMessage(message));
      assertTrue(message.isNotification());
      assertEquals(TipcGroupEvent.JOINED, message.get(Tipc.GROUP_EVENT));
      assertMember(other, message);
      Tipc.broadcast(other, bytes(4));
      assertEquals(4, one.receiveMessage(message.clear()));
      assertNull(message.get(Tipc.GROUP_EVENT));
      assertMember(other, message);
      other.sendTo(bytes(5), new TipcAddress.Service(service.type(), 1));
      Tipc.leave(other);
      assertEquals(5, one.receiveMessage(message.clear()));
      assertEquals(0, one.receiveMessage(message.clear()));
      assertEquals(TipcGroupEvent.LEFT, message.get(Tipc.GROUP_EVENT));
    }
  }

  private void assertMember(MessageEndpoint sender, Message message) throws IOException {
    assertEquals(sender.getLocalAddress(), message.peer());
    assertEquals(
        Optional.of(new TipcAddress.Service(service.type(), 2)),
        ((TipcAddress.Id) message.peer()).member());
  }

  @Test
  void theTopologyServerTellsWhoComesAndGoes() throws IOException {
    TipcAddress.Range range =
        new TipcAddress.Range(service.type(), service.instance(), service.instance());
    TipcSubscription subscription = new TipcSubscription(range, true, Optional.empty(), 9);
    try (TipcTopology topology = TipcTopology.connect(network).timeout(Duration.ofSeconds(20))) {
      topology.subscribe(subscription);
      TipcAddress.Id id;
      try (MessageEndpoint endpoint = rdm().bind(service)) {
        id = (TipcAddress.Id) endpoint.getLocalAddress();
        assertEvent(TipcEvent.Kind.PUBLISHED, id, subscription, topology.next());
      }
      assertEvent(TipcEvent.Kind.WITHDRAWN, id, subscription, topology.next());
      topology.cancel(subscription);
      topology.subscribe(
          new TipcSubscription(range, false, Optional.of(Duration.ofMillis(10)), 10));
      TipcEvent over = topology.next();
      assertEquals(TipcEvent.Kind.TIMEOUT, over.kind());
      assertEquals(10, over.subscription().handle());
    }
  }

  private void assertEvent(
      TipcEvent.Kind kind, TipcAddress.Id id, TipcSubscription subscription, TipcEvent event) {
    assertEquals(
        new TipcEvent(kind, service.instance(), service.instance(), id, subscription), event);
  }
}
