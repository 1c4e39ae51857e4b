package dev.sockeye.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.can.BcmMessage;
import dev.sockeye.can.CanFrame;
import dev.sockeye.netlink.NetlinkAddress;
import dev.sockeye.netlink.NetlinkReader;
import dev.sockeye.packet.EthernetHeader;
import dev.sockeye.packet.PacketAddress;
import dev.sockeye.testkit.VirtualCan;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages that have a form of their own, and often no peer: frames, packets, what a kernel says.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FormedMessagesTest {

  /** For experiments, IEEE 802. */
  private static final int REQUEST = 0x88b5;

  private static final int REPLY = 0x88b6;
  private static final int RTM_NEWLINK = 16;
  private static final int IP_HEADER = 20;

  private final Network network = Network.system();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(10_000);

  private EndpointUri uri(String text) {
    EndpointUri uri = EndpointUri.valueOf(text);
    network
        .scheme(uri.scheme())
        .flatMap(SchemeInfo::unavailable)
        .ifPresent(
            why -> {
              System.out.println("Skipped: " + why);
              abort(why);
            });
    return uri;
  }

  private static ByteBuffer ascii(String text) {
    return US_ASCII.encode(text);
  }

  private Server serve(EndpointUri uri, MessageHandler handler) throws IOException {
    return Server.builder(network).serveMessages(uri, handler).start();
  }

  /** One at an interface, and one at all of them, which answers where the request came from. */
  @ParameterizedTest
  @CsvSource({"NAME, 16", "any, 16", "NAME?CAN_RAW_FD_FRAMES=true, 72"})
  void aFrameIsAnsweredByAFrame(String at, int length) throws Exception {
    uri("can:any");
    try (VirtualCan bus = VirtualCan.create()) {
      EndpointUri where = EndpointUri.valueOf("can:" + at.replace("NAME", bus.name()));
      EndpointUri client = EndpointUri.valueOf("can:" + at.replaceFirst("NAME|any", bus.name()));
      try (Server server = serve(where, FormedMessagesTest::answerFrame)) {
        askForFrames(client, length);
        assertEquals(200, server.counters().replies());
      }
    }
  }

  private void askForFrames(EndpointUri client, int length) throws IOException {
    CanFrame answer = new CanFrame();
    try (MessageEndpoint endpoint = network.connectMessages(client)) {
      for (int i = 0; i < 200; i++) {
        frame(buffer.clear(), 0x100, length, ascii("req " + i));
        endpoint.send(buffer.flip());
        assertEquals(length, endpoint.receive(buffer.clear()));
        answer.wrap(buffer.flip());
        assertEquals(0x101, answer.id());
        assertEquals("req " + i, text(answer).strip());
      }
    }
  }

  private static ByteBuffer data(CanFrame frame) {
    ByteBuffer data = ByteBuffer.allocate(64);
    frame.data(data);
    return data.flip();
  }

  private static String text(CanFrame frame) {
    return US_ASCII.decode(data(frame)).toString();
  }

  private static void frame(ByteBuffer into, int id, int length, ByteBuffer data) {
    if (length == CanFrame.FD) {
      CanFrame.putFd(into, id, CanFrame.BRS, data);
    } else {
      CanFrame.put(into, id, data);
    }
  }

  private static void answerFrame(Request request) throws IOException {
    CanFrame asked = new CanFrame();
    int length = request.payload().remaining();
    asked.wrap(request.payload());
    ByteBuffer answer = ByteBuffer.allocateDirect(length);
    frame(answer, asked.id() + 1, length, data(asked));
    request.reply(answer.flip());
  }

  /** The longer ones are cut and joined by the kernel. */
  @ParameterizedTest
  @ValueSource(ints = {5, 100, 5_000})
  void messagesOfVehiclesAreAnswered(int length) throws Exception {
    uri("can+j1939:any");
    try (VirtualCan bus = VirtualCan.create()) {
      EndpointUri where = EndpointUri.valueOf("can+j1939:" + bus.name() + ":0x20");
      EndpointUri to = EndpointUri.valueOf("can+j1939:" + bus.name() + ":0x20,0x12300?LOCAL=0x30");
      try (Server server = serve(where, request -> request.reply(request.payload()));
          MessageEndpoint client = network.connectMessages(to)) {
        for (int i = 0; i < 3; i++) {
          client.send(ByteBuffer.allocate(length - i));
          assertEquals(length - i, client.receive(buffer.clear()));
        }
        assertEquals(3, server.counters().replies());
      }
    }
  }

  /** The broadcast manager is told at the beginning, and tells then. */
  @Test
  void theBroadcastManagerTells() throws Exception {
    uri("can+bcm:any");
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    try (VirtualCan bus = VirtualCan.create();
        Server server =
            serve(EndpointUri.valueOf("can+bcm:" + bus.name()), new ChangesOfOneFrame(told));
        MessageEndpoint client =
            network.connectMessages(EndpointUri.valueOf("can:" + bus.name()))) {
      assertEquals("subscribed", told.poll(20, TimeUnit.SECONDS));
      for (String text : new String[] {"one", "two"}) {
        CanFrame.put(buffer.clear(), 0x123, ascii(text));
        client.send(buffer.flip());
        assertEquals(text, told.poll(20, TimeUnit.SECONDS));
      }
      assertEquals(2, server.counters().requests());
    }
  }

  private record ChangesOfOneFrame(BlockingQueue<String> told) implements MessageHandler {
    @Override
    public void opened(MessageSocket socket) throws IOException {
      ByteBuffer order = ByteBuffer.allocateDirect(BcmMessage.HEAD);
      BcmMessage.put(
          order,
          BcmMessage.RX_SETUP,
          BcmMessage.RX_FILTER_ID,
          0,
          Duration.ZERO,
          Duration.ZERO,
          0x123,
          0);
      socket.send(order.flip());
      told.add("subscribed");
    }

    @Override
    public void handle(Request request) {
      CanFrame frame = new BcmMessage().wrap(request.payload()).frame(0, new CanFrame());
      told.add(text(frame));
    }
  }

  /** Another ethertype goes back, which the server does not hear. */
  @Test
  void aFrameOfALinkIsAnswered() throws Exception {
    EndpointUri where = uri("packet:lo?PROTOCOL=" + REQUEST);
    PacketAddress loopback = PacketAddress.of(NetworkInterface.getByName("lo").getIndex());
    try (Server server = serve(where, FormedMessagesTest::answerLink);
        MessageEndpoint client =
            network.bindMessages(EndpointUri.valueOf("packet:lo?PROTOCOL=" + REPLY))) {
      for (int i = 0; i < 20; i++) {
        EthernetHeader.put(buffer.clear(), 0, 0, REQUEST).put(ascii("req " + i));
        client.sendTo(buffer.flip(), loopback);
        client.receive(buffer.clear());
        EthernetHeader header = new EthernetHeader().of(buffer.flip());
        assertEquals("req " + i, US_ASCII.decode(buffer.position(header.payload())).toString());
      }
      assertEquals(20, server.counters().requests());
    }
  }

  private static void answerLink(Request request) throws IOException {
    ByteBuffer frame = request.payload();
    ByteBuffer answer = ByteBuffer.allocate(frame.remaining());
    EthernetHeader header = new EthernetHeader().of(frame);
    EthernetHeader.put(answer, header.source(), header.destination(), REPLY)
        .put(frame.position(header.payload()));
    request.reply(answer.flip());
  }

  /** A packet comes with its header, and goes without. */
  @Test
  void aPacketIsAnswered() throws Exception {
    EndpointUri where = uri("raw4://127.0.0.61:253");
    try (Server server =
            serve(where, request -> request.reply(request.payload().position(IP_HEADER)));
        MessageEndpoint client =
            network.bindMessages(EndpointUri.valueOf("raw4://127.0.0.62:253"))) {
      for (int i = 0; i < 20; i++) {
        client.sendTo(ascii("req " + i), server.addresses().get(0));
        client.receive(buffer.clear());
        assertEquals("req " + i, US_ASCII.decode(buffer.flip().position(IP_HEADER)).toString());
      }
      assertEquals(20, server.counters().requests());
    }
  }

  @Test
  void aProcessIsAnsweredOverNetlink() throws Exception {
    EndpointUri where = uri("netlink:usersock");
    try (Server server = serve(where, request -> request.reply(request.payload()));
        MessageEndpoint client =
            network.connectMessages(EndpointUri.valueOf(where + number(server)))) {
      for (int i = 0; i < 20; i++) {
        client.send(ascii("request " + i));
        client.receive(buffer.clear());
        assertEquals("request " + i, US_ASCII.decode(buffer.flip()).toString());
      }
      assertEquals(20, server.counters().replies());
    }
  }

  private static String number(Server server) {
    return ((NetlinkAddress) server.addresses().get(0)).uriForm();
  }

  @Test
  void theKernelsNewsAreHandled() throws Exception {
    BlockingQueue<String> news = new LinkedBlockingQueue<>();
    try (Server server =
            serve(uri("netlink:route?groups=link"), request -> news.add(types(request.payload())));
        VirtualCan created = VirtualCan.create()) {
      assertNotNull(created.name());
      assertEquals("" + RTM_NEWLINK, news.poll(20, TimeUnit.SECONDS));
      assertEquals(0, server.counters().failures());
    }
  }

  private static String types(ByteBuffer datagram) throws IOException {
    NetlinkReader reader = new NetlinkReader().of(datagram);
    StringBuilder types = new StringBuilder();
    while (reader.next()) {
      types.append(reader.type());
    }
    return types.toString();
  }
}
