package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A system that is out of memory for a datagram says ENOBUFS, and takes the next one: here once for
 * each system call, of strace's making.
 */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutOfBuffersTest {

  private static final String CALLS = "sendto,sendmsg,sendmmsg";

  @Test
  void aSendThatFailsForItConsumesNothingAndTheNextOneSucceeds() throws Exception {
    Host.SENDMMSG.isNeeded();
    Assumptions.assumeTrue(Peer.isPresent("strace"), "this host lacks strace");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    try (Peer program =
        Peer.run(
            "strace",
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "trace=" + CALLS,
            "-e",
            "inject=" + CALLS + ":error=ENOBUFS:when=2",
            java,
            "-XX:+UseSerialGC",
            "-cp",
            classes,
            Sender.class.getName())) {
      String first = program.line();
      Assumptions.assumeTrue(first != null, "strace may not trace here");
      assertTrue(first.equals("send: 5, ENOBUFS, 5; received 2"), first);
      program.assertSays("sendMessage: 5, ENOBUFS, 5; received 2");
      program.assertSays("sendMessages: 2, ENOBUFS, 2; received 4");
    }
  }

  /** The program that strace runs. */
  static final class Sender {

    /** How a message is sent. */
    @FunctionalInterface
    interface Way {
      int send(MessageEndpoint endpoint) throws IOException;
    }

    private static final ByteBuffer BUFFER = ByteBuffer.allocate(5);
    private static final Message[] TWO = {
      Message.of(ByteBuffer.allocate(5)), Message.of(ByteBuffer.allocate(5))
    };

    public static void main(String[] arguments) throws IOException {
      tell("send", endpoint -> endpoint.send(BUFFER));
      try (Descriptors any = Descriptors.open(Path.of("/dev/null"))) {
        Message message = Message.of(BUFFER).set(Unix.RIGHTS, any);
        tell("sendMessage", endpoint -> endpoint.sendMessage(message));
      }
      tell("sendMessages", endpoint -> endpoint.sendMessages(TWO, 0, 2));
    }

    private static void tell(String name, Way way) throws IOException {
      try (EndpointPair<MessageEndpoint> pair = Network.system().pair(Unix.DATAGRAM)) {
        StringBuilder told = new StringBuilder(name).append(": ");
        told.append(outcome(way, pair.first())).append(", ");
        told.append(outcome(way, pair.first())).append(", ");
        told.append(outcome(way, pair.first()));
        pair.second().configureBlocking(false);
        int received = 0;
        while (pair.second().receive(ByteBuffer.allocate(9)) >= 0) {
          received++;
        }
        System.out.println(told + "; received " + received);
      }
    }

    private static String outcome(Way way, MessageEndpoint endpoint) throws IOException {
      BUFFER.clear();
      TWO[0].payload().clear();
      TWO[1].payload().clear();
      try {
        return String.valueOf(way.send(endpoint));
      } catch (IOException e) {
        boolean consumed = !BUFFER.hasRemaining() || TWO[0].remaining() + TWO[1].remaining() < 10;
        return Errno.of(e).map(String::valueOf).orElse(e.toString())
            + (consumed ? " consumed" : "");
      }
    }
  }
}
