package dev.sockeye.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Loopback;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SchemeInfo;
import dev.sockeye.Shutdownable;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class TransportNetworkTest {

  private final Network network =
      new TransportNetwork(List.of(new FakeTransports.Streams(), new FakeTransports.Messages()));

  private static EndpointUri uri(String text) {
    return EndpointUri.valueOf(text);
  }

  @Test
  void hasAnAddressToTryASchemeAt() {
    Path free = Path.of("free");
    assertEquals(Optional.of("tcp://127.0.0.1:0"), loopback("TCP", free));
    assertEquals(Optional.empty(), loopback("seq", free));
    assertEquals(Optional.empty(), loopback("unknown", free));
  }

  @Test
  void opensWhatTriesASchemeInItsOwnWay() throws IOException {
    assertSame(FakeTransports.Messages.TEST, network.selfTest("SEQ").orElseThrow());
    assertEquals(Optional.empty(), network.selfTest("tcp"));
    assertEquals(Optional.empty(), network.selfTest("unknown"));
    Exception e =
        assertThrows(UnsupportedOperationException.class, () -> network.selfTest("absent"));
    assertTrue(e.getMessage().contains("load the module"), e.getMessage());
  }

  private Optional<String> loopback(String scheme, Path free) {
    return network.loopback(scheme, free).map(EndpointUri::toString);
  }

  @Test
  void listsSchemes() {
    List<SchemeInfo> schemes = network.schemes();
    assertEquals(
        List.of("tcp", "seq", "dgram", "absent"),
        schemes.stream().map(SchemeInfo::scheme).toList());
    assertEquals("tcp", schemes.get(0).transport());
    assertEquals(Optional.of("load the module"), schemes.get(3).unavailable());
  }

  @ParameterizedTest
  @CsvSource({"tcp", "seq"})
  void streamsOverEverythingReliable(String scheme) throws IOException {
    try (Listener<StreamEndpoint> listener = network.listenStream(uri(scheme + "://:0"));
        StreamEndpoint client = network.connectStream(at(scheme, listener, ""));
        StreamEndpoint server = listener.accept()) {
      assertEquals(StreamEndpoint.class, listener.spec().shape());
      client.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      client.shutdownOutput();
      assertEquals(2, server.read(ByteBuffer.allocate(2)));
      assertEquals(1, server.read(ByteBuffer.allocate(2)));
      assertEquals(-1, server.read(ByteBuffer.allocate(2)));
    }
  }

  private static EndpointUri at(String scheme, Listener<?> listener, String options)
      throws IOException {
    return uri(scheme + "://:0" + options).withAddress(listener.getLocalAddress());
  }

  @ParameterizedTest
  @CsvSource({"tcp", "seq", "dgram"})
  void messagesOverEverything(String scheme) throws IOException {
    try (Listener<MessageEndpoint> listener = network.listenMessages(uri(scheme + "://:0"));
        MessageEndpoint client = network.connectMessages(at(scheme, listener, ""));
        MessageEndpoint server = listener.accept()) {
      assertEquals(MessageEndpoint.class, listener.spec().shape());
      client.send(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      client.send(ByteBuffer.allocate(0));
      client.unwrap(Shutdownable.class).shutdownOutput();
      assertEquals(3, server.receive(ByteBuffer.allocate(4)));
      assertEquals(0, server.receive(ByteBuffer.allocate(4)));
      assertEquals(MessageEndpoint.END_OF_INPUT, server.receive(ByteBuffer.allocate(4)));
    }
  }

  @Test
  void theLimitOfFramesComesFromTheUriAndIsInherited() throws IOException {
    String options = "?MAX_MESSAGE_SIZE=2k&TCP_NODELAY=true";
    try (Listener<MessageEndpoint> listener =
            network.listenMessages(uri("tcp://:0?max_message_size=5"));
        MessageEndpoint client = network.connectMessages(at("tcp", listener, options))) {
      assertEquals(2048, client.getOption(EndpointOptions.MAX_MESSAGE_SIZE));
      assertTrue(listener.supportedOptions().contains(EndpointOptions.MAX_MESSAGE_SIZE));
      assertEquals(5, listener.getOption(EndpointOptions.MAX_MESSAGE_SIZE));
      try (MessageEndpoint server = listener.accept()) {
        assertEquals(5, server.getOption(EndpointOptions.MAX_MESSAGE_SIZE));
      }
      listener.setOption(EndpointOptions.MAX_MESSAGE_SIZE, 6);
      try (MessageEndpoint again = network.connectMessages(at("tcp", listener, ""));
          MessageEndpoint server = listener.accept()) {
        assertEquals(1 << 20, again.getOption(EndpointOptions.MAX_MESSAGE_SIZE));
        assertEquals(6, server.getOption(EndpointOptions.MAX_MESSAGE_SIZE));
      }
    }
    try (Listener<StreamEndpoint> listener = network.listenStream(uri("tcp://:0" + options))) {
      assertTrue(listener.isOpen(), "a stream has no use for the limit, and lets it pass");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "tpc://h:1; unknown scheme tpc: did you mean tcp? (present are tcp, seq, dgram, absent)",
        "gopher://h:1; no transport for gopher: add its artifact, dev.sockeye:sockeye-gopher if it",
        "udp://h:1; dev.sockeye:sockeye-udp if it is one of",
        "udplite4://h:1; dev.sockeye:sockeye-udp",
        "mptcp6://h:1; dev.sockeye:sockeye-tcp",
        "unix+seqpacket:/x; dev.sockeye:sockeye-unix",
        "sctp://h:1; dev.sockeye:sockeye-sctp",
        "vsock+seqpacket://2:1; dev.sockeye:sockeye-vsock",
        "raw6://[::1]:icmpv6; dev.sockeye:sockeye-raw",
        "ping4://127.0.0.1; dev.sockeye:sockeye-raw",
        "localhost:80; no scheme: write SCHEME://HOST:PORT, such as tcp://localhost:80",
        "memory:h; memory is a scheme of MemoryNetwork (dev.sockeye:sockeye-memory)",
        "tcp://:1?MAX_MESSAGE_SIZE=lots; MAX_MESSAGE_SIZE cannot be 'lots'",
        "tcp://:1?MAX_MESSAGE_SIZE=-1; MAX_MESSAGE_SIZE is -1"
      })
  void tellsWhatIsWrongWithAUri(String text, String why) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> network.connectMessages(uri(text)))
            .getMessage();
    assertTrue(message.startsWith(text + ": "), message);
    assertTrue(message.contains(why), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "seq", "dgram"})
  void theLimitOfFramesIsCheckedWhereNothingIsFramedToo(String scheme) throws IOException {
    EndpointUri bad = uri(scheme + "://:0?MAX_MESSAGE_SIZE=lots");
    boolean stream = !scheme.equals("dgram");
    for (Executable call :
        List.<Executable>of(
            stream ? () -> network.connectStream(bad) : () -> network.connectMessages(bad),
            stream ? () -> network.listenStream(bad) : () -> network.bindMessages(bad),
            () -> network.connectMessages(bad),
            () -> network.listenMessages(bad))) {
      String message = assertThrows(IllegalArgumentException.class, call).getMessage();
      assertEquals(
          bad + ": MAX_MESSAGE_SIZE cannot be 'lots': write a whole number, such as 16384 or 16k",
          message);
    }
  }

  @Test
  void withoutTransportsItSaysSo() {
    Network empty = new TransportNetwork(List.of());
    String message =
        assertThrows(IllegalArgumentException.class, () -> empty.connectStream(uri("tcp://h:1")))
            .getMessage();
    assertTrue(message.contains("dev.sockeye:sockeye-tcp if it is one of Sockeye's"), message);
    assertTrue(message.contains("(no transport is present)"), message);
    assertThrows(UnsupportedOperationException.class, () -> empty.socket(FakeTransports.DGRAM));
  }

  private static void assertUnsupported(String why, Executable call) {
    String message = assertThrows(UnsupportedOperationException.class, call).getMessage();
    assertTrue(message.contains(why), message);
  }

  @Test
  void refusesWithTheReason() {
    String lost = "carries datagrams, which may be lost";
    assertUnsupported(lost, () -> network.connectStream(uri("dgram://h:1")));
    assertUnsupported(lost, () -> network.listenStream(uri("dgram://:0")));
    assertUnsupported("use listenMessages", () -> network.bindMessages(uri("tcp://:0")));
    String absent = "not available here: load the module";
    assertUnsupported(absent, () -> network.connectMessages(uri("absent://h:1")));
    assertUnsupported(absent, () -> network.socket(FakeTransports.ABSENT));
    SocketSpec<MessageEndpoint> none =
        FakeTransports.connection(Domain.AF_INET6, SocketType.SOCK_DGRAM, Protocol.DEFAULT);
    String there = "add the module that brings it (present are (AF_INET, SOCK_STREAM, IPPROTO_TCP)";
    assertUnsupported(there, () -> network.socket(none));
    assertUnsupported(there, () -> network.listener(none));
    assertUnsupported(there, () -> network.pair(none));
    assertUnsupported(
        "(AF_INET6, SOCK_DGRAM, 0)",
        () -> network.socket(Domain.AF_INET6, SocketType.SOCK_DGRAM, Protocol.DEFAULT));
  }

  @Test
  void opensByTripleAndBySpecification() throws IOException {
    Domain inet = Domain.AF_INET;
    for (Protocol protocol : List.of(Protocol.IPPROTO_TCP, Protocol.DEFAULT)) {
      try (Endpoint socket = network.socket(inet, SocketType.SOCK_STREAM, protocol)) {
        assertSame(Loopback.STREAM, socket.spec());
      }
    }
    try (EndpointPair<MessageEndpoint> pair = network.pair(FakeTransports.SEQPACKET);
        MessageEndpoint bound = network.bindMessages(uri("seq://:0"))) {
      assertTrue(pair.first().isConnected());
      assertTrue(((InetSocketAddress) bound.getLocalAddress()).getPort() > 0);
    }
    try (Listener<StreamEndpoint> listener = network.listener(Loopback.STREAM)) {
      listener.bind(null);
    }
  }
}
