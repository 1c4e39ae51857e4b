package dev.sockeye.can.contract;

import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.SocketType;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanAddress;
import dev.sockeye.can.CanError;
import dev.sockeye.can.CanFilter;
import dev.sockeye.can.CanFilters;
import dev.sockeye.can.CanFrame;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Raw sockets of CAN, as Linux has them. */
public abstract class RawCases extends BusCases {

  private static final Duration SHORT = Duration.ofMillis(60);

  private MessageEndpoint one;
  private MessageEndpoint two;

  /** Creates the cases; JUnit does. */
  protected RawCases() {}

  @BeforeEach
  final void open() throws IOException {
    one = connect("");
    two = connect("");
  }

  @AfterEach
  final void close() throws IOException {
    if (two != null) {
      one.close();
      two.close();
    }
  }

  /**
   * The first of two on the bus.
   *
   * @return it, connected
   */
  protected final MessageEndpoint one() {
    return one;
  }

  /**
   * The second of two on the bus.
   *
   * @return it, connected
   */
  protected final MessageEndpoint two() {
    return two;
  }

  /**
   * Opens one more.
   *
   * @param options options, as its URI has them
   * @return it, connected
   * @throws IOException if it fails
   */
  protected final MessageEndpoint connect(String options) throws IOException {
    return network().connectMessages(EndpointUri.valueOf("can:" + name() + options));
  }

  /**
   * A frame.
   *
   * @param id its identifier, with its flag
   * @param text its data, of ASCII
   * @return a new direct buffer
   */
  protected static ByteBuffer frame(int id, String text) {
    ByteBuffer frame = ByteBuffer.allocateDirect(CanFrame.CLASSIC).order(ByteOrder.nativeOrder());
    CanFrame.put(frame, id, ascii(text));
    return frame.flip();
  }

  private static ByteBuffer fdFrame(int id, String text) {
    ByteBuffer frame = ByteBuffer.allocateDirect(CanFrame.FD).order(ByteOrder.nativeOrder());
    CanFrame.putFd(frame, id, CanFrame.BRS, ascii(text));
    return frame.flip();
  }

  /**
   * The next frame, which is waited for.
   *
   * @param endpoint who receives it
   * @return as candump has it
   * @throws IOException if there is none
   */
  protected static String receive(MessageEndpoint endpoint) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CanFrame.FD);
    endpoint.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
    endpoint.receive(buffer);
    return new CanFrame().wrap(buffer.flip()).toString();
  }

  private static void assertNothing(MessageEndpoint endpoint) throws IOException {
    endpoint.configureBlocking(false);
    assertEquals(WOULD_BLOCK, endpoint.receive(ByteBuffer.allocate(CanFrame.FD)));
    endpoint.configureBlocking(true);
  }

  @Test
  void framesGoBothWaysByUriByConstantAndByTriple() throws IOException {
    one.send(frame(0x123, "abc"));
    assertEquals("123#616263", receive(two));
    try (MessageEndpoint byTriple =
        (MessageEndpoint) network().socket(Can.AF_CAN, SocketType.SOCK_RAW, Can.CAN_RAW)) {
      byTriple.bind(bus());
      byTriple.sendTo(frame(0x12345 | CanFrame.EFF, "xyz"), bus());
      assertEquals("00012345#78797A", receive(one));
      assertEquals("00012345#78797A", receive(two));
      two.send(frame(7, ""));
      assertEquals("007#", receive(byTriple));
    }
  }

  @Test
  void anEndpointThatIsOnlyBoundSendsToAnAddress() throws IOException {
    try (MessageEndpoint bound = bind("can", "")) {
      assertEquals(bus(), bound.getLocalAddress());
      assertThrows(NotYetConnectedException.class, () -> bound.send(frame(1, "a")));
      bound.sendTo(frame(1, "a"), bus());
      assertEquals("001#61", receive(one));
    }
    assertThrows(
        AlreadyConnectedException.class, () -> one.sendTo(frame(1, "a"), new CanAddress(1)));
    one.disconnect();
    assertThrows(NotYetConnectedException.class, () -> one.send(frame(1, "a")));
    two.send(frame(2, ""));
    assertEquals("002#", receive(one));
  }

  @Test
  void anEndpointOfAllInterfacesTellsWhereAFrameCameFrom() throws IOException {
    try (MessageEndpoint any = network().bindMessages(EndpointUri.valueOf("can:any"))) {
      assertEquals(CanAddress.ANY, any.getLocalAddress());
      any.setOption(Can.CAN_RAW_FILTER, CanFilters.of(CanFilter.exactly(0x55)));
      one.send(frame(0x55, "a"));
      ByteBuffer buffer = ByteBuffer.allocate(CanFrame.CLASSIC);
      assertEquals(bus(), any.receiveFrom(buffer));
      IOException e =
          assertThrows(IOException.class, () -> any.sendTo(frame(1, ""), CanAddress.ANY));
      assertTrue(e.getMessage().contains("one interface"), e.getMessage());
    }
    try (MessageEndpoint open = network().socket(Can.RAW)) {
      assertNull(open.getLocalAddress());
      assertThrows(NotYetConnectedException.class, () -> open.receive(ByteBuffer.allocate(16)));
    }
  }

  @Test
  void framesOfFlexibleDataRateWantTheOption() throws IOException {
    IOException refused = assertThrows(IOException.class, () -> one.send(fdFrame(1, "a")));
    assertEquals(Errno.EINVAL, Errno.of(refused).orElseThrow());
    assertTrue(refused.getMessage().contains("CAN_RAW_FD_FRAMES"), refused.getMessage());
    one.setOption(Can.CAN_RAW_FD_FRAMES, true);
    try (MessageEndpoint fd = connect("?CAN_RAW_FD_FRAMES=true")) {
      one.send(fdFrame(0x7, "0123456789"));
      assertEquals("007##130313233343536373839" + "0000", receive(fd));
      fd.send(frame(8, "x"));
      assertEquals("008#78", receive(one));
    }
    assertEquals("008#78", receive(two)); // which does not get those of FD
  }

  @Test
  void otherSizesAreExplained() {
    for (int size : new int[] {0, 1, 15, 17, 71, 73, 2000}) {
      IOException e =
          assertThrows(IOException.class, () -> one.send(ByteBuffer.allocateDirect(size)));
      assertTrue(e.getMessage().contains("not " + size), e.getMessage());
      assertTrue(e.getMessage().endsWith("(EINVAL)"), e.getMessage());
    }
    ByteBuffer tooMuch = frame(1, "").put(4, (byte) 9);
    assertThrows(IOException.class, () -> one.send(tooMuch));
  }

  @Test
  void filtersDecideWhatIsReceived() throws IOException {
    two.setOption(Can.CAN_RAW_FILTER, CanFilters.parse("100:7F0,00012345:9FFFFFFF"));
    for (int id : new int[] {0x100, 0x200, 0x10f, 0x12345 | CanFrame.EFF, 0x345}) {
      one.send(frame(id, ""));
    }
    assertEquals("100#", receive(two));
    assertEquals("10F#", receive(two));
    assertEquals("00012345#", receive(two));
    assertNothing(two);
    two.setOption(Can.CAN_RAW_FILTER, CanFilters.NONE);
    assertEquals(CanFilters.NONE, two.getOption(Can.CAN_RAW_FILTER));
    one.send(frame(0x100, ""));
    assertNothing(two);
    two.setOption(Can.CAN_RAW_FILTER, CanFilters.of(CanFilter.exactly(0x100).not()));
    one.send(frame(0x100, ""));
    one.send(frame(0x101, ""));
    assertEquals("101#", receive(two));
  }

  @Test
  void joinedFiltersAreAllMet() throws IOException {
    String options = "?CAN_RAW_FILTER=100:700,123~7FF&CAN_RAW_JOIN_FILTERS=on";
    try (MessageEndpoint joined = bind("can", options)) {
      for (int id : new int[] {0x123, 0x124, 0x223}) {
        one.send(frame(id, ""));
      }
      assertEquals("124#", receive(joined));
      assertNothing(joined);
    }
  }

  @Test
  void ownFramesComeBackIfAskedForAndSayWhoseTheyAre() throws IOException {
    one.setOption(Can.CAN_RAW_RECV_OWN_MSGS, true);
    one.setOption(Can.SO_TIMESTAMPNS, true);
    Instant before = Instant.now().minusSeconds(1);
    one.send(frame(1, "a"));
    Message message = Message.allocate(CanFrame.CLASSIC);
    assertEquals(CanFrame.CLASSIC, one.receiveMessage(message));
    assertEquals(true, message.get(Can.OWN));
    assertEquals(true, message.get(Can.LOCAL));
    assertEquals(bus(), message.peer());
    assertTrue(message.get(Can.TIMESTAMP).isAfter(before));
    assertTrue(message.get(Can.TIMESTAMP).isBefore(Instant.now().plusSeconds(1)));
    two.receiveMessage(message.clear());
    assertEquals(true, message.get(Can.LOCAL));
    assertNull(message.get(Can.OWN));
    assertNull(message.get(Can.TIMESTAMP));
    message.payload().flip();
    assertEquals(CanFrame.CLASSIC, two.sendMessage(message)); // as it was received
    one.setOption(Can.CAN_RAW_LOOPBACK, false);
    receive(one);
    one.send(frame(1, "a"));
    assertNothing(two);
  }

  @Test
  void whatWasLostIsToldWithTheNextFrame() throws IOException {
    two.setOption(Can.SO_RXQ_OVFL, true);
    two.setOption(StandardSocketOptions.SO_RCVBUF, 2048);
    int sent = 1000;
    for (int i = 0; i < sent; i++) {
      one.send(frame(i, ""));
    }
    int received = 0;
    two.configureBlocking(false);
    Message message = Message.allocate(CanFrame.CLASSIC);
    while (two.receiveMessage(message.clear()) != WOULD_BLOCK) {
      received++;
    }
    assertTrue(received < sent);
    one.send(frame(1, ""));
    assertEquals(CanFrame.CLASSIC, two.receiveMessage(message.clear()));
    assertEquals(sent - received, message.get(Can.DROPPED));
  }

  @Test
  void errorsAreReceivedIfAskedFor() throws IOException {
    ByteBuffer error = frame(0, "");
    error.putInt(0, CanFrame.ERR | CanError.BUSOFF).put(4, (byte) 8);
    one.send(error.duplicate());
    assertNothing(two);
    two.setOption(Can.CAN_RAW_ERR_FILTER, CanError.BUSOFF);
    one.send(error);
    ByteBuffer buffer = ByteBuffer.allocate(CanFrame.CLASSIC);
    two.receive(buffer);
    CanFrame frame = new CanFrame().wrap(buffer.flip());
    assertTrue(frame.isError());
    assertEquals(CanError.BUSOFF, frame.id());
  }

  @Test
  void aCutFrameIsTold() throws IOException {
    one.send(frame(0x123, "abcdefgh"));
    one.send(frame(0x124, ""));
    assertThrows(MessageTruncatedException.class, () -> two.receive(ByteBuffer.allocate(8)));
    assertEquals("124#", receive(two));
  }

  @Test
  void closeAndInterruptWakeAReceiveAndATimeoutEndsIt() throws Exception {
    two.setOption(EndpointOptions.SO_RCVTIMEO, SHORT);
    assertThrows(SocketTimeoutException.class, () -> two.receive(ByteBuffer.allocate(16)));
    two.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ZERO);
    Background<Integer> first =
        Background.run(() -> two.receive(ByteBuffer.allocate(16))).awaitBlocked();
    two.close();
    first.failure(AsynchronousCloseException.class);
    Background<Integer> second =
        Background.run(() -> one.receive(ByteBuffer.allocate(16))).awaitBlocked();
    second.interrupt();
    second.failure(ClosedByInterruptException.class);
    assertFalse(one.isOpen());
  }

  @Test
  void aBatchGoesAtOnce() throws IOException {
    Message[] batch = new Message[10];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = Message.of(frame(i, "n" + i));
    }
    assertEquals(10, one.sendMessages(batch, 0, 10));
    Message[] received = new Message[10];
    for (int i = 0; i < received.length; i++) {
      received[i] = Message.allocate(CanFrame.CLASSIC);
    }
    assertEquals(10, two.receiveMessages(received, 0, 10));
    CanFrame frame = new CanFrame();
    for (int i = 0; i < 10; i++) {
      frame.wrap(received[i].payload().flip());
      assertEquals(i, frame.id());
      assertEquals('0' + i, frame.data(1));
      assertNotNull(received[i].get(Can.LOCAL));
    }
  }
}
