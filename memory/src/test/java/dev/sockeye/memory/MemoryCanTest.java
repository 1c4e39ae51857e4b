package dev.sockeye.memory;

import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketType;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanAddress;
import dev.sockeye.can.CanError;
import dev.sockeye.can.CanFilter;
import dev.sockeye.can.CanFilters;
import dev.sockeye.can.CanFrame;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.faults.FaultPlanBuilder;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bus in memory, as Linux has it; the interface need not exist. */
@Timeout(60)
class MemoryCanTest {

  private MemoryNetwork network = MemoryNetwork.create();
  private MessageEndpoint one;
  private MessageEndpoint two;

  @BeforeEach
  void open() throws IOException {
    one = on("can:vcan9");
    two = on("can:vcan9");
  }

  @AfterEach
  void close() throws IOException {
    one.close();
    two.close();
    assertEquals(0, network.openSockets());
    network.close();
  }

  private MessageEndpoint on(String uri) throws IOException {
    return network.connectMessages(EndpointUri.valueOf(uri));
  }

  private CanAddress bus() {
    return new CanAddress(network.interfaceIndex("vcan9"));
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer frame(int id, String text) {
    ByteBuffer frame = ByteBuffer.allocate(CanFrame.CLASSIC);
    CanFrame.put(frame, id, utf8(text));
    return frame.flip();
  }

  private static ByteBuffer fdFrame(int id, String text) {
    ByteBuffer frame = ByteBuffer.allocate(CanFrame.FD);
    CanFrame.putFd(frame, id, CanFrame.BRS, utf8(text));
    return frame.flip();
  }

  private static String receive(MessageEndpoint endpoint) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CanFrame.FD);
    endpoint.receive(buffer);
    return new CanFrame().wrap(buffer.flip()).toString();
  }

  /** All that is there now. */
  private static List<String> heard(MessageEndpoint endpoint) throws IOException {
    endpoint.configureBlocking(false);
    List<String> frames = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocate(CanFrame.FD);
    while (endpoint.receive(buffer.clear()) != WOULD_BLOCK) {
      frames.add(new CanFrame().wrap(buffer.flip()).toString());
    }
    endpoint.configureBlocking(true);
    return frames;
  }

  @Test
  void allOnTheBusHearButTheSenderAndOtherBuses() throws IOException {
    try (MessageEndpoint byTriple =
            (MessageEndpoint) network.socket(Can.AF_CAN, SocketType.SOCK_RAW, Can.CAN_RAW);
        MessageEndpoint elsewhere = on("can:vcan8");
        MessageEndpoint any = network.bindMessages(EndpointUri.valueOf("can:any"))) {
      byTriple.bind(bus());
      one.send(frame(0x123, "abc"));
      for (MessageEndpoint hearer : List.of(two, byTriple, any)) {
        assertEquals(List.of("123#616263"), heard(hearer));
      }
      assertEquals(List.of(), heard(one));
      assertEquals(List.of(), heard(elsewhere));
      assertThrows(NotYetConnectedException.class, () -> byTriple.send(frame(1, "")));
      byTriple.sendTo(frame(0x12345 | CanFrame.EFF, "z"), bus());
      assertEquals(List.of("00012345#7A"), heard(one));
      ByteBuffer buffer = ByteBuffer.allocate(CanFrame.CLASSIC);
      assertEquals(bus(), any.receiveFrom(buffer));
      assertEquals(CanAddress.ANY, any.getLocalAddress());
      IOException e =
          assertThrows(IOException.class, () -> any.sendTo(frame(1, ""), CanAddress.ANY));
      assertTrue(e.getMessage().endsWith("the address has to tell (ENXIO)"), e.getMessage());
    }
  }

  @Test
  void whoConnectsElsewhereHearsThat() throws IOException {
    two.connect(new CanAddress(network.interfaceIndex("vcan8")));
    one.send(frame(1, ""));
    assertEquals(List.of(), heard(two));
    two.connect(bus());
    one.send(frame(2, ""));
    assertEquals(List.of("002#"), heard(two));
    two.disconnect();
    assertThrows(NotYetConnectedException.class, () -> two.send(frame(1, "")));
    one.send(frame(3, ""));
    assertEquals("003#", receive(two));
  }

  @Test
  void framesOfFlexibleDataRateWantTheOption() throws IOException {
    IOException refused = assertThrows(IOException.class, () -> one.send(fdFrame(1, "a")));
    assertEquals(Errno.EINVAL, Errno.of(refused).orElseThrow());
    assertTrue(refused.getMessage().contains("CAN_RAW_FD_FRAMES"), refused.getMessage());
    one.setOption(Can.CAN_RAW_FD_FRAMES, true);
    try (MessageEndpoint fd = on("can:vcan9?CAN_RAW_FD_FRAMES=true")) {
      one.send(fdFrame(0x7, "0123456789"));
      assertEquals("007##1303132333435363738390000", receive(fd));
      fd.send(frame(8, "x"));
      assertEquals("008#78", receive(one));
    }
    assertEquals(List.of("008#78"), heard(two));
  }

  @Test
  void otherSizesAreExplained() {
    for (int size : new int[] {0, 1, 15, 17, 71, 73, 2000, 300_000}) {
      IOException e = assertThrows(IOException.class, () -> one.send(ByteBuffer.allocate(size)));
      assertTrue(e.getMessage().endsWith("not " + size + " (EINVAL)"), e.getMessage());
    }
    ByteBuffer tooMuch = frame(1, "").put(4, (byte) 9);
    assertThrows(IOException.class, () -> one.send(tooMuch));
  }

  @Test
  void filtersDecideWhatIsHeard() throws IOException {
    assertEquals(CanFilters.ALL, two.getOption(Can.CAN_RAW_FILTER));
    two.setOption(Can.CAN_RAW_FILTER, CanFilters.parse("100:7F0,00012345:9FFFFFFF"));
    for (int id : new int[] {0x100, 0x200, 0x10f, 0x12345 | CanFrame.EFF, 0x345}) {
      one.send(frame(id, ""));
    }
    assertEquals(List.of("100#", "10F#", "00012345#"), heard(two));
    two.setOption(Can.CAN_RAW_FILTER, CanFilters.NONE);
    one.send(frame(0x100, ""));
    assertEquals(List.of(), heard(two));
    two.setOption(Can.CAN_RAW_FILTER, CanFilters.of(CanFilter.exactly(0x100).not()));
    one.send(frame(0x100, ""));
    one.send(frame(0x101, ""));
    assertEquals(List.of("101#"), heard(two));
  }

  @Test
  void joinedFiltersAreAllMet() throws IOException {
    try (MessageEndpoint joined =
        on("can:vcan9?CAN_RAW_FILTER=100:700,123~7FF&CAN_RAW_JOIN_FILTERS=on")) {
      for (int id : new int[] {0x123, 0x124, 0x223}) {
        one.send(frame(id, ""));
      }
      assertEquals(List.of("124#"), heard(joined));
    }
  }

  @Test
  void ownFramesComeBackIfAskedForAndSayWhoseTheyAre() throws IOException {
    one.setOption(Can.CAN_RAW_RECV_OWN_MSGS, true);
    one.setOption(Can.SO_TIMESTAMPNS, true);
    Instant before = Instant.now();
    one.send(frame(1, "a"));
    Message message = Message.allocate(CanFrame.CLASSIC);
    one.receiveMessage(message);
    assertEquals(true, message.get(Can.OWN));
    assertEquals(true, message.get(Can.LOCAL));
    assertEquals(bus(), message.peer());
    assertTrue(!message.get(Can.TIMESTAMP).isBefore(before));
    two.receiveMessage(message.clear());
    assertEquals(true, message.get(Can.LOCAL));
    assertNull(message.get(Can.OWN));
    assertNull(message.get(Can.TIMESTAMP));
    message.payload().flip();
    assertEquals(CanFrame.CLASSIC, two.sendMessage(message)); // as it was received
    one.setOption(Can.CAN_RAW_LOOPBACK, false);
    receive(one);
    one.send(frame(1, "a"));
    assertEquals(List.of(), heard(two));
    assertEquals(List.of(), heard(one));
  }

  @Test
  void whatWasLostIsToldWithTheNextFrame() throws IOException {
    two.setOption(Can.SO_RXQ_OVFL, true);
    two.setOption(StandardSocketOptions.SO_RCVBUF, 2048);
    for (int i = 0; i < 100; i++) {
      one.send(frame(i, ""));
    }
    int received = heard(two).size();
    assertTrue(received < 100);
    one.send(frame(1, ""));
    Message message = Message.allocate(CanFrame.CLASSIC);
    two.receiveMessage(message);
    assertEquals(100 - received, message.get(Can.DROPPED));
  }

  @Test
  void errorsAreHeardIfAskedFor() throws IOException {
    ByteBuffer error = frame(0, "");
    error.order(java.nio.ByteOrder.nativeOrder()).putInt(0, CanFrame.ERR | CanError.BUSOFF);
    one.send(error.duplicate());
    assertEquals(List.of(), heard(two));
    two.setOption(Can.CAN_RAW_ERR_FILTER, CanError.BUSOFF);
    one.send(error);
    assertEquals(1, heard(two).size());
  }

  private List<String> sent(FaultPlanBuilder plan) throws IOException {
    close();
    network = MemoryNetwork.builder().faults(plan.seed(3).schemes("can").build()).build();
    open();
    for (int i = 0; i < 100; i++) {
      one.send(frame(i, ""));
    }
    try (MessageEndpoint late = on("can:vcan9")) {
      assertEquals(List.of(), heard(late));
    }
    return heard(two);
  }

  @Test
  void framesGetLostToAllArriveTwiceAndOvertake() throws IOException {
    List<String> all = sent(FaultPlan.builder());
    assertEquals(100, all.size());
    assertEquals(List.of(), sent(FaultPlan.builder().loss(1)));
    assertTrue(sent(FaultPlan.builder().loss(0.5)).size() < 80);
    assertEquals(
        List.of("000#", "000#", "001#"), sent(FaultPlan.builder().duplication(1)).subList(0, 3));
    List<String> mixed = sent(FaultPlan.builder().reordering(0.5));
    assertNotEquals(all, mixed);
    assertEquals(all, mixed.stream().sorted().toList());
  }

  @Test
  void whatIsLostIsLostToTheWholeBus() throws IOException {
    close();
    network = MemoryNetwork.builder().faults(FaultPlan.builder().seed(1).loss(0.5).build()).build();
    open();
    try (MessageEndpoint sender = on("can:vcan9")) {
      for (int i = 0; i < 100; i++) {
        sender.send(frame(i, ""));
      }
    }
    List<String> heard = heard(one);
    assertTrue(heard.size() > 20 && heard.size() < 80);
    assertEquals(heard, heard(two));
  }

  @Test
  void aBusTakesTimeOnceForAll() throws IOException {
    close();
    ManualTime time = ManualTime.create();
    FaultPlan plan =
        FaultPlan.builder().latency(Duration.ofMillis(5)).bytesPerSecond(16_000).build();
    network = MemoryNetwork.builder().time(time).faults(plan).build();
    open();
    try (MessageEndpoint sender = on("can:vcan9")) {
      sender.send(frame(1, ""));
      time.advance(Duration.ofMillis(5));
      assertEquals(List.of(), heard(two));
      time.advance(Duration.ofMillis(1));
      assertEquals(List.of("001#"), heard(one));
      assertEquals(List.of("001#"), heard(two));
    }
  }
}
