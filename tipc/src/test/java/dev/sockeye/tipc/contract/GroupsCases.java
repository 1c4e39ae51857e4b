package dev.sockeye.tipc.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.tipc.Tipc;
import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.tipc.TipcGroup;
import dev.sockeye.tipc.TipcGroupEvent;
import dev.sockeye.tipc.TipcScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Groups. */
public abstract class GroupsCases extends NameCases {

  /** Creates the cases; JUnit does. */
  protected GroupsCases() {}

  private MessageEndpoint member(TipcGroup group) throws IOException {
    MessageEndpoint endpoint =
        network().socket(Tipc.RDM).setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
    Tipc.join(endpoint, group);
    return endpoint;
  }

  private TipcGroup group(long instance) {
    return new TipcGroup(service().type(), instance).within(TipcScope.NODE);
  }

  private TipcAddress.Service instance(long instance) {
    return new TipcAddress.Service(service().type(), instance);
  }

  private static ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(length);
  }

  /** Members get to know each other by messages, which take their time. */
  private static void awaitMembers(MessageEndpoint member, int others) throws IOException {
    Message message = Message.allocate(1);
    for (int i = 0; i < others; i++) {
      assertEquals(0, member.receiveMessage(message.clear()));
      assertEquals(TipcGroupEvent.JOINED, message.get(Tipc.GROUP_EVENT));
    }
  }

  private static void assertFails(Errno expected, Executable call) {
    IOException e = assertThrows(IOException.class, call);
    assertEquals(expected, Errno.of(e).orElse(null), e::getMessage);
  }

  @Test
  void membersAreToldOfEachOther() throws IOException {
    try (MessageEndpoint one = member(group(1).withEvents());
        MessageEndpoint other = member(group(2).withEvents())) {
      awaitMembers(other, 1);
      Message message = Message.allocate(10);
      assertEquals(0, one.receiveMessage(message));
      assertTrue(message.isNotification());
      assertEquals(TipcGroupEvent.JOINED, message.get(Tipc.GROUP_EVENT));
      assertMember(other, message);
      Tipc.broadcast(other, bytes(4));
      assertEquals(4, one.receiveMessage(message.clear()));
      assertNull(message.get(Tipc.GROUP_EVENT));
      assertMember(other, message);
      other.sendTo(bytes(5), instance(1));
      Tipc.leave(other);
      assertEquals(5, one.receiveMessage(message.clear()));
      assertEquals(0, one.receiveMessage(message.clear()));
      assertEquals(TipcGroupEvent.LEFT, message.get(Tipc.GROUP_EVENT));
      assertMember(other, message);
    }
  }

  private void assertMember(MessageEndpoint sender, Message message) throws IOException {
    assertEquals(sender.getLocalAddress(), message.peer());
    assertEquals(Optional.of(instance(2)), ((TipcAddress.Id) message.peer()).member());
  }

  @Test
  void whoComesIsToldOfThoseWhoAreThereAndACloseLeaves() throws IOException {
    MessageEndpoint first = member(group(2));
    try (MessageEndpoint watching = member(group(1).withEvents())) {
      Message message = Message.allocate(10);
      for (TipcGroupEvent expected : TipcGroupEvent.values()) {
        watching.receiveMessage(message.clear());
        assertEquals(expected, message.get(Tipc.GROUP_EVENT));
        assertEquals(Optional.of(instance(2)), ((TipcAddress.Id) message.peer()).member());
        first.close();
      }
    } finally {
      first.close();
    }
  }

  @Test
  void callsForBytesPassOverEvents() throws IOException {
    try (MessageEndpoint watching = member(group(1).withEvents());
        MessageEndpoint other = member(group(2).withEvents())) {
      awaitMembers(other, 1);
      other.sendTo(bytes(5), instance(1));
      assertEquals(5, watching.receive(bytes(9)));
    }
  }

  @Test
  void anInstanceIsSentToInTurnAndARangeToAllOfIt() throws IOException {
    try (MessageEndpoint sender = member(group(1).withEvents());
        MessageEndpoint one = member(group(7));
        MessageEndpoint two = member(group(7));
        MessageEndpoint other = member(group(8))) {
      awaitMembers(sender, 3);
      sender.sendTo(bytes(1), instance(7));
      sender.sendTo(bytes(1), instance(7));
      assertEquals(List.of(1, 1), List.of(one.receive(bytes(9)), two.receive(bytes(9))));
      sender.sendTo(bytes(2), new TipcAddress.Range(service().type(), 7, 7));
      assertEquals(List.of(2, 2), List.of(one.receive(bytes(9)), two.receive(bytes(9))));
      sender.sendTo(bytes(3), other.getLocalAddress());
      assertEquals(3, other.receive(bytes(9)));
      assertFails(Errno.EHOSTUNREACH, () -> sender.sendTo(bytes(1), instance(9)));
      assertFails(Errno.EHOSTUNREACH, () -> sender.sendTo(bytes(1), instance(1))); // itself
    }
  }

  @Test
  void whoSendsToAllHearsItIfItWantsTo() throws IOException {
    try (MessageEndpoint alone = member(group(1))) {
      assertFails(Errno.EHOSTUNREACH, () -> Tipc.broadcast(alone, bytes(1)));
    }
    try (MessageEndpoint alone = member(group(1).withLoopback().withEvents())) {
      awaitMembers(alone, 1); // itself
      Tipc.broadcast(alone, bytes(6));
      assertEquals(6, alone.receive(bytes(9)));
    }
  }

  /** And nothing is lost. */
  @Test
  void whoSendsWaitsForASlowMember() throws IOException {
    try (MessageEndpoint slow = member(group(2));
        MessageEndpoint sender = member(group(1).withEvents())) {
      awaitMembers(sender, 1);
      int sent = 0;
      sender.configureBlocking(false);
      while (Tipc.broadcast(sender, bytes(10_000)) != MessageEndpoint.WOULD_BLOCK) {
        assertTrue(++sent < 100_000);
      }
      for (int i = 0; i < sent; i++) {
        assertEquals(10_000, slow.receive(bytes(10_000)));
      }
      sender.configureBlocking(true);
      assertEquals(9, Tipc.broadcast(sender, bytes(9)));
      assertEquals(9, slow.receive(bytes(10)));
    }
  }

  @Test
  void membersHearMembersAlone() throws IOException {
    try (MessageEndpoint one = member(group(1));
        MessageEndpoint other = member(group(2).withEvents());
        MessageEndpoint stranger = network().socket(Tipc.RDM)) {
      awaitMembers(other, 1);
      stranger.sendTo(bytes(7), one.getLocalAddress());
      other.sendTo(bytes(3), one.getLocalAddress());
      assertEquals(3, one.receive(bytes(9)));
      assertFails(Errno.EHOSTUNREACH, () -> one.sendTo(bytes(1), stranger.getLocalAddress()));
    }
  }

  @Test
  void whatAMemberMayNot() throws IOException {
    try (MessageEndpoint member = member(group(1));
        MessageEndpoint none = network().socket(Tipc.RDM);
        MessageEndpoint connection = network().socket(Tipc.SEQPACKET)) {
      assertFails(Errno.EACCES, () -> Tipc.join(member, group(2)));
      assertFails(Errno.EACCES, () -> member.bind(service()));
      assertFails(Errno.EACCES, () -> Tipc.join(none, new TipcGroup(63, 1)));
      assertFails(Errno.EINVAL, () -> Tipc.leave(none));
      assertThrows(UnsupportedOperationException.class, () -> Tipc.join(connection, group(1)));
      Tipc.leave(member);
      Tipc.join(member, group(3));
    }
  }
}
