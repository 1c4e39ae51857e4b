package dev.sockeye.memory;

import static dev.sockeye.memory.MemoryCanFaultsTest.heard;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketType;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanAddress;
import dev.sockeye.can.contract.Bus;
import dev.sockeye.can.contract.RawCases;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As the system's; and what several buses of one network do. */
class MemoryCanTest extends RawCases {

  private final MemoryNetwork memory = MemoryNetwork.create();

  @Override
  protected Bus make() {
    return new MemoryBus(memory);
  }

  private MessageEndpoint on(String uri) throws IOException {
    return memory.connectMessages(EndpointUri.valueOf(uri));
  }

  @Test
  void allOnTheBusHearButTheSenderAndOtherBuses() throws IOException {
    try (MessageEndpoint byTriple =
            (MessageEndpoint) network().socket(Can.AF_CAN, SocketType.SOCK_RAW, Can.CAN_RAW);
        MessageEndpoint elsewhere = on("can:vcan8");
        MessageEndpoint any = network().bindMessages(EndpointUri.valueOf("can:any"))) {
      byTriple.bind(bus());
      one().send(frame(0x123, "abc"));
      for (MessageEndpoint hearer : List.of(two(), byTriple, any)) {
        assertEquals(List.of("123#616263"), heard(hearer));
      }
      assertEquals(List.of(), heard(one()));
      assertEquals(List.of(), heard(elsewhere));
    }
  }

  @Test
  void whoConnectsElsewhereHearsThat() throws IOException {
    two().connect(new CanAddress(memory.interfaceIndex("vcan8")));
    one().send(frame(1, ""));
    assertEquals(List.of(), heard(two()));
    two().connect(bus());
    one().send(frame(2, ""));
    assertEquals(List.of("002#"), heard(two()));
    two().disconnect();
    assertThrows(NotYetConnectedException.class, () -> two().send(frame(1, "")));
    one().send(frame(3, ""));
    assertEquals("003#", receive(two()));
  }
}
