package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.InetOptions;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Pollable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.udp.Udp;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of a host's addresses is asked and answers, and which families share a port. */
@Timeout(60)
@SuppressWarnings("AddressSelection") // numbers, and no names
class MemoryPacketInfoTest {

  private final MemoryNetwork network = MemoryNetwork.create();

  @AfterEach
  void closeNetwork() {
    network.close();
  }

  private MessageEndpoint bound(String uri) throws IOException {
    return network.bindMessages(EndpointUri.valueOf(uri));
  }

  private MessageEndpoint connected(String scheme, String host, int port) throws IOException {
    return network.connectMessages(
        EndpointUri.valueOf(scheme + "://" + host + ":" + port + "?SO_RCVTIMEO=50ms"));
  }

  private static int port(Pollable socket) throws IOException {
    return ((InetSocketAddress) socket.getLocalAddress()).getPort();
  }

  private static ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(length);
  }

  private static Message answer(MessageEndpoint server) throws IOException {
    Message request = Message.allocate(9);
    server.receiveMessage(request);
    request.payload().flip();
    server.sendMessage(request);
    return request;
  }

  @ParameterizedTest
  @CsvSource({
    "udp, 127.0.0.2",
    "udp4, 10.0.0.9",
    "udp6, [2001:db8::7]",
    "udplite, 127.0.0.2",
    "udplite6, [2001:db8::7]"
  })
  void theAnswerLeavesFromTheAddressThatWasAsked(String scheme, String host) throws IOException {
    try (MessageEndpoint server = bound(scheme + "://:0?IP_PKTINFO=true");
        MessageEndpoint client = connected(scheme, host, port(server))) {
      client.send(bytes(3));
      InetAddress asked = ((InetSocketAddress) client.getRemoteAddress()).getAddress();
      assertEquals(asked, answer(server).get(InetOptions.LOCAL_ADDRESS));
      assertEquals(3, client.receive(bytes(9)));
    }
  }

  /** As of the system: without it the peer, which is connected to another address, hears none. */
  @Test
  void unlessItIsNotTold() throws IOException {
    try (MessageEndpoint server = bound("udp4://:0");
        MessageEndpoint client = connected("udp4", "127.0.0.2", port(server))) {
      client.send(bytes(3));
      assertNull(answer(server).get(InetOptions.LOCAL_ADDRESS));
      assertThrows(SocketTimeoutException.class, () -> client.receive(bytes(9)));
    }
  }

  @Test
  void whenItCameIsToldToWhoAsks() throws IOException {
    try (MessageEndpoint server = bound("udp4://127.0.0.1:0?SO_TIMESTAMPNS=true");
        MessageEndpoint client = connected("udp4", "127.0.0.1", port(server))) {
      client.send(bytes(3));
      assertNotNull(answer(server).get(InetOptions.TIMESTAMP));
      assertEquals(3, client.receive(bytes(9)));
    }
  }

  @Test
  void anIpv4SocketHasNoAddressOfIpv6() throws IOException {
    try (MessageEndpoint server = bound("udp4://127.0.0.1:0")) {
      Message message =
          Message.of(bytes(1))
              .peer(server.getLocalAddress())
              .set(InetOptions.LOCAL_ADDRESS, InetAddress.getByName("::1"));
      assertThrows(IllegalArgumentException.class, () -> server.sendMessage(message));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "udp6", "udplite", "udplite6"})
  void eachFamilyHasAnEndpointOfItsOwn(String scheme) throws IOException {
    String name = scheme.replace("6", "");
    try (MessageEndpoint six = bound(scheme + "://[::]:0?IPV6_V6ONLY=true&SO_RCVTIMEO=5s");
        MessageEndpoint four = bound(name + "4://0.0.0.0:" + port(six) + "?SO_RCVTIMEO=5s");
        MessageEndpoint client4 = connected(name + "4", "127.0.0.1", port(six));
        MessageEndpoint client6 = connected(name + "6", "[::1]", port(six))) {
      client4.send(bytes(4));
      client6.send(bytes(6));
      assertEquals(4, four.receive(bytes(9)));
      assertEquals(6, six.receive(bytes(9)));
    }
  }

  @Test
  void eachFamilyHasAListenerOfItsOwn() throws IOException {
    try (Listener<StreamEndpoint> six = listen("tcp://[::]:0?IPV6_V6ONLY=true");
        Listener<StreamEndpoint> four = listen("tcp4://0.0.0.0:" + port(six));
        StreamEndpoint client6 = network.socket(Tcp.STREAM6);
        StreamEndpoint client4 = network.socket(Tcp.STREAM4)) {
      client6.connect(new InetSocketAddress("::1", port(six)));
      client4.connect(new InetSocketAddress("127.0.0.1", port(six)));
      assertEquals(client4.getLocalAddress(), peerOf(four));
      assertEquals(client6.getLocalAddress(), peerOf(six));
    }
  }

  private Listener<StreamEndpoint> listen(String uri) throws IOException {
    return network.listenStream(EndpointUri.valueOf(uri));
  }

  private static Object peerOf(Listener<StreamEndpoint> listener) throws IOException {
    try (StreamEndpoint accepted = listener.accept()) {
      return accepted.getRemoteAddress();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "udplite"})
  void unlessSetItTakesBoth(String scheme) throws IOException {
    try (MessageEndpoint both = bound(scheme + "://[::]:0")) {
      assertFalse(both.getOption(InetOptions.IPV6_V6ONLY));
      int taken = port(both);
      assertThrows(BindException.class, () -> bound(scheme + "4://0.0.0.0:" + taken));
      IOException late =
          assertThrows(IOException.class, () -> both.setOption(InetOptions.IPV6_V6ONLY, true));
      assertEquals(Errno.EINVAL, Errno.of(late).orElse(null), late::getMessage);
    }
  }

  @Test
  void socketsOfIpv4HaveNoSuchOption() throws IOException {
    try (MessageEndpoint endpoint = network.socket(Udp.DATAGRAM4)) {
      assertFalse(endpoint.supportedOptions().contains(InetOptions.IPV6_V6ONLY));
      assertTrue(endpoint.supportedOptions().contains(InetOptions.IP_PKTINFO));
    }
  }
}
