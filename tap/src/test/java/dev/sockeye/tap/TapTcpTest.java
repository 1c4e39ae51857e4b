package dev.sockeye.tap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.Addresses;
import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.testkit.local.Tshark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Wireshark makes of a TCP connection that was tapped. */
@Timeout(60)
class TapTcpTest {

  private static final EndpointUri ANY_PORT = EndpointUri.valueOf("tcp4://127.0.0.1:0");

  @TempDir Path folder;
  private PcapngSink sink;
  private Network tapped;
  private Tshark tshark;

  @BeforeEach
  void create() throws IOException {
    Path file = folder.resolve("tap.pcapng");
    sink = PcapngSink.create(file);
    tapped = TapNetwork.over(Network.system(), sink);
    tshark = new Tshark(file);
  }

  @Test
  void followsAConnectionSeenFromBothEnds() throws Exception {
    converse(tapped, tapped);
    assertEquals(List.of("GET", "\t200 OK"), ascii(tshark.follow(0)));
    assertEquals(List.of(), tshark.fields("tcp.stream > 0", "frame.number"));
    assertEquals(List.of(), tshark.warnings());
    assertEquals(
        List.of("1\t0", "1\t1", "0\t1"),
        tshark.fields("frame.number <= 3", "tcp.flags.syn", "tcp.flags.ack"));
    assertEquals(2, tshark.fields("tcp.flags.fin == 1", "frame.number").size());
  }

  @Test
  void followsAConnectionSeenFromTheClient() throws Exception {
    converse(tapped, Network.system());
    assertEquals(List.of("GET", "\t200 OK"), ascii(tshark.follow(0)));
    assertEquals(List.of(), tshark.warnings());
  }

  @Test
  void followsAConnectionSeenFromTheServer() throws Exception {
    converse(Network.system(), tapped);
    assertEquals(List.of("GET", "\t200 OK"), ascii(tshark.follow(0)));
    assertEquals(List.of(), tshark.warnings());
  }

  private void converse(Network client, Network server) throws Exception {
    try (Listener<StreamEndpoint> listener = server.listenStream(ANY_PORT);
        StreamEndpoint caller =
            client.connectStream(ANY_PORT.withAddress(listener.getLocalAddress()));
        StreamEndpoint callee = listener.accept()) {
      Streams.writeFully(caller, text("GET"));
      caller.shutdownOutput();
      assertEquals("GET", new String(Streams.inputStream(callee).readAllBytes(), US_ASCII));
      Streams.writeFully(callee, text("200 OK"));
      callee.shutdownOutput();
      assertEquals("200 OK", new String(Streams.inputStream(caller).readAllBytes(), US_ASCII));
    }
    sink.close();
    assertEquals(0, sink.dropped());
  }

  @Test
  void hasTheRealAddressesAndGoodChecksums() throws Exception {
    InetSocketAddress server;
    InetSocketAddress client;
    try (EndpointPair<StreamEndpoint> pair = tapped.pair(Tcp.STREAM4)) {
      client = (InetSocketAddress) pair.first().getLocalAddress();
      server = (InetSocketAddress) pair.second().getLocalAddress();
      Streams.writeFully(pair.first(), text("odd"));
    }
    sink.close();
    assertEquals(
        List.of(
            client.getAddress().getHostAddress()
                + "\t"
                + server.getAddress().getHostAddress()
                + "\t"
                + client.getPort()
                + "\t"
                + server.getPort()
                + "\t1\t1\todd"),
        tshark
            .fields(
                "tcp.len > 0",
                "ip.src",
                "ip.dst",
                "tcp.srcport",
                "tcp.dstport",
                "ip.checksum.status",
                "tcp.checksum.status",
                "tcp.payload")
            .stream()
            .map(line -> line.replace("6f6464", "odd"))
            .toList());
    assertEquals(
        List.of(), tshark.fields("tcp.checksum.status != 1 || ip.checksum.status != 1", "ip.src"));
  }

  @Test
  void saysInEachInterfaceWhichEndpointItIs() throws Exception {
    String server;
    try (EndpointPair<StreamEndpoint> pair = tapped.pair(Tcp.STREAM4)) {
      server = Addresses.format(pair.first().getRemoteAddress());
      Streams.writeFully(pair.first(), text("x"));
    }
    sink.close();
    assertEquals(
        List.of("tcp#1 to " + server + "\t" + Tcp.STREAM4 + "\t0x00000002"),
        tshark.fields(
            "tcp.len > 0",
            "frame.interface_name",
            "frame.interface_description",
            "frame.packet_flags"));
  }

  @Test
  void keepsAllOfALargeTransfer() throws Exception {
    byte[] data = new byte[3_000_000];
    new Random(1).nextBytes(data);
    try (EndpointPair<StreamEndpoint> pair = tapped.pair(Tcp.STREAM4)) {
      CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> readAll(pair.second()));
      Streams.writeFully(pair.first(), ByteBuffer.wrap(data));
      pair.first().shutdownOutput();
      assertArrayEquals(data, read.get());
    }
    sink.close();
    assertEquals(0, sink.dropped());
    byte[] followed = HexFormat.of().parseHex(String.join("", tshark.follow(0)));
    assertArrayEquals(data, followed);
    assertEquals(List.of(), tshark.warnings());
  }

  private static byte[] readAll(StreamEndpoint endpoint) {
    try {
      return Streams.inputStream(endpoint).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void showsABreak() throws Exception {
    try (EndpointPair<StreamEndpoint> pair = tapped.pair(Tcp.STREAM4)) {
      pair.first().setOption(StandardSocketOptions.SO_LINGER, 0).close();
      assertThrows(
          ConnectionResetException.class, () -> pair.second().read(ByteBuffer.allocate(1)));
    }
    sink.close();
    assertEquals(1, tshark.fields("tcp.flags.reset == 1", "frame.number").size());
  }

  @Test
  void showsFramedMessagesAsTheyAreOnTheWire() throws Exception {
    try (Listener<MessageEndpoint> listener = tapped.listenMessages(ANY_PORT);
        MessageEndpoint caller =
            Network.system().connectMessages(ANY_PORT.withAddress(listener.getLocalAddress()));
        MessageEndpoint callee = listener.accept()) {
      caller.send(text("ab"));
      caller.send(ByteBuffer.allocate(0));
      assertEquals(2, callee.receive(ByteBuffer.allocate(10)));
      assertEquals(0, callee.receive(ByteBuffer.allocate(10)));
    }
    sink.close();
    assertEquals(List.of("000000026162", "00000000"), tshark.follow(0));
  }

  @Test
  void recordsAScatteredReadAndAGatheredWrite() throws Exception {
    try (Listener<StreamEndpoint> listener = tapped.listenStream(ANY_PORT);
        StreamEndpoint caller =
            Network.system().connectStream(ANY_PORT.withAddress(listener.getLocalAddress()));
        StreamEndpoint callee = listener.accept()) {
      callee.write(new ByteBuffer[] {text("-"), text("ab"), text(""), text("cd")}, 1, 3);
      Streams.writeFully(caller, text("12345"));
      ByteBuffer[] dsts = {ByteBuffer.allocate(2), ByteBuffer.allocate(9)};
      assertEquals(5, callee.read(dsts));
    }
    sink.close();
    assertEquals(List.of("\tabcd", "12345"), ascii(tshark.follow(0)));
  }

  @Test
  void givesHostsInMemoryAddresses() throws Exception {
    Network memory = TapNetwork.over(MemoryNetwork.create(), sink);
    EndpointUri uri = EndpointUri.valueOf("tcp://db.example:5432");
    try (Listener<StreamEndpoint> listener = memory.listenStream(uri);
        StreamEndpoint caller = memory.connectStream(uri);
        StreamEndpoint callee = listener.accept()) {
      Streams.writeFully(caller, text("SELECT"));
      assertEquals(6, callee.read(ByteBuffer.allocate(10)));
    }
    sink.close();
    assertEquals(List.of("SELECT"), ascii(tshark.follow(0)));
    assertEquals(
        List.of("5432"), tshark.fields("tcp.len > 0 && ip.dst == 198.18.0.0/15", "tcp.dstport"));
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  private static List<String> ascii(List<String> lines) {
    return lines.stream()
        .map(
            line ->
                (line.startsWith("\t") ? "\t" : "")
                    + new String(HexFormat.of().parseHex(line.strip()), US_ASCII))
        .toList();
  }
}
