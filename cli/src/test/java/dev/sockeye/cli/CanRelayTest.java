package dev.sockeye.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanFrame;
import dev.sockeye.testkit.VirtualCan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Between two buses a relay is a gateway, from its beginning on and both ways. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CanRelayTest {

  private final Network network = Network.system();
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(CanFrame.FD);
  private VirtualCan one;
  private VirtualCan two;
  private Thread relay;

  @BeforeEach
  void create() {
    one = VirtualCan.create();
    two = VirtualCan.create();
  }

  @AfterEach
  void delete() throws Exception {
    if (relay != null) {
      relay.interrupt();
      relay.join();
    }
    for (VirtualCan can : new VirtualCan[] {one, two}) {
      if (can != null) {
        can.close();
      }
    }
  }

  private String named(String uri) {
    return uri.replace("ONE", one.name()).replace("TWO", two.name());
  }

  private MessageEndpoint on(String uri) throws IOException {
    return network.connectMessages(EndpointUri.valueOf(named(uri) + "?SO_RCVTIMEO=20s"));
  }

  private void relay(String from, String to) throws Exception {
    Shell shell = new Shell(network);
    relay = Threads.start("test", () -> shell.run("relay", named(from), named(to)));
    assertTrue(shell.awaitListening().startsWith(named("can:ONE")));
  }

  private void send(MessageEndpoint to, int id, String text) throws IOException {
    CanFrame.put(bytes.clear(), id, StandardCharsets.US_ASCII.encode(text));
    to.send(bytes.flip());
  }

  private String receive(MessageEndpoint from) throws IOException {
    from.receive(bytes.clear());
    return new CanFrame().wrap(bytes.flip()).toString();
  }

  private static String text(int id, String text) {
    StringBuilder frame = new StringBuilder(String.format("%03X#", id));
    text.chars().forEach(c -> frame.append(String.format("%02X", c)));
    return frame.toString();
  }

  /** Every frame once and in order: none comes back to the bus that it is from. */
  @Test
  void whatIsSaidOnOneIsHeardOnTheOther() throws Exception {
    try (MessageEndpoint left = on("can:ONE");
        MessageEndpoint right = on("can:TWO")) {
      relay("can:ONE", "can:TWO");
      awaitGateway(right, left);
      for (int i = 0; i < 50; i++) {
        send(left, 0x100 + i, "left" + i);
        send(right, 0x200 + i, "right" + i);
      }
      for (int i = 0; i < 50; i++) {
        assertEquals(text(0x200 + i, "right" + i), receive(left));
        assertEquals(text(0x100 + i, "left" + i), receive(right));
      }
    }
  }

  /** The other side is opened on another thread: until then its frames are heard by nobody. */
  private void awaitGateway(MessageEndpoint from, MessageEndpoint to) throws Exception {
    to.configureBlocking(false);
    int n = MessageEndpoint.WOULD_BLOCK;
    int sent = 0;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (n == MessageEndpoint.WOULD_BLOCK && System.nanoTime() < end) {
      send(from, 0x7ff, "" + sent++);
      TimeUnit.MILLISECONDS.sleep(10);
      n = to.receive(bytes.clear());
    }
    to.configureBlocking(true);
    send(from, 0x7fe, "last");
    String heard = receive(to);
    while (!heard.equals(text(0x7fe, "last"))) {
      heard = receive(to); // those that followed the first to be heard
    }
  }

  /** As candump has filters; the other frames do not even wake the relay. */
  @Test
  void aFilterIsPartOfTheAddress() throws Exception {
    try (MessageEndpoint left = on("can:ONE");
        MessageEndpoint right = on("can:TWO")) {
      relay("can:ONE?CAN_RAW_FILTER=100:700", "can:TWO?CAN_RAW_FILTER=7E0:7FF,7FE:7FE");
      awaitGateway(right, left);
      send(left, 0x300, "no");
      send(left, 0x1ff, "yes");
      send(right, 0x123, "no");
      send(right, 0x7e0, "yes");
      assertEquals(text(0x1ff, "yes"), receive(right));
      assertEquals(text(0x7e0, "yes"), receive(left));
    }
  }

  @Test
  void framesOfFlexibleDataRateToo() throws Exception {
    String fd = "?CAN_RAW_FD_FRAMES=true";
    try (MessageEndpoint left =
            network.connectMessages(EndpointUri.valueOf(named("can:ONE" + fd)));
        MessageEndpoint right = on("can:TWO")) {
      relay("can:ONE" + fd, "can:TWO" + fd);
      right.setOption(Can.CAN_RAW_FD_FRAMES, true);
      awaitGateway(left, right);
      CanFrame.putFd(bytes.clear(), 0x55, CanFrame.BRS, ByteBuffer.allocate(20));
      left.send(bytes.flip());
      assertEquals("055##1" + "00".repeat(20), receive(right));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "can:ONE | can:ONE              | the relay itself listens there",
        "can:any | can:ONE              | these are all interfaces",
        "can:ONE | can:any              | these are all interfaces",
        "can:ONE | can:nothere          | nothere",
        "can:ONE | udp://127.0.0.1:9    | carries frames of CAN and udp://127.0.0.1:9 any bytes",
        "can:ONE | can+bcm:TWO          | orders to the broadcast manager",
        "udp://127.0.0.1:0 | can:TWO    | any bytes and can:"
      })
  void whatDoesNotFitIsRefused(String from, String to, String expected) {
    Shell shell = new Shell(network);
    assertTrue(shell.run("relay", named(from), named(to)) != ExitStatus.OK);
    assertTrue(shell.errors().contains(expected), shell.errors());
    assertEquals(1, shell.errors().lines().count(), shell.errors());
  }
}
