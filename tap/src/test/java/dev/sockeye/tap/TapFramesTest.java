package dev.sockeye.tap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.can.CanFrame;
import dev.sockeye.netlink.Link;
import dev.sockeye.netlink.NetlinkGroups;
import dev.sockeye.netlink.Rtnetlink;
import dev.sockeye.packet.PacketAddress;
import dev.sockeye.testkit.Places;
import dev.sockeye.testkit.VirtualCan;
import dev.sockeye.testkit.local.Tshark;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Wireshark makes of the system's Ethernet frames, netlink messages, CAN and TIPC, of which
 * the last two are in the kernel lab alone where the host has none.
 */
@Timeout(60)
class TapFramesTest {

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

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  private static EndpointUri place(String uri) {
    return Places.require(Network.system(), EndpointUri.valueOf(uri));
  }

  /** The ethertype is one of the two for experiments, IEEE 802, table 2. */
  @Test
  void recordsEthernetFrames() throws Exception {
    EndpointUri where = place("packet:lo/0x88b6?SO_RCVTIMEO=20s");
    ByteBuffer frame = ByteBuffer.allocate(64);
    frame.put(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1}).putShort((short) 0x88b6);
    frame.put(text("hello")).flip();
    try (MessageEndpoint receiver = tapped.bindMessages(where);
        MessageEndpoint sender = tapped.bindMessages(EndpointUri.valueOf("packet:lo/0x88b5"))) {
      int lo = NetworkInterface.getByName("lo").getIndex();
      sender.sendTo(frame, PacketAddress.of(lo));
      assertEquals(19, receiver.receiveMessage(Message.allocate(100)));
    }
    sink.close();
    String seen = "\t02:00:00:00:00:01\t02:00:00:00:00:02\t0x88b6\t68656c6c6f";
    assertEquals(
        List.of(SENT + seen, RECEIVED + seen),
        tshark.fields("eth", "frame.packet_flags", "eth.src", "eth.dst", "eth.type", "data.data"));
    assertEquals(List.of(), tshark.warnings());
  }

  @Test
  void recordsTheMessagesOfNetlink() throws Exception {
    place("route:");
    List<Link> links;
    try (Rtnetlink host = Rtnetlink.open(tapped, NetlinkGroups.NONE)) {
      links = host.links();
    }
    sink.close();
    List<String> requests =
        tshark.fields(
            "frame.packet_flags == " + SENT,
            "netlink.family",
            "netlink-route.nltype",
            "netlink.hdr_len");
    assertEquals(List.of("0x0000\t18\t32"), requests); // NETLINK_ROUTE, RTM_GETLINK
    String answers =
        String.join(
            ",", tshark.fields("frame.packet_flags == " + RECEIVED, "netlink-route.ifla_ifname"));
    assertEquals(
        links.stream().map(Link::name).toList(),
        List.of(answers.split(",")).stream().filter(name -> !name.isEmpty()).toList());
    assertEquals(List.of(), tshark.warnings());
  }

  @Test
  void recordsTheFramesOfCan() throws Exception {
    try (VirtualCan bus = VirtualCan.create();
        MessageEndpoint receiver = can(bus);
        MessageEndpoint sender = can(bus)) {
      receiver.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
      ByteBuffer frame = ByteBuffer.allocateDirect(CanFrame.FD);
      CanFrame.put(frame, 0x123, text("hello"));
      sender.send(frame.flip());
      CanFrame.put(frame.clear(), CanFrame.EFF | 0x1234_5678, text("all"));
      sender.send(frame.flip());
      CanFrame.putRequest(frame.clear(), 0x7e0, 8);
      sender.send(frame.flip());
      CanFrame.putFd(frame.clear(), 0x124, CanFrame.BRS, text("twelve bytes"));
      sender.send(frame.flip());
      for (int i = 0; i < 4; i++) {
        assertTrue(receiver.receive(frame.clear()) > 0);
      }
    }
    sink.close();
    List<String> seen =
        List.of(
            "291\t0\t0\t5\t\t68656c6c6f",
            "305419896\t1\t0\t3\t\t616c6c",
            "2016\t0\t1\t8\t\t0000000000000000",
            "292\t0\t\t12\t1\t7477656c7665206279746573");
    for (String direction : List.of(SENT, RECEIVED)) {
      assertEquals(
          seen,
          tshark.fields(
              "frame.packet_flags == " + direction,
              "can.id",
              "can.flags.xtd",
              "can.flags.rtr",
              "can.len",
              "canfd.flags.brs",
              "data.data"));
    }
    assertEquals(List.of(), tshark.warnings());
  }

  private MessageEndpoint can(VirtualCan bus) throws IOException {
    return tapped.connectMessages(
        EndpointUri.valueOf("can:" + bus.name() + "?CAN_RAW_FD_FRAMES=true"));
  }

  @Test
  void recordsTheStreamsOfTipc() throws Exception {
    EndpointUri where = place("tipc:18889:7");
    try (Listener<StreamEndpoint> listener = tapped.listenStream(where)) {
      FutureTask<StreamEndpoint> accepting = new FutureTask<>(listener::accept);
      new Thread(accepting).start(); // a connect of TIPC waits to be accepted
      StreamEndpoint caller = tapped.connectStream(where);
      StreamEndpoint callee = accepting.get();
      Streams.writeFully(caller, text("hello"));
      assertEquals(5, callee.read(ByteBuffer.allocate(10)));
      caller.close();
      callee.close();
    }
    sink.close();
    assertEquals(
        List.of(SENT + "\ttipc stream\t68656c6c6f", RECEIVED + "\ttipc stream\t68656c6c6f"),
        tshark.fields("frame", "frame.packet_flags", "_ws.col.Protocol", "data.data"));
    String name = tshark.fields("frame.number == 1", "frame.interface_name").get(0);
    assertTrue(name.matches("tipc stream#[12] to [0-9]+/[0-9]+"), name);
    assertEquals(List.of(), tshark.warnings());
  }

  @Test
  void recordsTheMessagesOfTipc() throws Exception {
    EndpointUri where = place("tipc+rdm:18889:8");
    try (MessageEndpoint server = tapped.bindMessages(where);
        MessageEndpoint client = tapped.connectMessages(where)) {
      client.send(text("ask"));
      ByteBuffer asked = ByteBuffer.allocate(10);
      server.sendTo(text("told"), server.receiveFrom(asked));
      assertEquals(4, client.receiveMessage(Message.allocate(10)));
    }
    sink.close();
    assertEquals(
        List.of(
            SENT + "\ttipc rdm\t61736b",
            RECEIVED + "\ttipc rdm\t61736b",
            SENT + "\ttipc rdm\t746f6c64",
            RECEIVED + "\ttipc rdm\t746f6c64"),
        tshark.fields("frame", "frame.packet_flags", "_ws.col.Protocol", "data.data"));
    assertEquals(List.of(), tshark.warnings());
  }
}
