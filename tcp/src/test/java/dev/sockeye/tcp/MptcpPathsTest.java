package dev.sockeye.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.local.Namespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two hosts with two links between them, of which one is cut while bytes flow over both. */
@Timeout(120)
class MptcpPathsTest {

  private static final long LENGTH = 100 << 20;
  private static final long CUT_AFTER = 30 << 20;
  private static final long REST_FROM = 90 << 20; // sent when the link is gone for sure

  /** The namespace of each host, and what either says of further paths. */
  private static final String TWO_LINKS =
      Namespace.OWN_RUN
          + """
      set -e
      ip netns add peer
      for i in 1 2; do
        ip link add a$i type veth peer name b$i netns peer
        ip addr add 10.0.$i.1/24 dev a$i
        ip link set a$i up
        ip -n peer addr add 10.0.$i.2/24 dev b$i
        ip -n peer link set b$i up
      done
      ip link set lo up
      ip -n peer link set lo up
      ip mptcp limits set subflows 1
      ip -n peer mptcp limits set subflows 1
      ip mptcp endpoint add 10.0.2.1 dev a2 subflow
      """;

  /** Takes one connection, and tells how much came, and its checksum. */
  public static final class Receiver {

    private Receiver() {}

    /**
     * Runs the program.
     *
     * @param arguments a file to be made when it listens
     * @throws IOException if the connection breaks
     */
    public static void main(String[] arguments) throws IOException {
      EndpointUri any = EndpointUri.valueOf("mptcp4://10.0.1.2:7000?SO_RCVTIMEO=60s");
      CRC32 sum = new CRC32();
      long length = 0;
      try (Listener<StreamEndpoint> listener = Network.system().listenStream(any)) {
        Files.createFile(Path.of(arguments[0]));
        try (StreamEndpoint endpoint = listener.accept()) {
          ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
          while (endpoint.read(buffer.clear()) >= 0) {
            length += buffer.flip().remaining();
            sum.update(buffer);
          }
        }
      }
      System.out.println("received " + length + " " + sum.getValue());
    }
  }

  /** Sends over two paths, and over one from the middle on. */
  public static final class Sender {

    private final StreamEndpoint endpoint;
    private final CRC32 sum = new CRC32();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    private long length;

    private Sender(StreamEndpoint endpoint) {
      this.endpoint = endpoint;
    }

    /**
     * Runs the program.
     *
     * @param none unused
     * @throws Exception if the connection breaks
     */
    public static void main(String[] none) throws Exception {
      EndpointUri peer = EndpointUri.valueOf("mptcp4://10.0.1.2:7000?SO_SNDTIMEO=60s");
      try (StreamEndpoint endpoint = Network.system().connectStream(peer)) {
        new Sender(endpoint).run();
      }
    }

    private void run() throws Exception {
      while (endpoint.getOption(Mptcp.MPTCP_INFO).subflows() < 1) {
        send(1);
        TimeUnit.MILLISECONDS.sleep(5);
      }
      while (length < CUT_AFTER) {
        send(buffer.capacity());
      }
      System.out.println("paths " + endpoint.getOption(Mptcp.MPTCP_INFO).subflowsTotal());
      FutureTask<Integer> cut = new FutureTask<>(Sender::cut);
      new Thread(cut).start();
      while (length < REST_FROM) {
        send(buffer.capacity());
      }
      System.out.println("cut " + cut.get());
      while (length < LENGTH) {
        send((int) Math.min(buffer.capacity(), LENGTH - length));
      }
      endpoint.shutdownOutput();
      endpoint.read(buffer.clear());
      System.out.println("sent " + length + " " + sum.getValue());
    }

    private static int cut() throws Exception {
      return new ProcessBuilder(List.of("ip", "link", "set", "a1", "down")).start().waitFor();
    }

    /** No two pieces are alike. */
    private void send(int size) throws IOException {
      buffer.clear().limit(size);
      for (int i = 0; i < size; i++) {
        buffer.put(i, (byte) (((length + i) * 31) >> (i % 5)));
      }
      sum.update(buffer);
      length += endpoint.write(buffer.rewind());
    }
  }

  @Test
  void nothingIsLostWithOneOfTwoPaths() throws Exception {
    MptcpPeersTest.assumeMptcp();
    Namespace.assumeMade(TWO_LINKS);
    String both =
        "ip netns exec peer "
            + Namespace.javaWords(Receiver.class, "/run/listens")
            + " > /run/received 2>&1 &\n"
            + "until [ -e /run/listens ]; do sleep 0.1; kill -0 $!; done\n"
            + Namespace.javaWords(Sender.class)
            + "\nwait\ncat /run/received";
    String told = Namespace.run(TWO_LINKS, List.of("sh", "-ec", both));
    List<String> lines = told.lines().toList();
    assertEquals(4, lines.size(), told);
    assertEquals("paths 2", lines.get(0), told);
    assertEquals("cut 0", lines.get(1), told);
    assertTrue(lines.get(2).startsWith("sent " + LENGTH + " "), told);
    assertEquals(lines.get(2).replace("sent", "received"), lines.get(3), told);
  }
}
