package dev.sockeye.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointOptions;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.posix.NetworkInterfaces;
import dev.sockeye.testkit.local.Namespace;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A device whose queue takes one frame at a time, and sends ten a second: to a packet socket the
 * system says ENOBUFS, and takes it for writable all the while.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FullQueueTest {

  private static final String SLOW =
      "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6\n"
          + "ip link add one type veth peer name two && ip link set one up && ip link set two up"
          + " && tc qdisc add dev one root tbf rate 80kbit burst 1600 limit 1600";

  @Test
  void aSendWaitsForTheQueueOrSaysThatItWould() throws Exception {
    Namespace.assumeMade(SLOW);
    assertEquals(
        "would block\nsent when there was room\ntimed out\nreceived all that were taken",
        Namespace.java(SLOW, Program.class, List.of()));
  }

  /** Runs in the namespace. */
  public static final class Program {

    private static final int ETHERTYPE = 0x88b5;
    private static final int LENGTH = 1000; // of which the burst takes one and the queue one

    private Program() {}

    /**
     * Runs it.
     *
     * @param none unused
     * @throws IOException if a call fails that should not
     */
    public static void main(String[] none) throws IOException {
      PacketAddress one = PacketAddress.of(NetworkInterfaces.index("one"));
      PacketAddress two =
          new PacketAddress(
              ETHERTYPE, NetworkInterfaces.index("two"), 0, PacketAddress.HOST, new byte[0]);
      try (MessageEndpoint sender = Network.system().socket(Packet.RAW);
          MessageEndpoint receiver = Network.system().socket(Packet.RAW)) {
        receiver.bind(two);
        int sent = fill(sender, one);
        System.out.println("would block");
        sender.configureBlocking(true);
        sent += sender.sendTo(frame(), one) / LENGTH;
        System.out.println("sent when there was room");
        sent += sendUntilTimeout(sender, one);
        System.out.println("timed out");
        receiver.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(10));
        for (int i = 0; i < sent; i++) {
          receiver.receive(ByteBuffer.allocate(LENGTH));
        }
        System.out.println("received all that were taken");
      }
    }

    private static ByteBuffer frame() {
      ByteBuffer frame = ByteBuffer.allocate(LENGTH);
      EthernetHeader.put(frame, EthernetHeader.BROADCAST, 0x0200_0000_0001L, ETHERTYPE);
      return frame.rewind();
    }

    private static int fill(MessageEndpoint sender, PacketAddress to) throws IOException {
      sender.configureBlocking(false);
      int sent = 0;
      while (sender.sendTo(frame(), to) != MessageEndpoint.WOULD_BLOCK) {
        sent++;
      }
      return sent;
    }

    /** In less time than a frame takes: of the first few one has to wait for longer. */
    private static int sendUntilTimeout(MessageEndpoint sender, PacketAddress to)
        throws IOException {
      sender.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMillis(20));
      int sent = 0;
      try {
        while (true) {
          sender.sendTo(frame(), to);
          sent++;
        }
      } catch (SocketTimeoutException full) {
        return sent;
      }
    }
  }
}
