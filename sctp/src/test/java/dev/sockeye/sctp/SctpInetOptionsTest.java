package dev.sockeye.sctp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.nio.sctp.SctpStandardSocketOptions;
import com.sun.nio.sctp.SctpStandardSocketOptions.InitMaxStreams;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.InetOptions;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Pollable;
import dev.sockeye.RawOption;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketErrnoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The options that native calls add to the JDK's channels of SCTP. */
@Timeout(60)
class SctpInetOptionsTest {

  private static final RawOption PRIORITY = new RawOption(1, 12, 4);
  private static final RawOption DEVICE = new RawOption(1, 25, 16);
  private static final RawOption PROTOCOL = new RawOption(1, 38, 4);

  private final Network network = Network.system();

  @BeforeEach
  void needsSctpAndNativeCalls() throws IOException {
    SchemeInfo info = network.scheme("sctp").orElseThrow();
    assumeTrue(info.unavailable().isEmpty(), () -> info.unavailable().toString());
    try (Endpoint probe = network.socket(Sctp.ONE_TO_ONE)) {
      boolean there = probe.supportedOptions().contains(InetOptions.SO_PRIORITY);
      assumeTrue(there, "no native calls here, or not Linux");
    }
  }

  private Listener<MessageEndpoint> listen(String options) throws IOException {
    return network.listenMessages(EndpointUri.valueOf("sctp://127.0.0.1:0" + options));
  }

  private MessageEndpoint connect(Listener<?> listener, String options) throws IOException {
    EndpointUri uri = EndpointUri.valueOf("sctp://h:1" + options);
    return network.connectMessages(uri.withAddress(listener.getLocalAddress()));
  }

  @Test
  void eachIsSetAndRead() throws IOException {
    try (MessageEndpoint one = network.socket(Sctp.ONE_TO_ONE);
        MessageEndpoint many = network.socket(Sctp.ONE_TO_MANY);
        Listener<MessageEndpoint> listener = network.listener(Sctp.ONE_TO_ONE)) {
      for (Pollable socket : List.of(one, many, listener)) {
        assertEquals(0, socket.getOption(InetOptions.SO_PRIORITY));
        assertEquals(0, socket.getOption(InetOptions.SO_MARK));
        assertEquals("", socket.getOption(InetOptions.SO_BINDTODEVICE));
        set(socket);
        assertEquals(5, socket.getOption(InetOptions.SO_PRIORITY));
        assertEquals(77, socket.getOption(InetOptions.SO_MARK));
        assertEquals("lo", socket.getOption(InetOptions.SO_BINDTODEVICE));
        assertEquals(5, socket.getOption(PRIORITY)[0]);
        assertArrayEquals(new byte[] {'l', 'o', 0}, socket.getOption(DEVICE));
        assertEquals((byte) 132, socket.getOption(PROTOCOL)[0]);
      }
    }
  }

  private static void set(Pollable socket) throws IOException {
    socket.setOption(InetOptions.SO_PRIORITY, 5);
    socket.setOption(InetOptions.SO_MARK, 77);
    socket.setOption(InetOptions.SO_BINDTODEVICE, "lo");
  }

  /** By numbers of streams the descriptor is found, which stay what they were. */
  @Test
  void findingTheSocketChangesNothing() throws IOException {
    InitMaxStreams streams = InitMaxStreams.create(7, 9);
    try (MessageEndpoint endpoint = network.socket(Sctp.ONE_TO_ONE)) {
      endpoint.setOption(SctpStandardSocketOptions.SCTP_INIT_MAXSTREAMS, streams);
      endpoint.setOption(InetOptions.SO_PRIORITY, 3);
      assertEquals(streams, endpoint.getOption(SctpStandardSocketOptions.SCTP_INIT_MAXSTREAMS));
    }
  }

  @Test
  void acceptedAssociationsHaveThoseOfTheListener() throws IOException {
    try (Listener<MessageEndpoint> listener =
            listen("?SO_PRIORITY=4&SO_MARK=9&SO_BINDTODEVICE=lo");
        MessageEndpoint client = connect(listener, "?SO_PRIORITY=2&SETSOCKOPT=1:36:i3");
        MessageEndpoint accepted = listener.accept()) {
      assertEquals(4, accepted.getOption(InetOptions.SO_PRIORITY));
      assertEquals(9, accepted.getOption(InetOptions.SO_MARK));
      assertEquals("lo", accepted.getOption(InetOptions.SO_BINDTODEVICE));
      assertEquals(2, client.getOption(InetOptions.SO_PRIORITY));
      assertEquals(3, client.getOption(InetOptions.SO_MARK));
      client.send(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      assertEquals(3, accepted.receive(ByteBuffer.allocate(9)));
    }
  }

  @Test
  void whatTheSystemRefusesIsTold() throws IOException {
    try (MessageEndpoint endpoint = network.socket(Sctp.ONE_TO_ONE)) {
      SocketErrnoException e =
          assertThrows(
              SocketErrnoException.class,
              () -> endpoint.setOption(InetOptions.SO_BINDTODEVICE, "nosuch0"));
      assertEquals(Errno.ENODEV, e.errno());
      assertTrue(e.getMessage().contains("SO_BINDTODEVICE"), e.getMessage());
      assertFalse(endpoint.supportedOptions().contains(InetOptions.TCP_INFO));
      assertThrows(
          UnsupportedOperationException.class, () -> endpoint.getOption(InetOptions.TCP_INFO));
    }
    MessageEndpoint closed = network.socket(Sctp.ONE_TO_ONE);
    closed.close();
    assertThrows(ClosedChannelException.class, () -> closed.getOption(InetOptions.SO_PRIORITY));
  }
}
