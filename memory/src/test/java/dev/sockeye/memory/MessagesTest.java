package dev.sockeye.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Messages;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class MessagesTest {

  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration OWN = Duration.ofMinutes(7);

  private final MemoryNetwork network = MemoryNetwork.create();
  private MessageEndpoint client;
  private MessageEndpoint server;

  @BeforeEach
  void connect() throws IOException {
    connect("tcp://sensor:1");
  }

  private void connect(String where) throws IOException {
    EndpointUri uri = EndpointUri.valueOf(where);
    if (uri.scheme().equals("udp")) {
      server = network.bindMessages(uri);
      client = network.connectMessages(uri);
      server.connect(client.getLocalAddress());
    } else {
      try (Listener<MessageEndpoint> listener = network.listenMessages(uri)) {
        client = network.connectMessages(uri);
        server = listener.accept();
      }
    }
  }

  @AfterEach
  void close() {
    network.close();
  }

  private static ByteBuffer text(String text) {
    return US_ASCII.encode(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp://sensor:2", "udp://sensor:2", "unix+seqpacket:/run/sensor"})
  void theNextMessageIsTheReply(String where) throws IOException {
    connect(where);
    server.send(text("21.5"));
    ByteBuffer reply = ByteBuffer.allocate(100).position(3);
    assertEquals(4, Messages.request(client, text("celsius?"), reply, LONG));
    assertEquals("21.5", US_ASCII.decode(reply.flip().position(3)).toString());
    ByteBuffer asked = ByteBuffer.allocate(100);
    assertEquals(8, Messages.receiveFully(server, asked));
    assertEquals(text("celsius?"), asked.flip());
  }

  @Test
  void theEndIsNoEmptyMessage() throws IOException {
    ByteBuffer reply = ByteBuffer.allocate(100);
    server.send(ByteBuffer.allocate(0));
    server.close();
    assertEquals(0, Messages.receiveFully(client, reply));
    assertThrows(EOFException.class, () -> Messages.receiveFully(client, reply));
    assertEquals(0, reply.position());
  }

  @Test
  void theTimeHoldsForTheCallAlone() throws IOException {
    client.setOption(EndpointOptions.SO_RCVTIMEO, OWN);
    client.setOption(EndpointOptions.SO_SNDTIMEO, OWN);
    ByteBuffer reply = ByteBuffer.allocate(100);
    Duration moment = Duration.ofMillis(20);
    assertThrows(
        SocketTimeoutException.class,
        () -> Messages.request(client, text("celsius?"), reply, moment));
    assertEquals(OWN, client.getOption(EndpointOptions.SO_RCVTIMEO));
    assertEquals(OWN, client.getOption(EndpointOptions.SO_SNDTIMEO));
    server.send(text("late"));
    assertEquals(4, client.receive(reply));
    assertThrows(
        IllegalArgumentException.class,
        () -> Messages.request(client, text("?"), reply, Duration.ZERO));
  }

  @Test
  void repliesToOthersAreDroppedAndTakeOfTheTime() throws IOException {
    server.send(text("1 late"));
    server.send(text("2 right"));
    ByteBuffer reply = ByteBuffer.allocate(100);
    int length =
        Messages.request(client, text("2"), reply, LONG, message -> message.get(0) == (byte) '2');
    assertEquals("2 right", US_ASCII.decode(reply.flip()).toString());
    assertEquals(7, length);
    server.send(text("1 late"));
    assertThrows(
        SocketTimeoutException.class,
        () ->
            Messages.request(
                client, text("2"), reply.clear(), Duration.ofMillis(20), message -> false));
    assertEquals(0, reply.position());
  }

  @Test
  void aPeerThatIsGoneIsToldAsSuch() throws IOException {
    server.close();
    IOException gone =
        assertThrows(
            IOException.class,
            () -> Messages.request(client, text("?"), ByteBuffer.allocate(9), LONG));
    assertTrue(!(gone instanceof SocketTimeoutException), gone::toString);
  }

  @Test
  void nonBlockingModeIsRefused() throws IOException {
    client.configureBlocking(false);
    assertThrows(
        IllegalBlockingModeException.class,
        () -> Messages.receiveFully(client, ByteBuffer.allocate(9)));
  }

  @Test
  void theLargestIsThatOfTheEndpoint() throws IOException {
    assertEquals(EndpointOptions.DEFAULT_MAX_MESSAGE_SIZE, Messages.largest(client));
    connect("udp://sensor:3");
    assertEquals(65_507, Messages.largest(client));
  }
}
