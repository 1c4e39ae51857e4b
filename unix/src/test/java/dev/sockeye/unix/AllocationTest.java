package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Native sockets, once warm, take no memory. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AllocationTest {

  private static final Network NETWORK = Network.system();
  private static final long PATIENCE = Duration.ofSeconds(50).toNanos();

  @TempDir Path folder;

  private EndpointUri uri(String scheme) {
    return EndpointUri.valueOf(scheme + ":" + folder.resolve("s"));
  }

  @Test
  void aSteadySendAndReceiveAllocatesNothing() throws Exception {
    for (SocketSpec<MessageEndpoint> spec : List.of(Unix.DATAGRAM, Unix.SEQPACKET)) {
      try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec)) {
        ByteBuffer direct = ByteBuffer.allocateDirect(64);
        ByteBuffer heap = ByteBuffer.allocate(64);
        Message message = Message.allocate(64);
        assertAllocatesNothing(
            () -> {
              pair.first().send(direct.clear());
              pair.second().receive(direct.clear());
              pair.first().send(heap.clear());
              pair.second().receive(heap.clear());
              pair.first().sendMessage(message.clear());
              pair.second().receiveMessage(message.clear());
            });
      }
    }
  }

  @Test
  void aSteadyScatteredReadAllocatesNothing() throws Exception {
    try (EndpointPair<StreamEndpoint> pair = NETWORK.pair(Unix.STREAM)) {
      ByteBuffer sent = ByteBuffer.allocateDirect(64);
      ByteBuffer head = ByteBuffer.allocateDirect(4);
      ByteBuffer[] buffers = {head, ByteBuffer.allocate(20), ByteBuffer.allocateDirect(40)};
      assertAllocatesNothing(
          () -> {
            pair.first().write(sent.clear());
            for (ByteBuffer buffer : buffers) {
              buffer.clear();
            }
            pair.second().read(buffers);
          });
    }
  }

  @Test
  void answeringTheSameSenderAllocatesNothing() throws Exception {
    try (MessageEndpoint server = NETWORK.bindMessages(uri("unix+dgram"));
        MessageEndpoint client = NETWORK.socket(Unix.DATAGRAM).bind(null)) {
      Message message = Message.allocate(64);
      java.net.SocketAddress to = server.getLocalAddress();
      assertAllocatesNothing(
          () -> {
            client.sendMessage(message.clear().peer(to));
            server.receiveMessage(message.clear());
            message.payload().flip();
            server.sendMessage(message);
            client.receiveMessage(message.clear());
          });
    }
  }

  @Test
  void aSteadyBatchAllocatesNothing() throws Exception {
    for (SocketSpec<MessageEndpoint> spec : List.of(Unix.DATAGRAM, Unix.SEQPACKET)) {
      try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec)) {
        Message[] batch = new Message[8];
        for (int i = 0; i < batch.length; i++) {
          batch[i] = Message.allocate(64);
        }
        assertAllocatesNothing(
            () -> {
              clear(batch);
              pair.first().sendMessages(batch, 0, batch.length);
              clear(batch);
              pair.second().receiveMessages(batch, 0, batch.length);
            });
      }
    }
  }

  private static void clear(Message[] batch) {
    for (Message message : batch) {
      message.clear();
    }
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
      for (int i = 0; i < 20_000; i++) {
        round.run();
      }
      least = Math.min(least, (threads.getThreadAllocatedBytes(self) - before) / 20_000);
    }
    assertEquals(0, least, "bytes a round");
  }
}
