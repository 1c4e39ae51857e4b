package dev.sockeye.can.contract;

import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanAddress;
import dev.sockeye.can.J1939Filter;
import dev.sockeye.can.J1939Filters;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** SAE J1939, as Linux has it. */
public abstract class J1939Cases extends BusCases {

  private static final int PGN = 0x12300;

  private final Message message = Message.allocate(60_000);

  /** Creates the cases; JUnit does. */
  protected J1939Cases() {}

  private MessageEndpoint bind(String more) throws IOException {
    return bind("can+j1939", more);
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
      for (int length : new int[] {1, 8, 9, 1785, 1786, 50_000}) {
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
      assertEquals(J1939Filters.of(J1939Filter.ofPgn(PGN)), two.getOption(Can.SO_J1939_FILTER));
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
  void whoSendsHasAnAddress() throws IOException {
    try (MessageEndpoint endpoint = bind("")) {
      CanAddress there = bus().withAddr(0x30).withPgn(PGN);
      IOException e = assertThrows(IOException.class, () -> endpoint.sendTo(ascii("a"), there));
      assertTrue(e.getMessage().contains("address or a name"), e.getMessage());
    }
    EndpointUri uri = EndpointUri.valueOf("can+j1939:" + name() + ":0x30");
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> network().connectMessages(uri));
    assertTrue(e.getMessage().contains("LOCAL"), e.getMessage());
    EndpointUri any = EndpointUri.valueOf("can+j1939:any");
    IOException none = assertThrows(IOException.class, () -> network().bindMessages(any));
    assertEquals(Errno.ENODEV, Errno.of(none).orElseThrow());
  }

  @Test
  void aConnectedEndpointSendsToItsPeerAndHearsItAlone() throws IOException {
    EndpointUri uri = EndpointUri.valueOf("can+j1939:" + name() + ":0x30," + PGN + "?LOCAL=0x20");
    try (MessageEndpoint two = bind(":0x30");
        MessageEndpoint three = bind(":0x31");
        MessageEndpoint one = network().connectMessages(uri)) {
      one.send(ascii("hello"));
      assertEquals("hello", receive(two));
      three.sendTo(ascii("no"), message.peer());
      two.sendTo(ascii("a longer one back"), message.peer());
      assertEquals("a longer one back", receive(one));
      assertEquals(0x30, ((CanAddress) one.getRemoteAddress()).addr());
    }
  }

  /** Linux would send it as of group 0. */
  @Test
  void whatIsOfNoGroupIsNotSent() throws IOException {
    CanAddress there = bus().withAddr(0x30);
    try (MessageEndpoint one = bind(":0x20");
        MessageEndpoint two = bind(":0x30")) {
      Exception e =
          assertThrows(IllegalArgumentException.class, () -> one.sendTo(ascii("a"), there));
      assertTrue(e.getMessage().contains(there + " tells no parameter group"), e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> one.connect(there));
      assertNothing(two);
      one.connect(there.withPgn(PGN));
      one.send(ascii("b"));
      assertEquals("b", receive(two));
      assertEquals(bus().withAddr(0x20), one.getLocalAddress()); // getsockname(2): the peer's group
      assertThrows(UnsupportedOperationException.class, one::disconnect);
    }
  }

  @Test
  void whatIsForAllIsNotLongerThanTheTransportProtocolCarries() throws IOException {
    try (MessageEndpoint one = bind(":0x20?SO_BROADCAST=true")) {
      CanAddress all = bus().withPgn(0xfeca);
      IOException e =
          assertThrows(IOException.class, () -> one.sendTo(ByteBuffer.allocateDirect(1786), all));
      assertEquals(Errno.EDESTADDRREQ, Errno.of(e).orElseThrow(), e.getMessage());
    }
  }

  @Test
  void closeWakesAReceive() throws Exception {
    MessageEndpoint endpoint = bind(":0x20");
    endpoint.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ZERO);
    Background<Integer> receive =
        Background.run(() -> endpoint.receive(ByteBuffer.allocate(8))).awaitBlocked();
    endpoint.close();
    receive.failure(AsynchronousCloseException.class);
  }
}
