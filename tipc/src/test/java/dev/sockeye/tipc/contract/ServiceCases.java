package dev.sockeye.tipc.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.Background;
import dev.sockeye.tipc.Tipc;
import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.tipc.TipcErrorInfo;
import dev.sockeye.tipc.TipcScope;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names, and what comes back. */
public abstract class ServiceCases extends NameCases {

  /** Creates the cases; JUnit does. */
  protected ServiceCases() {}

  private MessageEndpoint rdm() throws IOException {
    return network()
        .socket(Tipc.RDM)
        .setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
  }

  private TipcAddress.Range range(long lower, long upper) {
    return new TipcAddress.Range(service().type(), lower, upper);
  }

  private TipcAddress.Service instance(long number) {
    return new TipcAddress.Service(service().type(), number);
  }

  private static ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(length);
  }

  @Test
  void aMessageTellsToWhichServiceItWasSent() throws IOException {
    TipcAddress.Range range = range(5_000_000, 5_000_009);
    try (MessageEndpoint server = rdm().bind(service());
        MessageEndpoint client = rdm()) {
      Tipc.publish(server, range);
      assertDestination(service().within(TipcScope.CLUSTER), client, server, service());
      TipcAddress one = instance(5_000_003);
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
    try (MessageEndpoint sender = rdm().bind(service())) {
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
      sender.sendTo(bytes(7), service());
      assertEquals(7, sender.receive(bytes(10)));
    }
  }

  @Test
  void whoGaveUpWaitingIsNotAccepted() throws Exception {
    try (Listener<StreamEndpoint> listener = network().listener(Tipc.STREAM).bind(service())) {
      try (StreamEndpoint gone = network().socket(Tipc.STREAM)) {
        gone.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMillis(50));
        assertThrows(SocketTimeoutException.class, () -> gone.connect(service()));
      }
      Background<StreamEndpoint> accept = Background.run(listener::accept);
      try (StreamEndpoint client = network().socket(Tipc.STREAM)) {
        client.connect(service());
        try (StreamEndpoint accepted = accept.result()) {
          assertEquals(client.getLocalAddress(), accepted.getRemoteAddress());
        }
      }
      listener.configureBlocking(false);
      assertNull(listener.accept());
    }
  }

  @Test
  void aRangeIsSentToAllWhoHaveAPartOfIt() throws IOException {
    TipcAddress.Range range = range(6_000_000, 6_000_099);
    try (MessageEndpoint one = rdm().bind(instance(6_000_005));
        MessageEndpoint other = rdm().bind(range(6_000_050, 6_000_200));
        MessageEndpoint outside = rdm().bind(instance(6_000_100));
        MessageEndpoint client = rdm()) {
      Tipc.publish(one, instance(6_000_006)); // and still gets it once
      client.sendTo(bytes(7), range);
      for (MessageEndpoint each : List.of(one, other)) {
        Message message = Message.allocate(9);
        assertEquals(7, each.receiveMessage(message));
        assertEquals(range, message.get(Tipc.DESTNAME));
        assertEquals(client.getLocalAddress(), message.peer());
        each.configureBlocking(false);
        assertEquals(MessageEndpoint.WOULD_BLOCK, each.receive(bytes(9)));
      }
      outside.configureBlocking(false);
      assertEquals(MessageEndpoint.WOULD_BLOCK, outside.receive(bytes(9)));
    }
  }

  @Test
  void namesArePublishedAndWithdrawn() throws IOException {
    try (MessageEndpoint server = rdm().bind(service());
        MessageEndpoint client = rdm()) {
      TipcAddress.Service second = instance(7_000_001);
      Tipc.publish(server, second);
      client.sendTo(bytes(2), second);
      Message message = Message.allocate(9);
      assertEquals(2, server.receiveMessage(message));
      assertEquals(second, message.get(Tipc.DESTNAME));
      Tipc.withdraw(server, second);
      assertThrows(IOException.class, () -> client.sendTo(bytes(2), second));
      assertThrows(IOException.class, () -> Tipc.withdraw(server, second));
      assertThrows(
          IllegalArgumentException.class,
          () -> Tipc.publish(server, (TipcAddress) client.getLocalAddress()));
      IOException reserved =
          assertThrows(IOException.class, () -> client.bind(new TipcAddress.Service(63, 1)));
      assertEquals(Errno.EACCES, Errno.of(reserved).orElseThrow());
    }
  }

  @Test
  void emptyMessagesAreLost() throws Exception {
    try (MessageEndpoint server = rdm().bind(service());
        MessageEndpoint client = rdm()) {
      client.sendTo(bytes(0), service());
      client.sendTo(bytes(1), service());
      assertEquals(1, server.receive(bytes(9)));
    }
  }
}
