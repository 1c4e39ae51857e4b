package dev.sockeye.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The memory that heap buffers are copied through. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StagingTest {

  private static final Network NETWORK = Internet.NETWORK;

  /** Of the JVM's direct memory, which is freed only with what has it. */
  @Test
  void whatHadALargeMessageKeepsNoMemoryForIt() throws Exception {
    List<EndpointPair<?>> idle = new ArrayList<>();
    try {
      long before = 0;
      for (int i = 0; i <= 50; i++) {
        idle.add(exchange(NETWORK.pair(Internet.DATAGRAM), 65_000));
        idle.add(exchangeBytes(NETWORK.pair(Internet.STREAM), 200_000));
        before = i == 0 ? directMemory() : before; // by then there is what all share
      }
      long kept = (directMemory() - before) / 100;
      assertTrue(kept < 40_000, "a pair keeps " + kept + " bytes");
    } finally {
      for (EndpointPair<?> pair : idle) {
        pair.close();
      }
    }
  }

  private static EndpointPair<MessageEndpoint> exchange(
      EndpointPair<MessageEndpoint> pair, int size) throws IOException {
    assertEquals(size, pair.first().send(ByteBuffer.allocate(size)));
    assertEquals(size, pair.second().receive(ByteBuffer.allocate(size)));
    return pair;
  }

  private static EndpointPair<StreamEndpoint> exchangeBytes(
      EndpointPair<StreamEndpoint> pair, int size) throws IOException {
    pair.first().configureBlocking(false);
    int written = pair.first().write(ByteBuffer.allocate(size));
    Streams.readFully(pair.second(), ByteBuffer.allocate(written));
    return pair;
  }

  private static long directMemory() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .findFirst()
        .orElseThrow()
        .getMemoryUsed();
  }

  @Test
  void stagingIsNeverSmallerThanWhatItIsFor() {
    Staging staging = new Staging();
    int previous = 0;
    for (int size : new int[] {1, 8192, 8193, 16_384, 100_000, 4 << 20, (4 << 20) + 1}) {
      Memory memory = staging.of(size);
      assertTrue(memory.size() >= Math.max(size, previous), "for " + size);
      assertSame(memory, staging.of(1), "until it is given back");
      staging.giveBack();
      previous = size;
    }
    assertEquals(8192, staging.of(1).size());
    staging.giveBack();
  }
}
