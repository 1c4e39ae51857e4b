package dev.sockeye.tap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.AncillaryStream;
import dev.sockeye.Domain;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Shutdownable;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpEndpoint;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.testkit.local.Tshark;
import dev.sockeye.udp.Udp;
import dev.sockeye.udp.Udplite;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Wireshark makes of sockets of other kinds. */
@Timeout(60)
class TapKindsTest {

  private static final String SENT = "0x00000002";
  private static final String RECEIVED = "0x00000001";

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
  void recordsDatagramsOfUdpAsSentAndAsReceived() throws Exception {
    int port;
    try (MessageEndpoint server = bound(Udp.DATAGRAM4, "127.0.0.1");
        MessageEndpoint client = bound(Udp.DATAGRAM4, "127.0.0.1")) {
      port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      client.sendTo(text("odd"), server.getLocalAddress());
      ByteBuffer received = ByteBuffer.allocate(10);
      server.sendTo(text("back"), server.receiveFrom(received));
      assertEquals(4, client.receiveMessage(Message.allocate(10)));
    }
    sink.close();
    assertEquals(List.of("odd", "odd", "back", "back"), ascii(tshark.fields("udp", "udp.payload")));
    assertEquals(
        List.of(SENT + "\t127.0.0.1\t1\t1", RECEIVED + "\t127.0.0.1\t1\t1"),
        tshark.fields(
            "udp.dstport == " + port,
            "frame.packet_flags",
            "ip.src",
            "ip.checksum.status",
            "udp.checksum.status"));
    assertEquals(List.of(), tshark.warnings());
  }

  @Test
  void recordsEmptyAndLargestDatagramsOfBothFamilies() throws Exception {
    try (MessageEndpoint server = bound(Udp.DATAGRAM6, "::1");
        MessageEndpoint client = tapped.socket(Udp.DATAGRAM6)) {
      client.connect(server.getLocalAddress());
      client.send(ByteBuffer.allocate(0));
      client.send(ByteBuffer.allocate(65_527));
    }
    sink.close();
    assertEquals(
        List.of("8\t1", "65535\t1"),
        tshark.fields("ipv6.dst == ::1", "udp.length", "udp.checksum.status"));
    assertEquals(List.of(), tshark.warnings());
  }

  @Test
  void recordsUdpLite() throws Exception {
    Network memory = TapNetwork.over(MemoryNetwork.create(), sink);
    try (MessageEndpoint server = memory.socket(Udplite.DATAGRAM);
        MessageEndpoint client = memory.socket(Udplite.DATAGRAM)) {
      server.bind(InetSocketAddress.createUnresolved("10.0.0.1", 7000));
      client.sendTo(text("lite"), server.getLocalAddress());
    }
    sink.close();
    assertEquals(
        List.of("10.0.0.1\t7000\t1"),
        tshark.fields("udplite", "ip.dst", "udp.dstport", "udp.checksum.status"));
  }

  private MessageEndpoint bound(SocketSpec<MessageEndpoint> spec, String host) throws IOException {
    return tapped.socket(spec).bind(new InetSocketAddress(InetAddress.getByName(host), 0));
  }

  @Test
  void recordsTheUnixDomainAsDataWithItsNames() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("unix:" + folder.resolve("s"));
    try (Listener<StreamEndpoint> listener = tapped.listenStream(uri);
        StreamEndpoint caller = tapped.connectStream(uri);
        StreamEndpoint callee = listener.accept()) {
      Streams.writeFully(caller, text("hello"));
      assertEquals(5, callee.read(ByteBuffer.allocate(10)));
    }
    sink.close();
    String path = folder.resolve("s").toString();
    assertEquals(
        List.of(SENT + "\tunix stream\t68656c6c6f", RECEIVED + "\tunix stream\t68656c6c6f"),
        tshark.fields("frame", "frame.packet_flags", "_ws.col.Protocol", "data.data"));
    String bytes = new String(Files.readAllBytes(folder.resolve("tap.pcapng")), ISO_8859_1);
    assertTrue(bytes.contains("unnamed > " + path + ", 5 bytes"), bytes); // for the column "Info"
    assertEquals(
        List.of("unix stream#1 to " + path),
        tshark.fields("frame.number == 1", "frame.interface_name"));
    assertEquals(List.of(), tshark.warnings());
  }

  @Test
  void recordsMessagesThatAreLongerThanAPacketInParts() throws Exception {
    byte[] data = new byte[600_000];
    new Random(2).nextBytes(data);
    Network memory = TapNetwork.over(MemoryNetwork.create(), sink);
    EndpointUri uri = EndpointUri.valueOf("memory:large");
    try (Listener<StreamEndpoint> listener = memory.listenStream(uri);
        StreamEndpoint caller = memory.connectStream(uri);
        StreamEndpoint callee = listener.accept()) {
      Thread reader = new Thread(() -> readAll(callee));
      reader.start();
      Streams.writeFully(caller, ByteBuffer.wrap(data));
      caller.shutdownOutput();
      reader.join();
    }
    sink.close();
    List<String> sent = tshark.fields("frame.packet_flags == " + SENT, "data.data");
    assertArrayEquals(data, HexFormat.of().parseHex(String.join("", sent)));
    assertTrue(sent.size() > 2, () -> sent.size() + " packets");
  }

  private static void readAll(StreamEndpoint endpoint) {
    try {
      Streams.inputStream(endpoint).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void recordsWhatAStreamWithAttributesCarries() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("unix:" + folder.resolve("s") + "?SO_PASSRIGHTS=true");
    try (Listener<StreamEndpoint> listener = tapped.listenStream(uri);
        StreamEndpoint caller = tapped.connectStream(uri);
        StreamEndpoint callee = listener.accept()) {
      caller.unwrap(AncillaryStream.class).sendMessage(Message.of(text("fd")));
      assertEquals(2, callee.unwrap(AncillaryStream.class).receiveMessage(Message.allocate(10)));
    }
    sink.close();
    assertEquals(List.of("fd", "fd"), ascii(tshark.fields("frame", "data.data")));
  }

  @Test
  void recordsMessagesOfTheUnixDomainAndTheirBatches() throws Exception {
    try (EndpointPair<MessageEndpoint> pair = tapped.pair(Unix.SEQPACKET)) {
      Message[] two = {Message.of(text("one")), Message.of(text("two"), text("!"))};
      assertEquals(2, pair.first().sendMessages(two, 0, 2));
      pair.first().unwrap(Shutdownable.class).shutdownOutput();
      Message[] received = {Message.allocate(10), Message.allocate(10), Message.allocate(10)};
      int n = pair.second().receiveMessages(received, 0, 1);
      n += pair.second().receiveMessages(received, n, 2);
      assertEquals(2, n);
    }
    sink.close();
    assertEquals(
        List.of("one", "two!"), ascii(tshark.fields("frame.packet_flags == " + SENT, "data.data")));
    assertEquals(
        List.of("one", "two!"),
        ascii(tshark.fields("frame.packet_flags == " + RECEIVED, "data.data")));
  }

  @Test
  void recordsMessagesOfSctpWithStreamAndProtocol() throws Exception {
    Network memory = TapNetwork.over(MemoryNetwork.create(), sink);
    EndpointUri uri = EndpointUri.valueOf("sctp://10.0.0.1:3868");
    byte[] large = new byte[100_000];
    try (Listener<MessageEndpoint> listener = memory.listenMessages(uri);
        MessageEndpoint caller = memory.connectMessages(uri);
        MessageEndpoint callee = listener.accept()) {
      caller.sendMessage(
          Message.of(text("hello"))
              .set(Sctp.STREAM_NUMBER, 3)
              .set(Sctp.PAYLOAD_PROTOCOL_ID, 0x4000_0001));
      assertEquals(5, callee.receiveMessage(Message.allocate(10)));
      caller.unwrap(SctpEndpoint.class).send(ByteBuffer.wrap(large));
    }
    sink.close();
    String first =
        String.join(
            "\t", "10.0.0.1", "3868", "0x0003", Integer.toString(0x4000_0001), "1", "68656c6c6f");
    assertEquals(
        List.of(first, first),
        tshark.fields(
            "sctp.data_sid == 3",
            "ip.dst",
            "sctp.dstport",
            "sctp.data_sid",
            "sctp.data_payload_proto_id",
            "sctp.checksum.status",
            "data.data"));
    assertEquals(
        List.of("1\t0", "0\t1"),
        tshark.fields("sctp.data_sid == 0", "sctp.data_b_bit", "sctp.data_e_bit"));
    assertEquals(List.of(), tshark.warnings());
  }

  @Test
  void recordsTheChosenAlone() throws Exception {
    Network some =
        TapNetwork.over(Network.system(), sink)
            .only(endpoint -> endpoint.spec().domain().equals(Domain.AF_UNIX));
    try (EndpointPair<StreamEndpoint> tcp = some.pair(Tcp.STREAM4);
        EndpointPair<StreamEndpoint> unix = some.pair(Unix.STREAM)) {
      Streams.writeFully(tcp.first(), text("tcp"));
      Streams.writeFully(unix.first(), text("unix"));
    }
    sink.close();
    assertEquals(List.of("unix"), ascii(tshark.fields("frame", "data.data")));
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  private static List<String> ascii(List<String> lines) {
    return lines.stream().map(line -> new String(HexFormat.of().parseHex(line), US_ASCII)).toList();
  }
}
