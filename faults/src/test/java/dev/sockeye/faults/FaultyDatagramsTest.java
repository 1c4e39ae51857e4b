package dev.sockeye.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.udp.Udp;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Datagrams with faults, over the system's sockets. */
@Timeout(30)
class FaultyDatagramsTest {

  private static final int COUNT = 100;

  /** What arrives of a hundred numbered datagrams, in order. */
  private static List<Integer> arrivals(SocketSpec<MessageEndpoint> spec, String plan)
      throws IOException {
    FaultNetwork network =
        FaultNetwork.over(Network.system(), FaultPlan.parse(plan + ",scheme=udp"));
    try (EndpointPair<MessageEndpoint> pair = network.pair(spec)) {
      return arrivals(pair.first(), pair.second());
    }
  }

  private static List<Integer> arrivals(MessageEndpoint from, MessageEndpoint to)
      throws IOException {
    from.configureBlocking(false);
    to.configureBlocking(false);
    List<Integer> arrived = new ArrayList<>();
    ByteBuffer one = ByteBuffer.allocate(1);
    for (int i = 0; i < COUNT; i++) {
      assertEquals(1, from.send(ByteBuffer.wrap(new byte[] {(byte) i})));
    }
    long quiet = System.nanoTime() + 300_000_000;
    while (System.nanoTime() < quiet) {
      if (to.receive(one.clear()) != MessageEndpoint.WOULD_BLOCK) {
        arrived.add((int) one.get(0));
        quiet = System.nanoTime() + 300_000_000;
      }
    }
    return arrived;
  }

  @Test
  void theSameSeedGivesTheSameFaults() throws IOException {
    List<Integer> first = arrivals(Udp.DATAGRAM4, "loss=20%,duplicate=20%,reorder=20%,seed=1");
    assertEquals(first, arrivals(Udp.DATAGRAM4, "loss=20%,duplicate=20%,reorder=20%,seed=1"));
    assertNotEquals(first, arrivals(Udp.DATAGRAM4, "loss=20%,duplicate=20%,reorder=20%,seed=2"));
  }

  @Test
  void datagramsGetLostComeTwiceAndOvertake() throws IOException {
    assertEquals(List.of(), arrivals(Udp.DATAGRAM4, "loss=100%"));
    assertEquals(4 * COUNT, arrivals(Udp.DATAGRAM4, "duplicate=100%").size());
    List<Integer> mixed = arrivals(Udp.DATAGRAM4, "reorder=50%");
    assertEquals(COUNT, mixed.size());
    assertNotEquals(mixed.stream().sorted().toList(), mixed);
    assertEquals(COUNT, mixed.stream().distinct().count());
    assertTrue(arrivals(Udp.DATAGRAM4, "loss=30%").size() < 80);
  }

  @Test
  void whatTheKernelDoesNotLoseIsNotLost() throws IOException {
    FaultNetwork network = FaultNetwork.over(Network.system(), FaultPlan.parse("loss=100%"));
    try (EndpointPair<MessageEndpoint> pair = network.pair(Unix.DATAGRAM)) {
      assertEquals(1, pair.first().send(ByteBuffer.allocate(1)));
      assertEquals(1, pair.second().receive(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void datagramsAreDelayed() throws IOException {
    FaultNetwork network = FaultNetwork.over(Network.system(), FaultPlan.parse("delay=50ms"));
    try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM4)) {
      long start = System.nanoTime();
      pair.first().send(ByteBuffer.allocate(7));
      assertEquals(7, pair.second().receive(ByteBuffer.allocate(10)));
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis >= 100, () -> "took " + millis + " ms");
    }
  }
}
