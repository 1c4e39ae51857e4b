package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.faults.FaultPlanBuilder;
import dev.sockeye.tipc.Tipc;
import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.tipc.TipcErrorInfo;
import dev.sockeye.tipc.contract.Names;
import dev.sockeye.tipc.contract.ServiceCases;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** As the system's; and how services are shared, and go wrong by a plan. */
class MemoryTipcTest extends ServiceCases {

  private static final TipcAddress.Service SERVICE = new TipcAddress.Service(1000, 5);

  private final MemoryNetwork network = MemoryNetwork.create();

  @Override
  protected Names make() {
    return new MemoryNames(network);
  }

  private MessageEndpoint rdm() throws IOException {
    return network.socket(Tipc.RDM).setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(9));
  }

  private static void end(Closeable socket) throws IOException {
    socket.close();
  }

  private static ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(length);
  }

  @Test
  void whoSharesAServiceTakesTurnsAndTakesOverFromWhoIsGone() throws IOException {
    try (MessageEndpoint first = rdm().bind(SERVICE);
        MessageEndpoint second = rdm().bind(SERVICE);
        MessageEndpoint client = rdm()) {
      for (int length : new int[] {1, 2, 3, 4}) {
        client.sendTo(bytes(length), SERVICE);
      }
      assertEquals(List.of(1, 3), List.of(first.receive(bytes(9)), first.receive(bytes(9))));
      assertEquals(List.of(2, 4), List.of(second.receive(bytes(9)), second.receive(bytes(9))));
      end(first);
      client.sendTo(bytes(5), SERVICE);
      client.sendTo(bytes(6), SERVICE);
      assertEquals(List.of(5, 6), List.of(second.receive(bytes(9)), second.receive(bytes(9))));
      end(second);
      IOException nobody = assertThrows(IOException.class, () -> client.sendTo(bytes(1), SERVICE));
      assertEquals(Errno.EHOSTUNREACH, Errno.of(nobody).orElseThrow());
    }
  }

  @Test
  void connectionsAreSharedTooAndFailOver() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("tipc:1000:5");
    try (Listener<StreamEndpoint> first = network.listenStream(uri);
        Listener<StreamEndpoint> second = network.listenStream(uri)) {
      Set<SocketAddress> peers = new HashSet<>();
      peers.add(acceptedBy(first, uri));
      peers.add(acceptedBy(second, uri));
      assertEquals(2, peers.size());
      end(first);
      assertNotEquals(null, acceptedBy(second, uri));
      assertNotEquals(null, acceptedBy(second, uri));
    }
    assertThrows(IOException.class, () -> network.connectStream(uri));
  }

  private SocketAddress acceptedBy(Listener<StreamEndpoint> listener, EndpointUri uri)
      throws Exception {
    CompletableFuture<StreamEndpoint> connecting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return network.connectStream(uri);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    try (StreamEndpoint server = listener.accept();
        StreamEndpoint client = connecting.get()) {
      assertEquals(client.getRemoteAddress(), server.getLocalAddress());
      assertEquals(server.getRemoteAddress(), client.getLocalAddress());
      return server.getLocalAddress();
    }
  }

  @Test
  void aReceiverThatIsFullLosesWhatIsSentOrItComesBack() throws IOException {
    try (MessageEndpoint slow = rdm().bind(SERVICE);
        MessageEndpoint sender = rdm()) {
      sender.setOption(Tipc.DEST_DROPPABLE, false);
      int sent = 0;
      sender.configureBlocking(false);
      Message back = Message.allocate(10);
      while (sender.receiveMessage(back) == MessageEndpoint.WOULD_BLOCK) {
        assertTrue(++sent < 100);
        sender.sendTo(bytes(66_000), SERVICE);
      }
      assertEquals(new TipcErrorInfo(TipcErrorInfo.OVERLOAD, 1024), back.get(Tipc.ERRINFO));
      assertEquals(slow.getLocalAddress(), back.peer());
      assertEquals(66_000, slow.receive(bytes(66_000)));
    }
  }

  @Test
  void aPlanLosesDoublesAndReordersWhatGoesToAService() throws IOException {
    FaultPlanBuilder toService = FaultPlan.builder().addresses(SERVICE::equals);
    assertEquals(List.of(9), arrivals(toService.loss(1)));
    assertEquals(List.of(1, 1, 2, 2, 9), arrivals(toService.loss(0).duplication(1)));
    assertEquals(List.of(2, 1, 9), arrivals(toService.duplication(0).reordering(1)));
  }

  /** What arrives of two messages to the service, and one to another, each with its DESTNAME. */
  private static List<Integer> arrivals(FaultPlanBuilder plan) throws IOException {
    TipcAddress.Service other = new TipcAddress.Service(2000, 9);
    try (MemoryNetwork faulty = MemoryNetwork.builder().faults(plan.build()).build();
        MessageEndpoint server = faulty.socket(Tipc.RDM).bind(SERVICE);
        MessageEndpoint client = faulty.socket(Tipc.RDM)) {
      Tipc.publish(server, other);
      client.sendTo(bytes(1), SERVICE);
      client.sendTo(bytes(2), SERVICE);
      server.configureBlocking(false);
      List<Integer> arrived = new ArrayList<>();
      Message message = Message.allocate(10);
      int length;
      while ((length = server.receiveMessage(message.clear())) != MessageEndpoint.WOULD_BLOCK) {
        arrived.add(length);
        assertEquals(SERVICE, message.get(Tipc.DESTNAME));
      }
      client.sendTo(bytes(9), other);
      arrived.add(server.receive(bytes(10)));
      return arrived;
    }
  }

  @Test
  void aPlanRefusesAndBreaksConnections() throws Exception {
    FaultPlan plan = FaultPlan.builder().schemes("tipc").refuseConnects(1).resetAfter(5).build();
    EndpointUri uri = EndpointUri.valueOf("tipc:1000:5");
    try (MemoryNetwork faulty = MemoryNetwork.builder().faults(plan).build();
        Listener<StreamEndpoint> listener = faulty.listenStream(uri)) {
      assertThrows(ConnectException.class, () -> faulty.connectStream(uri));
      try (StreamEndpoint client = faulty.socket(Tipc.STREAM).configureBlocking(false)) {
        client.connect(SERVICE);
        try (StreamEndpoint server = listener.accept()) {
          assertTrue(client.finishConnect());
          client.write(bytes(10));
          assertEquals(5, server.read(bytes(10)));
          assertThrows(SocketException.class, () -> server.read(bytes(10)));
        }
      }
    }
  }

  /** At once: the system lets it wait until {@code CONN_TIMEOUT}. */
  @Test
  void socketsOfOtherTypesRefuse() throws IOException {
    try (MessageEndpoint server = rdm().bind(SERVICE);
        StreamEndpoint client = network.socket(Tipc.STREAM)) {
      assertTrue(server.isOpen());
      assertThrows(ConnectException.class, () -> client.connect(SERVICE));
    }
  }
}
