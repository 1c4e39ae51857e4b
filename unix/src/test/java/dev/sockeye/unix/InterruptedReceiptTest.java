package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt as a call has got a descriptor that it can no longer give to its caller. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptedReceiptTest {

  private static final Network NETWORK = Network.system();
  private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

  @TempDir Path folder;

  /** How many descriptors of this process are a file, or any socket. */
  private static long open(String what) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(link -> target(link).startsWith(what)).count();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  private static void awaitOpen(long expected, String what) throws IOException {
    long deadline = System.nanoTime() + PATIENCE;
    for (long open; (open = open(what)) > expected; ) {
      assertTrue(System.nanoTime() < deadline, open - expected + " leaked of " + what);
    }
  }

  @FunctionalInterface
  private interface Receive {
    int from(MessageEndpoint endpoint) throws IOException;
  }

  private void assertNothingLeaks(SocketSpec<MessageEndpoint> spec, int size, Receive receive)
      throws Exception {
    Path file = Files.writeString(folder.resolve("f"), "x").toRealPath();
    try (Descriptors sent = Descriptors.open(file, StandardOpenOption.READ)) {
      for (int round = 0; round < 20; round++) {
        try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(spec)) {
          MessageEndpoint receiver = pair.second();
          Background<Integer> call = Background.run(() -> receive.from(receiver)).awaitBlocked();
          pair.first().sendMessage(Message.of(ByteBuffer.allocate(size)).set(Unix.RIGHTS, sent));
          call.interrupt();
          call.awaitDone();
        }
      }
      awaitOpen(1, file.toString());
    }
  }

  private static int one(MessageEndpoint endpoint) throws IOException {
    Message message = Message.allocate(10);
    int n = endpoint.receiveMessage(message);
    message.clear();
    return n;
  }

  private static int several(MessageEndpoint endpoint) throws IOException {
    Message[] messages = {Message.allocate(10), Message.allocate(10)};
    int n = endpoint.receiveMessages(messages, 0, 2);
    messages[0].clear();
    messages[1].clear();
    return n;
  }

  @Test
  void theDescriptorsOfAMessageAreClosed() throws Exception {
    assertNothingLeaks(Unix.SEQPACKET, 1, InterruptedReceiptTest::one);
    assertNothingLeaks(Unix.DATAGRAM, 1, InterruptedReceiptTest::one);
    assertNothingLeaks(Unix.SEQPACKET, 1, InterruptedReceiptTest::several);
  }

  @Test
  void theDescriptorsOfAnEmptyMessageAreClosed() throws Exception {
    assertNothingLeaks(Unix.SEQPACKET, 0, InterruptedReceiptTest::one);
    assertNothingLeaks(Unix.DATAGRAM, 0, InterruptedReceiptTest::one);
  }

  /** An accept that waits meets the interrupt at one moment or another. */
  @Test
  void anAcceptedConnectionIsClosed() throws Exception {
    NETWORK.socket(Unix.STREAM).close(); // the JDK keeps a socket for its closing
    long before = open("socket:");
    for (int round = 0; round < 200; round++) {
      AbstractAddress address =
          AbstractAddress.of("sockeye-" + ProcessHandle.current().pid() + "-i" + round);
      try (Listener<StreamEndpoint> listener = NETWORK.listener(Unix.STREAM).bind(address);
          StreamEndpoint client = NETWORK.socket(Unix.STREAM)) {
        Thread accepting =
            new Thread(
                () -> {
                  try {
                    listener.accept().close();
                  } catch (ClosedByInterruptException e) {
                    // closed with the listener
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
        accepting.start();
        Background.run(() -> client.connect(address)).result();
        long until = System.nanoTime() + round * 1000L;
        while (System.nanoTime() < until) {
          Thread.onSpinWait();
        }
        accepting.interrupt();
        accepting.join();
      }
    }
    awaitOpen(before, "socket:");
  }
}
