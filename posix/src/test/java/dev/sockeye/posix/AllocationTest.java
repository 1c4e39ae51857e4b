package dev.sockeye.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call that has to wait, in each of the ways to do so, takes no memory once it is warm. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AllocationTest {

  private static final long PATIENCE = Duration.ofSeconds(50).toNanos();
  private static final int ROUNDS = 5000;

  private final ByteBuffer sent = ByteBuffer.allocateDirect(64);
  private final ByteBuffer received = ByteBuffer.allocateDirect(64);

  @Test
  void aReceiveInTheSystem() throws Exception {
    assertAllocatesNothing(Internet.DATAGRAM, Duration.ZERO);
  }

  @Test
  void aReceiveThatPolls() throws Exception {
    assertAllocatesNothing(Internet.DATAGRAM, Duration.ofSeconds(60));
  }

  @Test
  void aReceiveThatNoShutdownWakes() throws Exception {
    assertAllocatesNothing(Internet.POLLED_DATAGRAM, Duration.ZERO);
  }

  @Test
  void aReadThatNoShutdownWakes() throws Exception {
    try (EndpointPair<StreamEndpoint> pair = Internet.NETWORK.pair(Internet.POLLED_STREAM)) {
      echo(() -> echo(pair.second()));
      assertAllocatesNothing(
          () -> {
            pair.first().write(sent.clear());
            pair.first().read(received.clear());
          });
    }
  }

  private void assertAllocatesNothing(SocketSpec<MessageEndpoint> spec, Duration timeout)
      throws IOException {
    try (EndpointPair<MessageEndpoint> pair = Internet.NETWORK.pair(spec)) {
      pair.first().setOption(EndpointOptions.SO_RCVTIMEO, timeout);
      echo(() -> echo(pair.second()));
      assertAllocatesNothing(
          () -> {
            pair.first().send(sent.clear());
            pair.first().receive(received.clear());
          });
    }
  }

  private static void echo(MessageEndpoint endpoint) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(64);
    while (endpoint.receive(buffer.clear()) >= 0) {
      endpoint.send(buffer.flip());
    }
  }

  private static void echo(StreamEndpoint endpoint) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(64);
    while (endpoint.read(buffer.clear()) >= 0) {
      endpoint.write(buffer.flip());
    }
  }

  /** In a thread that ends with the pair. */
  private static void echo(Round loop) {
    Thread thread =
        new Thread(
            () -> {
              try {
                loop.run();
              } catch (ClosedChannelException e) {
                // the end of the test
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            },
            "echo");
    thread.setDaemon(true);
    thread.start();
  }

  @FunctionalInterface
  private interface Round {
    void run() throws IOException;
  }

  private static void assertAllocatesNothing(Round round) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    long end = System.nanoTime() + PATIENCE;
    while (least > 0 && System.nanoTime() < end) { // until it is compiled
      long before = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < ROUNDS; i++) {
        round.run();
      }
      least = Math.min(least, (threads.getThreadAllocatedBytes(self) - before) / ROUNDS);
    }
    assertEquals(0, least, "bytes a round");
  }
}
