package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.faults.FaultPlanBuilder;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FaultPlanTest {

  private static final EndpointUri DATABASE = EndpointUri.valueOf("tcp://db.internal:5432");
  private static final EndpointUri CACHE = EndpointUri.valueOf("tcp://cache.internal:6379");

  private static MemoryNetwork network(FaultPlanBuilder plan) {
    return MemoryNetwork.builder().faults(plan.build()).build();
  }

  @SuppressWarnings("unchecked") // the callers know the shape
  private static <E extends Endpoint> EndpointPair<E> pair(MemoryNetwork network, String scheme)
      throws IOException {
    for (SchemeInfo info : network.schemes()) {
      if (info.scheme().equals(scheme)) {
        return network.pair((SocketSpec<E>) info.spec());
      }
    }
    throw new AssertionError(scheme);
  }

  /** What arrives of a hundred numbered datagrams, in order. */
  private static List<Integer> arrivals(FaultPlanBuilder plan) throws IOException {
    try (MemoryNetwork network = network(plan);
        EndpointPair<MessageEndpoint> pair = pair(network, "udp")) {
      for (int i = 0; i < 100; i++) {
        pair.first().send(ByteBuffer.wrap(new byte[] {(byte) i}));
      }
      pair.second().configureBlocking(false);
      List<Integer> arrived = new ArrayList<>();
      ByteBuffer one = ByteBuffer.allocate(1);
      while (pair.second().receive(one.clear()) != MessageEndpoint.WOULD_BLOCK) {
        arrived.add((int) one.get(0));
      }
      return arrived;
    }
  }

  @Test
  void sameSeedGivesTheSameFaults() throws IOException {
    List<Integer> first = arrivals(lossy(1));

    assertEquals(first, arrivals(lossy(1)));
    assertNotEquals(first, arrivals(lossy(2)));
  }

  private static FaultPlanBuilder lossy(long seed) {
    return FaultPlan.builder().seed(seed).loss(0.2).duplication(0.2).reordering(0.2);
  }

  @Test
  void datagramsGetLost() throws IOException {
    assertTrue(arrivals(FaultPlan.builder().loss(0.5)).size() < 80);
    assertEquals(List.of(), arrivals(FaultPlan.builder().loss(1)));
    assertEquals(100, arrivals(FaultPlan.builder()).size());
  }

  @Test
  void datagramsArriveTwice() throws IOException {
    List<Integer> twice = arrivals(FaultPlan.builder().duplication(1));

    assertEquals(200, twice.size());
    assertEquals(List.of(0, 0, 1, 1), twice.subList(0, 4));
  }

  @Test
  void datagramsOvertakeEachOther() throws IOException {
    List<Integer> mixed = arrivals(FaultPlan.builder().reordering(0.5));

    assertEquals(100, mixed.size());
    assertNotEquals(arrivals(FaultPlan.builder()), mixed);
    assertEquals(arrivals(FaultPlan.builder()), mixed.stream().sorted().toList());
  }

  @Test
  void whatTheKernelDoesNotLoseIsNotLost() throws IOException {
    try (MemoryNetwork network = network(FaultPlan.builder().loss(1));
        EndpointPair<MessageEndpoint> pair = pair(network, "unix+dgram")) {
      pair.first().send(ByteBuffer.allocate(5));

      assertEquals(5, pair.second().receive(ByteBuffer.allocate(10)));
    }
  }

  @Test
  void readsAreShort() throws IOException {
    try (MemoryNetwork network = network(FaultPlan.builder().shortReads(3));
        EndpointPair<StreamEndpoint> pair = pair(network, "tcp")) {
      assertEquals(100, pair.first().write(ByteBuffer.allocate(100)));
      ByteBuffer all = ByteBuffer.allocate(100);
      while (all.hasRemaining()) {
        int count = pair.second().read(all);
        assertTrue(count >= 1 && count <= 3, () -> "read " + count);
      }
    }
  }

  @Test
  void nonBlockingWritesAreShort() throws IOException {
    try (MemoryNetwork network = network(FaultPlan.builder().shortWrites(3));
        EndpointPair<StreamEndpoint> pair = pair(network, "tcp")) {
      assertEquals(100, pair.first().write(ByteBuffer.allocate(100)));
      pair.first().configureBlocking(false);
      int count = pair.first().write(ByteBuffer.allocate(100));
      assertTrue(count >= 1 && count <= 3, () -> "wrote " + count);
    }
  }

  @Test
  void connectionBreaksAfterItsBytes() throws IOException {
    try (MemoryNetwork network = network(FaultPlan.builder().resetAfter(10));
        EndpointPair<StreamEndpoint> pair = pair(network, "tcp")) {
      assertEquals(10, pair.first().write(ByteBuffer.allocate(100)));
      assertThrows(
          ConnectionResetException.class, () -> pair.first().write(ByteBuffer.allocate(1)));

      Streams.readFully(pair.second(), ByteBuffer.allocate(10));
      assertThrows(
          ConnectionResetException.class, () -> pair.second().read(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void connectionBreaksAtTheFirstWrite() throws IOException {
    try (MemoryNetwork network = network(FaultPlan.builder().resetAfter(0));
        EndpointPair<StreamEndpoint> pair = pair(network, "tcp")) {
      assertThrows(
          ConnectionResetException.class, () -> pair.first().write(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void connectionOfMessagesBreaksToo() throws IOException {
    try (MemoryNetwork network = network(FaultPlan.builder().resetAfter(10));
        EndpointPair<MessageEndpoint> pair = pair(network, "unix+seqpacket")) {
      assertEquals(10, pair.first().send(ByteBuffer.allocate(10)));
      assertThrows(ConnectionResetException.class, () -> pair.first().send(ByteBuffer.allocate(1)));

      assertEquals(10, pair.second().receive(ByteBuffer.allocate(10)));
      assertThrows(
          ConnectionResetException.class, () -> pair.second().receive(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void firstConnectsAreRefused() throws IOException {
    try (MemoryNetwork network = network(FaultPlan.builder().refuseConnects(2));
        Listener<StreamEndpoint> listener = network.listenStream(DATABASE)) {
      assertThrows(ConnectException.class, () -> network.connectStream(DATABASE));
      assertThrows(ConnectException.class, () -> network.connectStream(DATABASE));
      network.connectStream(DATABASE).close();
      assertEquals(1, network.openSockets() - 1, "one waits at " + listener);
    }
  }

  @Test
  void firstConnectsHang() throws IOException {
    ManualTime time = ManualTime.create();
    FaultPlan plan = FaultPlan.builder().hangConnects(1).build();
    try (MemoryNetwork network = MemoryNetwork.builder().time(time).faults(plan).build();
        Listener<StreamEndpoint> listener = network.listenStream(DATABASE);
        StreamEndpoint hanging = network.socket(listener.spec())) {
      hanging.configureBlocking(false);
      assertEquals(false, hanging.connect(listener.getLocalAddress()));
      time.advance(Duration.ofDays(1));
      assertEquals(false, hanging.finishConnect());

      network.connectStream(DATABASE).close();
    }
  }

  @Test
  void hangingConnectEndsWithItsTimeout() throws IOException {
    try (MemoryNetwork network = network(FaultPlan.builder().hangConnects(1));
        Listener<StreamEndpoint> listener = network.listenStream(DATABASE)) {
      EndpointUri impatient = DATABASE.withOption(EndpointOptions.SO_SNDTIMEO.name(), "20ms");

      SocketTimeoutException late =
          assertThrows(SocketTimeoutException.class, () -> network.connectStream(impatient));

      assertTrue(late.getMessage().contains("db.internal:5432"), late::getMessage);
      assertEquals(1, network.openSockets(), "only " + listener);
    }
  }

  @Test
  void planIsForSomeAddressesAndSchemes() throws IOException {
    FaultPlanBuilder plan =
        FaultPlan.builder()
            .schemes("tcp")
            .addresses(address -> ((InetSocketAddress) address).getPort() == 5432)
            .refuseConnects(Integer.MAX_VALUE);
    EndpointUri sctp = EndpointUri.valueOf("sctp://db.internal:5432");
    try (MemoryNetwork network = network(plan);
        Listener<StreamEndpoint> database = network.listenStream(DATABASE);
        Listener<StreamEndpoint> cache = network.listenStream(CACHE);
        Listener<MessageEndpoint> messages = network.listenMessages(sctp)) {
      assertTrue(database.isOpen() && cache.isOpen() && messages.isOpen());

      assertThrows(ConnectException.class, () -> network.connectStream(DATABASE));
      network.connectStream(CACHE).close();
      network.connectMessages(sctp).close();
    }
  }

  @Test
  void firstPlanForAnAddressHolds() throws IOException {
    FaultPlan harmless = FaultPlan.builder().addresses(a -> a.toString().contains("db")).build();
    FaultPlan refusing = FaultPlan.builder().refuseConnects(1).build();
    try (MemoryNetwork network = MemoryNetwork.builder().faults(harmless).faults(refusing).build();
        Listener<StreamEndpoint> database = network.listenStream(DATABASE);
        Listener<StreamEndpoint> cache = network.listenStream(CACHE)) {
      assertTrue(database.isOpen() && cache.isOpen());

      network.connectStream(DATABASE).close();
      assertThrows(ConnectException.class, () -> network.connectStream(CACHE));
    }
  }

  @Test
  void planThatCannotBeIsRefused() {
    FaultPlanBuilder plan = FaultPlan.builder();

    assertThrows(IllegalArgumentException.class, () -> plan.loss(1.1));
    assertThrows(IllegalArgumentException.class, () -> plan.loss(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> plan.shortReads(0));
    assertThrows(IllegalArgumentException.class, () -> plan.resetAfter(-1));
    assertThrows(IllegalArgumentException.class, () -> plan.bytesPerSecond(0));
    assertThrows(IllegalArgumentException.class, () -> plan.latency(Duration.ofNanos(-1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> plan.latency(Duration.ofMillis(2), Duration.ofMillis(1)));
  }
}
