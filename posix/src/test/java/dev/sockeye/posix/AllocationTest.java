package dev.sockeye.posix;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.local.Allocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call that has to wait, in each of the ways to do so, takes no memory once it is warm. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AllocationTest {

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
      Allocation.assertNone(
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
      Allocation.assertNone(
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
  private static void echo(Allocation.Round loop) {
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
}
