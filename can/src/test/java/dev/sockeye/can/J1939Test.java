package dev.sockeye.can;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.Errno;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.can.contract.Bus;
import dev.sockeye.can.contract.J1939Cases;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class J1939Test extends J1939Cases {

  @Override
  protected Bus make() throws IOException {
    return LabBus.of(Can.J1939);
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
