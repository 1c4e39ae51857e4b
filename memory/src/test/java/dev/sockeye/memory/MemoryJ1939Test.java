package dev.sockeye.memory;

import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanAddress;
import dev.sockeye.can.J1939Filter;
import dev.sockeye.can.J1939Filters;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** J1939 in memory, held to what the kernel's does. */
@Timeout(60)
class MemoryJ1939Test {

  private static final int PGN = 0x12300;

  private final MemoryNetwork network = MemoryNetwork.create();
  private final Message message = Message.allocate(60_000);

  @AfterEach
  void allIsClosed() {
    assertEquals(0, network.openSockets());
    network.close();
  }

  private CanAddress bus() {
    return new CanAddress(network.interfaceIndex("vcan9"));
  }

  private MessageEndpoint bind(String more) throws IOException {
    String separator = more.contains("?") ? "&" : "?";
    return network.bindMessages(
        EndpointUri.valueOf("can+j1939:vcan9" + more + separator + "SO_RCVTIMEO=20s"));
  }

  private static ByteBuffer ascii(String text) {
    return StandardCharsets.US_ASCII.encode(text);
  }

  private String receive(MessageEndpoint endpoint) throws IOException {
    endpoint.receiveMessage(message.clear());
    return StandardCharsets.US_ASCII.decode(message.payload().flip()).toString();
  }

  private void assertNothing(MessageEndpoint endpoint) throws IOException {
    endpoint.configureBlocking(false);
    assertEquals(WOULD_BLOCK, endpoint.receiveMessage(message.clear()));
    endpoint.configureBlocking(true);
  }

  @Test
  void messagesOfAnyLengthGoToAnAddress() throws IOException {
    try (MessageEndpoint one = bind(":0x20");
        MessageEndpoint two = bind(":0x30," + PGN);
        MessageEndpoint other = bind(":0x31")) {
      CanAddress there = (CanAddress) two.getLocalAddress();
      assertEquals(bus().withAddr(0x30).withPgn(PGN), there);
      for (int length : new int[] {1, 8, 9, 50_000}) {
        one.sendTo(ascii("x".repeat(length)), there);
        assertEquals("x".repeat(length), receive(two));
        assertEquals(bus().withAddr(0x20).withPgn(PGN), message.peer());
        assertEquals(0x30, message.get(Can.DEST_ADDR));
        assertNull(message.get(Can.DEST_NAME));
        assertEquals(6, message.get(Can.PRIO));
      }
      assertNothing(other);
      one.sendTo(ascii("of another group"), there.withPgn(0x12400));
      assertNothing(two);
    }
  }

  @Test
  void whatIsForAllWantsTheOption() throws IOException {
    try (MessageEndpoint one = bind(":0x20");
        MessageEndpoint two = bind(":0x30?SO_BROADCAST=true");
        MessageEndpoint deaf = bind(":0x31")) {
      CanAddress all = bus().withPgn(0xfeca);
      IOException e = assertThrows(IOException.class, () -> one.sendTo(ascii("a"), all));
      assertTrue(e.getMessage().contains("SO_BROADCAST"), e.getMessage());
      assertEquals(Errno.EACCES, Errno.of(e).orElseThrow());
      one.setOption(StandardSocketOptions.SO_BROADCAST, true);
      one.setOption(Can.SO_J1939_SEND_PRIO, 3);
      one.sendTo(ascii("hello"), all);
      assertEquals("hello", receive(two));
      assertEquals(3, message.get(Can.PRIO));
      assertNull(message.get(Can.DEST_ADDR));
      assertNothing(deaf);
    }
  }

  @Test
  void filtersAndPromiscuityDecideWhatIsReceived() throws IOException {
    try (MessageEndpoint one = bind(":0x20");
        MessageEndpoint two = bind(":0x30");
        MessageEndpoint all = bind(":0x31?SO_J1939_PROMISC=true")) {
      two.setOption(Can.SO_J1939_FILTER, J1939Filters.of(J1939Filter.ofPgn(PGN)));
      CanAddress there = bus().withAddr(0x30);
      one.sendTo(ascii("no"), there.withPgn(0x12400));
      one.sendTo(ascii("yes"), there.withPgn(PGN));
      assertEquals("yes", receive(two));
      assertEquals("no", receive(all));
      assertEquals(0x30, message.get(Can.DEST_ADDR));
      two.setOption(Can.SO_J1939_FILTER, J1939Filters.of(J1939Filter.ofAddr(0x21)));
      one.sendTo(ascii("no"), there.withPgn(PGN));
      assertNothing(two);
      two.setOption(Can.SO_J1939_FILTER, J1939Filters.ALL);
      one.sendTo(ascii("again"), there.withPgn(PGN));
      assertEquals("again", receive(two));
    }
  }

  @Test
  void namesGoBeforeAddresses() throws IOException {
    try (MessageEndpoint one = bind(":0x20");
        MessageEndpoint named = bind(":,,0x1234");
        MessageEndpoint other = bind(":,,0x1235")) {
      one.sendTo(ascii("hello"), bus().withName(0x1234).withPgn(PGN));
      assertEquals("hello", receive(named));
      assertEquals(0x1234L, message.get(Can.DEST_NAME));
      named.sendTo(ascii("back"), message.peer());
      assertEquals("back", receive(one));
      assertEquals(0x1234L, ((CanAddress) message.peer()).name());
      assertNothing(other);
    }
  }

  @Test
  void whoSendsHasAnAddress() throws IOException {
    try (MessageEndpoint endpoint = bind("")) {
      CanAddress there = bus().withAddr(0x30).withPgn(PGN);
      IOException e = assertThrows(IOException.class, () -> endpoint.sendTo(ascii("a"), there));
      assertTrue(e.getMessage().contains("address or a name"), e.getMessage());
    }
    EndpointUri uri = EndpointUri.valueOf("can+j1939:vcan9:0x30");
    Exception e = assertThrows(IllegalArgumentException.class, () -> network.connectMessages(uri));
    assertTrue(e.getMessage().contains("LOCAL"), e.getMessage());
    EndpointUri any = EndpointUri.valueOf("can+j1939:any");
    IOException none = assertThrows(IOException.class, () -> network.bindMessages(any));
    assertEquals(Errno.ENODEV, Errno.of(none).orElseThrow());
  }

  @Test
  void aConnectedEndpointSendsToItsPeerAndHearsItAlone() throws IOException {
    EndpointUri uri = EndpointUri.valueOf("can+j1939:vcan9:0x30," + PGN + "?LOCAL=0x20");
    try (MessageEndpoint two = bind(":0x30");
        MessageEndpoint three = bind(":0x31");
        MessageEndpoint one = network.connectMessages(uri)) {
      one.send(ascii("hello"));
      assertEquals("hello", receive(two));
      three.sendTo(ascii("no"), message.peer());
      two.sendTo(ascii("a longer one back"), message.peer());
      assertEquals("a longer one back", receive(one));
      assertEquals(0x30, ((CanAddress) one.getRemoteAddress()).addr());
    }
  }
}
