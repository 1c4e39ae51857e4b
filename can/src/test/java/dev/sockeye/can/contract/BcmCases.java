package dev.sockeye.can.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Errno;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.can.BcmMessage;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanFrame;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The broadcast manager. */
public abstract class BcmCases extends BusCases {

  private static final Duration CYCLE = Duration.ofMillis(20);
  private static final int TIMER = BcmMessage.SETTIMER | BcmMessage.STARTTIMER;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1024);
  private final BcmMessage told = new BcmMessage();

  /** Creates the cases; JUnit does. */
  protected BcmCases() {}

  /** For the manager the same as to connect. */
  private MessageEndpoint open(String scheme) throws IOException {
    return bind(scheme, "");
  }

  private int tell(MessageEndpoint endpoint) throws IOException {
    endpoint.receive(buffer.clear());
    return told.wrap(buffer.flip()).opcode();
  }

  @Test
  void framesAreSentInCyclesUntilTheyAreDeleted() throws IOException {
    try (MessageEndpoint manager = open("can+bcm");
        MessageEndpoint raw = open("can")) {
      BcmMessage.put(
          buffer, BcmMessage.TX_SETUP, TIMER, 0, Duration.ZERO, CYCLE, 0x100 | CanFrame.EFF, 2);
      CanFrame.put(buffer, 0x100 | CanFrame.EFF, ascii("a"));
      CanFrame.put(buffer, 0x100 | CanFrame.EFF, ascii("b"));
      manager.send(buffer.flip());
      ByteBuffer frame = ByteBuffer.allocate(CanFrame.CLASSIC);
      for (int i = 0; i < 6; i++) {
        raw.receive(frame.clear());
        assertEquals(
            i % 2 == 0 ? "00000100#61" : "00000100#62",
            new CanFrame().wrap(frame.flip()).toString());
      }
      BcmMessage.put(buffer.clear(), BcmMessage.TX_READ, 0x100 | CanFrame.EFF);
      manager.send(buffer.flip());
      assertEquals(BcmMessage.TX_STATUS, tell(manager));
      assertEquals(2, told.frames());
      assertEquals("00000100#62", told.frame(1, new CanFrame()).toString());
      assertEquals(Duration.ZERO, told.first());
      assertEquals(CYCLE, told.then());
      BcmMessage.put(buffer.clear(), BcmMessage.TX_DELETE, 0x100 | CanFrame.EFF);
      manager.send(buffer.flip());
      BcmMessage.put(buffer.clear(), BcmMessage.TX_READ, 0x100 | CanFrame.EFF);
      IOException gone = assertThrows(IOException.class, () -> manager.send(buffer.flip()));
      assertEquals(Errno.EINVAL, Errno.of(gone).orElseThrow());
    }
  }

  @Test
  void aCountThatIsOverIsTold() throws IOException {
    try (MessageEndpoint manager = open("can+bcm")) {
      int flags = TIMER | BcmMessage.TX_COUNTEVT;
      BcmMessage.put(buffer, BcmMessage.TX_SETUP, flags, 3, CYCLE, Duration.ZERO, 0x10, 1);
      CanFrame.put(buffer, 0x10, ascii("x"));
      manager.send(buffer.flip());
      assertEquals(BcmMessage.TX_EXPIRED, tell(manager));
      assertEquals(0x10, told.canId());
    }
  }

  @Test
  void onlyChangesAreToldAndAFrameThatStaysAway() throws IOException {
    try (MessageEndpoint manager = open("can+bcm");
        MessageEndpoint raw = open("can")) {
      BcmMessage.put(
          buffer,
          BcmMessage.RX_SETUP,
          TIMER | BcmMessage.RX_CHECK_DLC,
          0,
          Duration.ofMillis(300),
          Duration.ZERO,
          0x77,
          1);
      CanFrame.put(
          buffer, 0x77, ByteBuffer.wrap(new byte[] {(byte) 0xff})); // the first byte counts
      manager.send(buffer.flip());
      for (String data : new String[] {"a1", "a1", "a2", "b2"}) {
        ByteBuffer frame = ByteBuffer.allocate(CanFrame.CLASSIC);
        CanFrame.put(frame, 0x77, ascii(data));
        raw.sendTo(frame.flip(), bus());
      }
      assertEquals(BcmMessage.RX_CHANGED, tell(manager));
      assertEquals("077#6131", told.frame(0, new CanFrame()).toString());
      assertEquals(BcmMessage.RX_CHANGED, tell(manager));
      assertEquals("077#6232", told.frame(0, new CanFrame()).toString());
      assertEquals(BcmMessage.RX_TIMEOUT, tell(manager));
    }
  }

  @Test
  void framesOfFlexibleDataRate() throws IOException {
    try (MessageEndpoint manager = open("can+bcm");
        MessageEndpoint raw = open("can").setOption(Can.CAN_RAW_FD_FRAMES, true)) {
      int flags = BcmMessage.CAN_FD_FRAME;
      BcmMessage.put(buffer, BcmMessage.TX_SEND, flags, 0, Duration.ZERO, Duration.ZERO, 0x10, 1);
      CanFrame.putFd(buffer, 0x10, 0, ascii("123456789abc"));
      manager.send(buffer.flip());
      ByteBuffer frame = ByteBuffer.allocate(CanFrame.FD);
      raw.receive(frame);
      assertEquals("010##0313233343536373839616263", new CanFrame().wrap(frame.flip()).toString());
    }
  }

  @Test
  void whatIsNoMessageIsExplainedAndBindingRefused() throws IOException {
    try (MessageEndpoint manager = network().socket(Can.BCM)) {
      assertNull(manager.getLocalAddress());
      assertThrows(UnsupportedOperationException.class, () -> manager.bind(bus()));
      manager.connect(bus());
      assertEquals(bus(), manager.getRemoteAddress());
      IOException e = assertThrows(IOException.class, () -> manager.send(ByteBuffer.allocate(60)));
      assertTrue(e.getMessage().contains("BcmMessage"), e.getMessage());
    }
  }

  @Test
  void closeWakesAReceive() throws Exception {
    MessageEndpoint manager = open("can+bcm");
    manager.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ZERO);
    Background<Integer> receive = Background.run(() -> tell(manager)).awaitBlocked();
    manager.close();
    receive.failure(AsynchronousCloseException.class);
  }
}
