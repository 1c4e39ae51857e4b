package dev.sockeye.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.server.Server;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AuctionTest {

  private static final boolean HAS_VIRTUAL_THREADS = Runtime.version().feature() >= 21;
  private static final int BIDDERS = HAS_VIRTUAL_THREADS ? 5_000 : 200;

  private static int bid(StreamEndpoint bidder, int sum) throws IOException {
    say(bidder, sum);
    return heard(bidder);
  }

  private static void say(StreamEndpoint bidder, int sum) throws IOException {
    Streams.writeFully(bidder, ByteBuffer.allocate(Integer.BYTES).putInt(sum).flip());
  }

  private static int heard(StreamEndpoint bidder) throws IOException {
    ByteBuffer best = ByteBuffer.allocate(Integer.BYTES);
    Streams.readFully(bidder, best);
    return best.flip().getInt();
  }

  private static long descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  /** On two transports, since native sockets let virtual threads wait in a way of their own. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp://127.0.0.1:0?BACKLOG=4096", "unix:@sockeye-auction?BACKLOG=4096"})
  void everybodyIsServedWhileAllAreThere(String where) throws Exception {
    long descriptors = descriptors();
    assumeTrue(
        descriptors > 2 * BIDDERS + 1_000,
        () -> 2 * BIDDERS + " descriptors and more are needed, and the limit is " + descriptors);
    Network network = Network.system();
    List<StreamEndpoint> bidders = new ArrayList<>();
    try (Server server = new Auction().open(network, EndpointUri.valueOf(where), BIDDERS)) {
      for (int i = 1; i <= BIDDERS; i++) {
        bidders.add(network.connectStream(server.uris().get(0)));
        assertEquals(i, bid(bidders.get(i - 1), i));
      }
      for (StreamEndpoint bidder : bidders) {
        assertEquals(BIDDERS, bid(bidder, 1));
      }
      assertEquals(BIDDERS, server.counters().open());
    } finally {
      for (StreamEndpoint bidder : bidders) {
        bidder.close();
      }
    }
  }

  @Test
  void halfASumIsNone() throws Exception {
    EndpointUri door = EndpointUri.valueOf("unix:/run/auction");
    try (MemoryNetwork network = MemoryNetwork.create();
        Server server = new Auction().open(network, door, 2);
        StreamEndpoint bidder = network.connectStream(door)) {
      assertEquals(7, bid(bidder, 7));
      Streams.writeFully(bidder, ByteBuffer.allocate(3));
      bidder.shutdownOutput();
      assertThrows(EOFException.class, () -> heard(bidder));
      assertEquals(1, server.counters().accepted());
    }
  }
}
