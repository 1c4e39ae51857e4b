package dev.sockeye.tipc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What TIPC alone has: names, and what comes back. */
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
  void whoGaveUpWaitingIsNotAccepted() throws Exception {
    try (Listener<StreamEndpoint> listener = network.listener(Tipc.STREAM).bind(service)) {
      try (StreamEndpoint gone = network.socket(Tipc.STREAM)) {
        gone.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMillis(50));
        assertThrows(SocketTimeoutException.class, () -> gone.connect(service));
      }
      Background<StreamEndpoint> accept = Background.run(listener::accept);
      try (StreamEndpoint client = network.socket(Tipc.STREAM)) {
        client.connect(service);
        try (StreamEndpoint accepted = accept.result()) {
          assertEquals(client.getLocalAddress(), accepted.getRemoteAddress());
        }
      }
      listener.configureBlocking(false);
      assertNull(listener.accept());
    }
  }
}
