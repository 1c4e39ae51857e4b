package dev.sockeye.can;

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
import dev.sockeye.Network;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.SocketType;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Raw sockets of CAN on an interface of their own. */
@Timeout(60)
class CanTest {

  private static final Duration SHORT = Duration.ofMillis(60);

  private final Network network = Network.system();
  private String name;
  private MessageEndpoint one;
  private MessageEndpoint two;

  @BeforeEach
  void open() throws IOException {
    Lab.require(Can.RAW);
    name = Lab.create();
    one = network.connectMessages(uri(""));
    two = network.connectMessages(uri(""));
  }

  @AfterEach
  void close() throws IOException {
    if (name != null) {
      one.close();
      two.close();
      Lab.delete(name);
    }
  }

  private EndpointUri uri(String options) {
    return EndpointUri.valueOf("can:" + name + options);
  }

  private static ByteBuffer frame(int id, String text) {
    ByteBuffer frame = ByteBuffer.allocateDirect(CanFrame.CLASSIC).order(ByteOrder.nativeOrder());
    CanFrame.put(frame, id, StandardCharsets.US_ASCII.encode(text));
    return frame.flip();
  }

  private static ByteBuffer fdFrame(int id, String text) {
    ByteBuffer frame = ByteBuffer.allocateDirect(CanFrame.FD).order(ByteOrder.nativeOrder());
    CanFrame.putFd(frame, id, CanFrame.BRS, StandardCharsets.US_ASCII.encode(text));
    return frame.flip();
  }

  private static String receive(MessageEndpoint endpoint) throws IOException {
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
        (MessageEndpoint) network.socket(Can.AF_CAN, SocketType.SOCK_RAW, Can.CAN_RAW)) {
      byTriple.bind(CanAddress.of(name));
      byTriple.sendTo(frame(0x12345 | CanFrame.EFF, "xyz"), CanAddress.of(name));
      assertEquals("00012345#78797A", receive(one));
      assertEquals("00012345#78797A", receive(two));
      two.send(frame(7, ""));
      assertEquals("007#", receive(byTriple));
    }
  }

  @Test
  void anEndpointThatIsOnlyBoundSendsToAnAddress() throws IOException {
    try (MessageEndpoint bound = network.bindMessages(uri(""))) {
      assertEquals(CanAddress.of(name), bound.getLocalAddress());
      assertThrows(NotYetConnectedException.class, () -> bound.send(frame(1, "a")));
      bound.sendTo(frame(1, "a"), CanAddress.of(name));
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
    try (MessageEndpoint any = network.bindMessages(EndpointUri.valueOf("can:any"))) {
      assertEquals(CanAddress.ANY, any.getLocalAddress());
      any.setOption(Can.CAN_RAW_FILTER, CanFilters.of(CanFilter.exactly(0x55)));
      one.send(frame(0x55, "a"));
      ByteBuffer buffer = ByteBuffer.allocate(CanFrame.CLASSIC);
      assertEquals(CanAddress.of(name), any.receiveFrom(buffer));
      IOException e =
          assertThrows(IOException.class, () -> any.sendTo(frame(1, ""), CanAddress.ANY));
      assertTrue(e.getMessage().contains("one interface"), e.getMessage());
    }
    try (MessageEndpoint open = network.socket(Can.RAW)) {
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
    try (MessageEndpoint fd = network.connectMessages(uri("?CAN_RAW_FD_FRAMES=true"))) {
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
  }

  @Test
  void joinedFiltersAreAllMet() throws IOException {
    String options = "?CAN_RAW_FILTER=100:700,123~7FF&CAN_RAW_JOIN_FILTERS=on";
    try (MessageEndpoint joined = network.bindMessages(uri(options))) {
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
    assertEquals(CanAddress.of(name), message.peer());
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
    assertThrows(
        dev.sockeye.MessageTruncatedException.class, () -> two.receive(ByteBuffer.allocate(8)));
    assertEquals("124#", receive(two));
  }

  @Test
  void aLinkThatGoesDownAndADeviceThatGoesAwayAreTold() throws Exception {
    Background<String> receive = Background.run(() -> receive(two)).awaitBlocked();
    Lab.run("ip", "link", "set", name, "down");
    SocketErrnoException down = receive.failure(SocketErrnoException.class);
    assertEquals(Errno.ENETDOWN, Errno.of(down).orElseThrow());
    IOException send = assertThrows(IOException.class, () -> one.send(frame(1, "")));
    assertEquals(Errno.ENETDOWN, Errno.of(send).orElseThrow());
    Lab.run("ip", "link", "set", name, "up");
    assertThrows(IOException.class, () -> receive(one)); // it is told of it once as well
    one.send(frame(1, ""));
    assertEquals("001#", receive(two));
    Lab.run("ip", "link", "set", name, "down"); // as a device that is deleted would be first
    assertThrows(IOException.class, () -> receive(two));
    receive = Background.run(() -> receive(two)).awaitBlocked();
    String gone = name;
    name = null;
    Lab.delete(gone);
    assertEquals(Errno.ENODEV, Errno.of(receive.failure(SocketErrnoException.class)).orElseThrow());
    IOException none = assertThrows(IOException.class, () -> CanAddress.of(gone));
    assertTrue(none.getMessage().contains(gone), none.getMessage());
    one.close();
    two.close();
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

  /** A queue of 10 frames that hardly empties. */
  @Test
  void aFullQueueOfTheDeviceMakesASendWait() throws Exception {
    Lab.run(("tc qdisc add dev " + name + " root tbf rate 8bit burst 16 limit 160").split(" "));
    one.setOption(EndpointOptions.SO_SNDTIMEO, SHORT);
    one.configureBlocking(false);
    int sent = 0;
    while (sent < 100 && one.send(frame(1, "")) != WOULD_BLOCK) {
      sent++;
    }
    assertTrue(sent < 100, "the buffer would hold some hundreds"); // with EAGAIN, not ENOBUFS
    one.configureBlocking(true);
    assertThrows(SocketTimeoutException.class, () -> one.send(frame(1, "")));
    one.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ZERO);
    Background<Integer> send = Background.run(() -> one.send(frame(1, ""))).awaitBlocked();
    one.close();
    send.failure(AsynchronousCloseException.class);
  }
}
