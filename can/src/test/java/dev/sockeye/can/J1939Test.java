package dev.sockeye.can;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Errno;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.can.contract.Bus;
import dev.sockeye.can.contract.J1939Cases;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class J1939Test extends J1939Cases {

  /** More than SO_SNDBUF is, unless it is set. */
  private static final int LONG = 230_000;

  @Override
  protected Bus make() throws IOException {
    return LabBus.of(Can.J1939);
  }

  @Test
  void whatTheSendBufferHasNoRoomForIsWaitedFor() throws Exception {
    try (MessageEndpoint one = bind("can+j1939", ":0x20");
        MessageEndpoint two = bind("can+j1939", ":0x30,0x12300")) {
      Background<Integer> receive =
          Background.run(() -> two.receive(ByteBuffer.allocateDirect(LONG + 1)));
      assertEquals(LONG, one.sendTo(ByteBuffer.allocate(LONG), two.getLocalAddress()));
      assertEquals(LONG, receive.result());
    }
  }

  @Test
  void aMessageThatIsTakenInPartIsTold() throws IOException {
    CanAddress there = bus().withAddr(0x55).withPgn(0x12300);
    try (MessageEndpoint one = bind("can+j1939", ":0x20")) {
      one.configureBlocking(false);
      ByteBuffer message = ByteBuffer.allocateDirect(LONG);
      IOException e = assertThrows(IOException.class, () -> one.sendTo(message, there));
      assertTrue(e.getMessage().contains(" of the message's " + LONG + " bytes"), e.getMessage());
      assertEquals(LONG, message.remaining());
    }
  }

  /** Somebody who asks for the transfer of a longer message and is not answered. */
  @Test
  void thatNobodyAnswersIsTold() throws IOException {
    try (MessageEndpoint one = bind("can+j1939", ":0x20")) {
      one.sendTo(ascii("x".repeat(100)), bus().withAddr(0x55).withPgn(0x12300));
      IOException e = assertThrows(IOException.class, () -> one.receive(ByteBuffer.allocate(100)));
      assertEquals(Errno.EHOSTUNREACH, Errno.of(e).orElseThrow(), e.getMessage());
    }
  }
}
