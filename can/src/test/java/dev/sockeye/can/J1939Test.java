package dev.sockeye.can;

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
import dev.sockeye.Network;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SAE J1939. Its interfaces stay: Linux 6.1 does not delete one before its sockets are closed. */
@Timeout(60)
class J1939Test {

  private static final int PGN = 0x12300;

  private final Network network = Network.system();
  private String name;

  @BeforeEach
  void create() throws IOException {
    Lab.require(Can.J1939);
    name = Lab.create();
  }

  private MessageEndpoint bind(String more) throws IOException {
    String separator = more.contains("?") ? "&" : "?";
    return network.bindMessages(
        EndpointUri.valueOf("can+j1939:" + name + more + separator + "SO_RCVTIMEO=20s"));
  }

  private static ByteBuffer ascii(String text) {
    return StandardCharsets.US_ASCII.encode(text);
  }

  private static String text(Message message) {
    return StandardCharsets.US_ASCII.decode(message.payload().flip()).toString();
  }

  @Test
  void messagesOfAnyLengthGoToAnAddress() throws IOException {
    try (MessageEndpoint one = bind(":0x20");
        MessageEndpoint two = bind(":0x30," + PGN)) {
      CanAddress there = (CanAddress) two.getLocalAddress();
      assertEquals(CanAddress.of(name).withAddr(0x30).withPgn(PGN), there);
      for (int length : new int[] {1, 8, 9, 1785, 1786, 50_000}) {
        one.sendTo(ascii("x".repeat(length)), there);
        Message message = Message.allocate(60_000);
        assertEquals(length, two.receiveMessage(message));
        assertEquals("x".repeat(length), text(message));
        assertEquals(CanAddress.of(name).withAddr(0x20).withPgn(PGN), message.peer());
        assertEquals(0x30, message.get(Can.DEST_ADDR));
        assertNull(message.get(Can.DEST_NAME));
        assertEquals(6, message.get(Can.PRIO));
      }
    }
  }

  @Test
  void whatIsForAllWantsTheOption() throws IOException {
    try (MessageEndpoint one = bind(":0x20");
        MessageEndpoint two = bind(":0x30?SO_BROADCAST=true")) {
      CanAddress all = CanAddress.of(name).withPgn(0xfeca);
      IOException e = assertThrows(IOException.class, () -> one.sendTo(ascii("a"), all));
      assertTrue(e.getMessage().contains("SO_BROADCAST"), e.getMessage());
      one.setOption(StandardSocketOptions.SO_BROADCAST, true);
      one.setOption(Can.SO_J1939_SEND_PRIO, 3);
      one.sendTo(ascii("hello"), all);
      Message message = Message.allocate(100);
      two.receiveMessage(message);
      assertEquals("hello", text(message));
      assertEquals(3, message.get(Can.PRIO));
      assertNull(message.get(Can.DEST_ADDR));
    }
  }

  @Test
  void filtersAndPromiscuityDecideWhatIsReceived() throws IOException {
    try (MessageEndpoint one = bind(":0x20");
        MessageEndpoint two = bind(":0x30");
        MessageEndpoint all = bind(":0x31?SO_J1939_PROMISC=true")) {
      two.setOption(Can.SO_J1939_FILTER, J1939Filters.of(J1939Filter.ofPgn(PGN)));
      assertEquals(J1939Filters.of(J1939Filter.ofPgn(PGN)), two.getOption(Can.SO_J1939_FILTER));
      CanAddress there = CanAddress.of(name).withAddr(0x30);
      one.sendTo(ascii("no"), there.withPgn(0x12400));
      one.sendTo(ascii("yes"), there.withPgn(PGN));
      Message message = Message.allocate(100);
      two.receiveMessage(message);
      assertEquals("yes", text(message));
      all.receiveMessage(message.clear());
      assertEquals("no", text(message));
      assertEquals(0x30, message.get(Can.DEST_ADDR));
      two.setOption(Can.SO_J1939_FILTER, J1939Filters.of(J1939Filter.ofAddr(0x21)));
      one.sendTo(ascii("no"), there.withPgn(PGN));
      two.configureBlocking(false);
      assertEquals(WOULD_BLOCK, two.receiveMessage(message.clear()));
      two.setOption(Can.SO_J1939_FILTER, J1939Filters.ALL);
      one.sendTo(ascii("again"), there.withPgn(PGN));
      two.configureBlocking(true);
      two.receiveMessage(message.clear());
      assertEquals("again", text(message));
    }
  }

  @Test
  void whoSendsHasAnAddress() throws IOException {
    try (MessageEndpoint endpoint = bind("")) {
      CanAddress there = CanAddress.of(name).withAddr(0x30).withPgn(PGN);
      IOException e = assertThrows(IOException.class, () -> endpoint.sendTo(ascii("a"), there));
      assertTrue(e.getMessage().contains("address or a name"), e.getMessage());
    }
    EndpointUri uri = EndpointUri.valueOf("can+j1939:" + name + ":0x30");
    Exception e = assertThrows(IllegalArgumentException.class, () -> network.connectMessages(uri));
    assertTrue(e.getMessage().contains("LOCAL"), e.getMessage());
  }

  @Test
  void aConnectedEndpointSendsToItsPeer() throws IOException {
    EndpointUri uri = EndpointUri.valueOf("can+j1939:" + name + ":0x30," + PGN + "?LOCAL=0x20");
    try (MessageEndpoint two = bind(":0x30");
        MessageEndpoint one = network.connectMessages(uri)) {
      one.send(ascii("hello"));
      Message message = Message.allocate(100);
      two.receiveMessage(message);
      assertEquals("hello", text(message));
      two.sendTo(ascii("back"), message.peer());
      one.receiveMessage(message.clear());
      assertEquals("back", text(message));
      assertEquals(0x30, ((CanAddress) one.getRemoteAddress()).addr());
    }
  }

  /** Somebody who asks for the transfer of a longer message and is not answered. */
  @Test
  void thatNobodyAnswersIsTold() throws IOException {
    try (MessageEndpoint one = bind(":0x20")) {
      one.sendTo(ascii("x".repeat(100)), CanAddress.of(name).withAddr(0x55).withPgn(PGN));
      IOException e = assertThrows(IOException.class, () -> one.receive(ByteBuffer.allocate(100)));
      assertEquals(Errno.EHOSTUNREACH, Errno.of(e).orElseThrow(), e.getMessage());
    }
  }

  @Test
  void closeWakesAReceive() throws Exception {
    MessageEndpoint endpoint = bind(":0x20");
    endpoint.setOption(EndpointOptions.SO_RCVTIMEO, java.time.Duration.ZERO);
    Background<Integer> receive =
        Background.run(() -> endpoint.receive(ByteBuffer.allocate(8))).awaitBlocked();
    endpoint.close();
    receive.failure(AsynchronousCloseException.class);
  }
}
