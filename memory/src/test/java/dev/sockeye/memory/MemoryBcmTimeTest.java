package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.can.BcmMessage;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanAddress;
import dev.sockeye.can.CanFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The broadcast manager in memory, moment by moment, as {@code net/can/bcm.c} has it. */
@Timeout(60)
class MemoryBcmTimeTest {

  // struct bcm_msg_head, linux/can/bcm.h
  private static final int COUNT = 8;
  private static final int THEN = 32;

  private static final int TIMER = BcmMessage.SETTIMER | BcmMessage.STARTTIMER;

  private final ManualTime time = ManualTime.create();
  private final MemoryNetwork network = MemoryNetwork.builder().time(time).build();
  private final ByteBuffer buffer = ByteBuffer.allocate(1024);
  private MessageEndpoint manager;
  private MessageEndpoint raw;

  @BeforeEach
  void open() throws IOException {
    manager = network.connectMessages(EndpointUri.valueOf("can+bcm:vcan9"));
    manager.configureBlocking(false);
    raw = network.bindMessages(EndpointUri.valueOf("can:vcan9")).configureBlocking(false);
  }

  @AfterEach
  void close() {
    network.close();
  }

  private static ByteBuffer ascii(String text) {
    return StandardCharsets.US_ASCII.encode(text);
  }

  private void setUp(int opcode, int flags, int count, int first, int then, String... frames)
      throws IOException {
    putSetUp(opcode, flags, count, first, then, frames);
    manager.send(buffer.flip());
  }

  private void putSetUp(int opcode, int flags, int count, int first, int then, String... frames) {
    BcmMessage.put(
        buffer.clear(),
        opcode,
        flags,
        count,
        Duration.ofMillis(first),
        Duration.ofMillis(then),
        0x123,
        frames.length);
    for (String data : frames) {
      CanFrame.put(buffer, 0x123, ascii(data));
    }
  }

  private void say(String data) throws IOException {
    CanFrame.put(buffer.clear(), 0x123, ascii(data));
    raw.sendTo(buffer.flip(), new CanAddress(network.interfaceIndex("vcan9")));
  }

  /** What was sent since, and at which millisecond. */
  private List<String> sentWithin(int millis) throws IOException {
    List<String> sent = new ArrayList<>();
    for (int i = 0; i <= millis; i++) {
      while (raw.receive(buffer.clear()) != MessageEndpoint.WOULD_BLOCK) {
        sent.add(time.elapsed().toMillis() + " " + text(new CanFrame().wrap(buffer.flip())));
      }
      if (i < millis) {
        time.advance(Duration.ofMillis(1));
      }
    }
    return sent;
  }

  private static String text(CanFrame frame) {
    ByteBuffer data = ByteBuffer.allocate(8);
    frame.data(data);
    return StandardCharsets.US_ASCII.decode(data.flip()).toString();
  }

  /** What the program is told now. */
  private List<String> told() throws IOException {
    List<String> told = new ArrayList<>();
    BcmMessage answer = new BcmMessage();
    while (manager.receive(buffer.clear()) != MessageEndpoint.WOULD_BLOCK) {
      answer.wrap(buffer.flip());
      String frame = answer.frames() == 0 ? "" : " " + text(answer.frame(0, new CanFrame()));
      told.add(answer.opcode() + frame);
    }
    return told;
  }

  @Test
  void theFirstIntervalCountsAndThenTheOther() throws IOException {
    setUp(BcmMessage.TX_SETUP, TIMER | BcmMessage.TX_COUNTEVT, 3, 10, 100, "a", "b");
    assertEquals(List.of("0 a", "10 b", "20 a", "120 b", "220 a"), sentWithin(250));
    assertEquals(List.of("" + BcmMessage.TX_EXPIRED), told());
  }

  @Test
  void theCountHasNoSign() throws IOException {
    putSetUp(BcmMessage.TX_SETUP, TIMER, 0, 10, 100, "a");
    buffer.order(ByteOrder.nativeOrder()).putInt(COUNT, -1);
    manager.send(buffer.flip());
    assertEquals(List.of("0 a", "10 a", "20 a"), sentWithin(25));
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 999999",
    "34560001, 0", // 400 days and a second: BCM_TIMER_SEC_MAX, net/can/bcm.c
    "-1, 0",
    "0, 1000000",
    "0, -1"
  })
  void intervalsThatTheKernelRefusesAreRefused(long seconds, long micros) {
    putSetUp(BcmMessage.TX_SETUP, TIMER, 0, 10, 100, "a");
    buffer.order(ByteOrder.nativeOrder()).putLong(THEN, seconds).putLong(THEN + 8, micros);
    assertThrows(IOException.class, () -> manager.send(buffer.flip()));
  }

  @Test
  void intervalsThatAreNotSetDoNotMatter() throws IOException {
    putSetUp(BcmMessage.TX_SETUP, BcmMessage.STARTTIMER, 0, 10, 100, "a");
    buffer.order(ByteOrder.nativeOrder()).putLong(THEN + 8, 1_000_000);
    manager.send(buffer.flip());
    assertEquals(List.of("0 a"), sentWithin(250));
  }

  @Test
  void aChangeIsSentWithTheNextCycleOrAtOnce() throws IOException {
    setUp(BcmMessage.TX_SETUP, TIMER, 0, 0, 100, "a");
    sentWithin(50);
    setUp(BcmMessage.TX_SETUP, 0, 0, 0, 0, "b");
    assertEquals(List.of("100 b"), sentWithin(60));
    setUp(BcmMessage.TX_SETUP, BcmMessage.TX_ANNOUNCE, 0, 0, 0, "c");
    assertEquals(List.of("110 c", "200 c"), sentWithin(100));
    setUp(BcmMessage.TX_SETUP, BcmMessage.SETTIMER, 0, 0, 0, "c");
    assertEquals(List.of(), sentWithin(200));
    IOException more =
        assertThrows(IOException.class, () -> setUp(BcmMessage.TX_SETUP, 0, 0, 0, 0, "c", "d"));
    assertEquals(true, more.getMessage().endsWith("(E2BIG)"), more.getMessage());
  }

  @Test
  void nothingIsSentOnceItIsDeletedOrClosed() throws IOException {
    setUp(BcmMessage.TX_SETUP, TIMER, 0, 0, 100, "a");
    sentWithin(1);
    setUp(BcmMessage.TX_DELETE, 0, 0, 0, 0);
    assertEquals(List.of(), sentWithin(300));
    setUp(BcmMessage.TX_SETUP, TIMER, 0, 0, 100, "a");
    sentWithin(1);
    manager.close();
    assertEquals(List.of(), sentWithin(300));
  }

  @Test
  void changesThatComeTooSoonWait() throws IOException {
    setUp(BcmMessage.RX_SETUP, BcmMessage.SETTIMER | BcmMessage.RX_FILTER_ID, 0, 0, 100);
    say("a");
    assertEquals(List.of("12 a"), told());
    time.advance(Duration.ofMillis(10));
    say("b");
    say("c");
    time.advance(Duration.ofMillis(89));
    assertEquals(List.of(), told());
    time.advance(Duration.ofMillis(1));
    assertEquals(List.of("12 c"), told());
    time.advance(Duration.ofMillis(200));
    say("d");
    assertEquals(List.of("12 d"), told());
  }

  @Test
  void aFrameThatStaysAwayAndIsBackIsToldOnce() throws IOException {
    int flags = TIMER | BcmMessage.RX_ANNOUNCE_RESUME;
    setUp(BcmMessage.RX_SETUP, flags, 0, 100, 0, "\177");
    say("a");
    say("a");
    assertEquals(List.of("12 a"), told());
    time.advance(Duration.ofMillis(100));
    time.advance(Duration.ofSeconds(1));
    assertEquals(List.of("11"), told());
    say("a");
    assertEquals(List.of("12 a"), told());
  }

  @Test
  void severalContentsAreComparedEachWithItsLast() throws IOException {
    String mask = "\177\0";
    setUp(BcmMessage.RX_SETUP, 0, 0, 0, 0, mask, "a\177", "b\177");
    for (String data : new String[] {"a1", "b1", "a1", "b2", "c1", "a2"}) {
      say(data);
    }
    assertEquals(List.of("12 a1", "12 b1", "12 b2", "12 a2"), told());
  }

  @Test
  void aRequestIsAnswered() throws IOException {
    int flags = BcmMessage.RX_RTR_FRAME;
    Duration none = Duration.ZERO;
    BcmMessage.put(
        buffer.clear(), BcmMessage.RX_SETUP, flags, 0, none, none, 0x123 | CanFrame.RTR, 1);
    CanFrame.put(buffer, 0x123, ascii("here"));
    manager.send(buffer.flip());
    CanFrame.putRequest(buffer.clear(), 0x123, 4);
    raw.sendTo(buffer.flip(), new CanAddress(network.interfaceIndex("vcan9")));
    assertEquals(List.of("0 here"), sentWithin(0));
  }

  @Test
  void whoIsNotConnectedSendsNothing() throws IOException {
    CanAddress bus = new CanAddress(network.interfaceIndex("vcan9"));
    try (MessageEndpoint unconnected = network.socket(Can.BCM)) {
      BcmMessage.put(buffer.clear(), BcmMessage.TX_READ, 0x123);
      IOException e = assertThrows(IOException.class, () -> unconnected.sendTo(buffer.flip(), bus));
      assertEquals(Errno.ENOTCONN, Errno.of(e).orElse(null), e::getMessage);
    }
  }

  @Test
  void whatIsNotThereCannotBeReadOrDeleted() throws IOException {
    setUp(BcmMessage.RX_SETUP, BcmMessage.RX_FILTER_ID, 0, 0, 0);
    setUp(BcmMessage.RX_READ, 0, 0, 0, 0);
    assertEquals(List.of("" + BcmMessage.RX_STATUS), told());
    setUp(BcmMessage.RX_DELETE, 0, 0, 0, 0);
    for (int opcode : new int[] {BcmMessage.RX_READ, BcmMessage.RX_DELETE, 13}) {
      IOException e = assertThrows(IOException.class, () -> setUp(opcode, 0, 0, 0, 0));
      assertEquals(Errno.EINVAL, Errno.of(e).orElse(null), e::getMessage);
    }
    say("unheard");
    assertEquals(List.of(), told());
  }
}
