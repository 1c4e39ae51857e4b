package dev.sockeye.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.testkit.local.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of others on the loopback: python3, tcpdump and tshark see ours, we see ping's. */
@Timeout(60)
class PacketPeersTest {

  private static final int ECHO_REQUEST = 8;
  private static final int ICMP = 1;

  private final Network network = Network.system();
  private final Protocol own = PacketFixtures.freeProtocol();
  private final Protocol peers = PacketFixtures.freeProtocol();

  @BeforeEach
  void needsPrivilege() {
    Optional<String> why = new PacketTransport().unavailable(Packet.RAW);
    why.ifPresent(reason -> System.out.println("Skipped: " + reason));
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }

  private static Process start(String... command) {
    return Programs.start(new ProcessBuilder(command).redirectErrorStream(true));
  }

  private MessageEndpoint bound(String scheme) throws IOException {
    return network.bindMessages(
        EndpointUri.valueOf(scheme + ":lo/" + Protocols.hex(own.number()) + "?SO_RCVTIMEO=20s"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "dgram"})
  void pythonAnswers(String type) throws Exception {
    boolean whole = type.equals("raw");
    Process python =
        Programs.python(
            PacketPeersTest.class, "packet.py", type, "" + peers.number(), "" + own.number());
    try (BufferedReader says = python.inputReader(StandardCharsets.UTF_8);
        MessageEndpoint endpoint = bound(whole ? "packet" : "packet+dgram")) {
      assertEquals("bound", says.readLine());
      PacketAddress target = PacketAddress.of(peers, PacketFixtures.lo(), new byte[6]);
      for (String text : new String[] {"hello", "x".repeat(60_000), "bye"}) {
        endpoint.sendTo(whole ? frame(peers, text) : ascii(text), target);
        ByteBuffer answer = ByteBuffer.allocate(70_000);
        PacketAddress from = (PacketAddress) endpoint.receiveFrom(answer);
        assertEquals(
            new PacketAddress(own.number(), PacketFixtures.lo(), 772, 0, new byte[6]), from);
        String upper = text.toUpperCase(Locale.ROOT);
        assertEquals(whole ? frame(own, upper) : ascii(upper), answer.flip());
      }
    } finally {
      python.destroyForcibly();
    }
  }

  @Test
  void tcpdumpPrintsWhatIsSent() throws Exception {
    String filter = "ether proto " + Protocols.hex(own.number());
    Process tcpdump = start("tcpdump", "-i", "lo", "-c", "1", "-n", "-e", "-xx", filter);
    String said = saidOfAFrame(tcpdump, "listening on lo");
    String ethertype = String.format("%04x", own.number());
    assertTrue(said.contains("02:00:00:00:00:01 > 02:00:00:00:00:02"), said);
    assertTrue(said.matches("(?s).*" + ethertype + " 6865\\s+0x0010: +6c6c 6f.*"), said);
  }

  @Test
  void tsharkTakesItApart() throws Exception {
    String filter = "ether proto " + Protocols.hex(own.number());
    List<String> command =
        new ArrayList<>(List.of("tshark", "-i", "lo", "-c", "1", "-f", filter, "-T", "fields"));
    for (String field : List.of("eth.src", "eth.dst", "eth.type", "data")) {
      command.addAll(List.of("-e", field));
    }
    Process tshark = start(command.toArray(new String[0]));
    String said = saidOfAFrame(tshark, "Capture started");
    String line =
        "02:00:00:00:00:01\t02:00:00:00:00:02\t" + Protocols.hex(own.number()) + "\t68656c6c6f";
    assertTrue(said.contains(line), said);
  }

  /** Sends again until it has seen one, as it may not look yet when it says that it does. */
  private String saidOfAFrame(Process program, String ready) throws Exception {
    try (BufferedReader says = program.inputReader(StandardCharsets.UTF_8);
        MessageEndpoint endpoint = network.socket(Packet.RAW)) {
      StringBuilder said = new StringBuilder();
      String line = "";
      while (line != null && !line.contains(ready) && !line.contains("Capturing on")) {
        line = says.readLine();
        said.append(line).append('\n');
      }
      ByteBuffer frame = frame(own, "hello");
      frame.put(0, new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1});
      while (!program.waitFor(50, TimeUnit.MILLISECONDS)) {
        endpoint.sendTo(frame.rewind(), PacketAddress.of(PacketFixtures.lo()));
      }
      says.lines().forEach(more -> said.append(more).append('\n'));
      return said.toString();
    } finally {
      program.destroyForcibly();
    }
  }

  @Test
  void whatPingSendsIsSeen() throws Exception {
    EndpointUri where =
        EndpointUri.valueOf("packet:lo?PROTOCOL=ip&SO_RCVTIMEO=20s&PACKET_AUXDATA=true");
    try (MessageEndpoint endpoint = network.bindMessages(where)) {
      Process ping = start("ping", "-n", "-c", "1", "-p", "5ea1", "127.0.0.7");
      IcmpFrames found = new IcmpFrames(endpoint);
      while (!found.isEchoRequest()) {
        found.next();
      }
      assertEquals(0x5ea1, found.lastBytes());
      assertEquals(0, ping.waitFor());
    }
  }

  /** A frame, with as much of IPv4 as it takes to know ping's (RFC 791, RFC 792). */
  private static final class IcmpFrames {
    private final MessageEndpoint endpoint;
    private final ByteBuffer bytes = ByteBuffer.allocate(2000);
    private final EthernetHeader header = new EthernetHeader();

    IcmpFrames(MessageEndpoint endpoint) {
      this.endpoint = endpoint;
    }

    void next() throws IOException {
      Message frame = Message.of(bytes.clear());
      endpoint.receiveMessage(frame);
      bytes.flip();
    }

    boolean isEchoRequest() {
      if (bytes.position() != 0 || bytes.limit() < 60 || bytes.limit() == bytes.capacity()) {
        return false;
      }
      int ip = header.of(bytes).payload();
      int icmp = ip + 4 * (bytes.get(ip) & 0xf);
      return header.ethertype() == Packet.ETH_P_IP.number()
          && bytes.get(ip + 9) == ICMP
          && bytes.getInt(ip + 16) == 0x7f00_0007
          && bytes.get(icmp) == ECHO_REQUEST;
    }

    int lastBytes() {
      return bytes.getShort(bytes.limit() - 2) & 0xffff;
    }
  }

  private static ByteBuffer frame(Protocol ethertype, String text) {
    ByteBuffer frame = ByteBuffer.allocate(EthernetHeader.LENGTH + text.length());
    return EthernetHeader.put(frame, 0, 0, ethertype.number()).put(ascii(text)).flip();
  }

  private static ByteBuffer ascii(String text) {
    return StandardCharsets.US_ASCII.encode(text);
  }
}
