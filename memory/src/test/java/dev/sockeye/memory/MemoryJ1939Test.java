package dev.sockeye.memory;

import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanAddress;
import dev.sockeye.can.contract.Bus;
import dev.sockeye.can.contract.J1939Cases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MemoryJ1939Test extends J1939Cases {

  private final Message message = Message.allocate(100);

  @Override
  protected Bus make() {
    return new MemoryBus(MemoryNetwork.create());
  }

  private String text(MessageEndpoint endpoint) throws IOException {
    endpoint.receiveMessage(message.clear());
    return StandardCharsets.US_ASCII.decode(message.payload().flip()).toString();
  }

  private void assertNothing(MessageEndpoint endpoint) throws IOException {
    endpoint.configureBlocking(false);
    assertEquals(WOULD_BLOCK, endpoint.receiveMessage(message.clear()));
  }

  /** Which the system's have to claim an address for, on the bus. */
  @Test
  void namesGoBeforeAddresses() throws IOException {
    try (MessageEndpoint one = bind("can+j1939", ":0x20");
        MessageEndpoint named = bind("can+j1939", ":,,0x1234");
        MessageEndpoint other = bind("can+j1939", ":,,0x1235")) {
      one.sendTo(ascii("hello"), bus().withName(0x1234).withPgn(0x12300));
      assertEquals("hello", text(named));
      assertEquals(0x1234L, message.get(Can.DEST_NAME));
      named.sendTo(ascii("back"), message.peer());
      assertEquals("back", text(one));
      assertEquals(0x1234L, ((CanAddress) message.peer()).name());
      assertNothing(other);
    }
  }
}
