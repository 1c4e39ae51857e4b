package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Addresses;
import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Protocol;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and what belongs to the network as a whole. */
@Timeout(20)
class MemoryNetworkTest {

  private final MemoryNetwork network = MemoryNetwork.create();

  @AfterEach
  void closeNetwork() {
    network.close();
  }

  private static EndpointUri uri(String text) {
    return EndpointUri.valueOf(text);
  }

  @Test
  void hasTheSchemesOfAllTransportsAndItsOwn() {
    List<String> schemes = network.schemes().stream().map(SchemeInfo::scheme).toList();

    assertEquals(
        List.of(
            "tcp",
            "tcp4",
            "tcp6",
            "mptcp",
            "mptcp4",
            "mptcp6",
            "udp",
            "udp4",
            "udp6",
            "udplite",
            "udplite4",
            "udplite6",
            "unix",
            "unix+dgram",
            "unix+seqpacket",
            "sctp",
            "sctp+seqpacket",
            "vsock",
            "vsock+seqpacket",
            "tipc",
            "tipc+seqpacket",
            "tipc+rdm",
            "tipc+dgram",
            "raw",
            "raw4",
            "raw6",
            "ping",
            "ping4",
            "ping6",
            "netlink",
            "route",
            "packet",
            "packet+dgram",
            "can",
            "can+bcm",
            "can+j1939",
            "memory"),
        schemes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://db.internal:5432",
        "tcp://my_host:1",
        "tcp://127.0.0.1:5000",
        "tcp4://localhost:80",
        "tcp6://[::1]:80",
        "unix:/run/app.sock",
        "unix:relative/path",
        "unix:@abstract",
        "memory:name"
      })
  void listenerIsReachedByTheSameUri(String text) throws IOException {
    try (Listener<StreamEndpoint> listener = network.listenStream(uri(text));
        StreamEndpoint client = network.connectStream(uri(text));
        StreamEndpoint server = listener.accept()) {
      Streams.writeFully(client, ByteBuffer.wrap(new byte[] {1, 2, 3}));
      ByteBuffer received = ByteBuffer.allocate(3);
      Streams.readFully(server, received);

      assertArrayEquals(new byte[] {1, 2, 3}, received.array());
      assertEquals(client.getLocalAddress(), server.getRemoteAddress());
      assertEquals(client.getRemoteAddress(), server.getLocalAddress());
    }
    assertEquals(0, network.openSockets());
  }

  @Test
  void listenerWithoutHostAnswersForEveryHostThatHasNoneOfItsOwn() throws IOException {
    try (Listener<StreamEndpoint> any = network.listenStream(uri("tcp://:80"));
        Listener<StreamEndpoint> own = network.listenStream(uri("tcp://own.example:80"))) {
      network.connectStream(uri("tcp://other.example:80")).close();
      network.connectStream(uri("tcp://OWN.example:80")).close();
      network.connectStream(uri("tcp://[::1]:80")).close();

      assertEquals(
          InetSocketAddress.createUnresolved("other.example", 80), any.accept().getLocalAddress());
      assertEquals(
          InetSocketAddress.createUnresolved("OWN.example", 80), own.accept().getLocalAddress());
      assertEquals("[::1]:80", Addresses.format(any.accept().getLocalAddress()));
    }
  }

  @Test
  void listenerWithANameAnswersForThatNameOnly() throws IOException {
    try (Listener<StreamEndpoint> listener = network.listenStream(uri("tcp://a.example:80"))) {
      assertTrue(listener.isOpen());

      ConnectException refused =
          assertThrows(
              ConnectException.class, () -> network.connectStream(uri("tcp://b.example:80")));

      assertEquals(
          "connect tcp 127.0.0.1:49152->b.example:80: Connection refused (ECONNREFUSED)",
          refused.getMessage());
    }
  }

  @Test
  void localhostIsTheLoopbackAddressAtWhichSomebodyListens() throws IOException {
    try (Listener<StreamEndpoint> listener = network.listenStream(uri("tcp6://localhost:80"));
        StreamEndpoint client = network.connectStream(uri("tcp://localhost:80"))) {
      assertEquals("[::1]:80", Addresses.format(client.getRemoteAddress()));
      assertEquals(client.getRemoteAddress(), listener.getLocalAddress());
    }
  }

  @Test
  void portZeroBecomesAFreePort() throws IOException {
    try (Listener<StreamEndpoint> first = network.listenStream(uri("tcp://127.0.0.1:0"));
        Listener<StreamEndpoint> second = network.listenStream(uri("tcp://127.0.0.1:0"))) {
      assertEquals("127.0.0.1:49152", Addresses.format(first.getLocalAddress()));
      assertEquals("127.0.0.1:49153", Addresses.format(second.getLocalAddress()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp://db.internal:5432", "unix:/run/app.sock", "memory:name"})
  void addressInUseIsTold(String text) throws IOException {
    try (Listener<StreamEndpoint> listener = network.listenStream(uri(text))) {
      assertTrue(listener.isOpen());

      BindException inUse =
          assertThrows(BindException.class, () -> network.listenStream(uri(text)));

      assertEquals(Errno.EADDRINUSE, Errno.of(inUse).orElseThrow());
      assertTrue(inUse.getMessage().startsWith("bind " + uri(text).scheme()), inUse::getMessage);
    }
    network.listenStream(uri(text)).close(); // free again
  }

  @Test
  void unixPathThatDoesNotExistIsTold() {
    SocketErrnoException missing =
        assertThrows(
            SocketErrnoException.class, () -> network.connectStream(uri("unix:/run/app.sock")));

    assertEquals(Errno.ENOENT, missing.errno());
  }

  @Test
  void unixSocketsOfAnotherTypeAreTold() throws IOException {
    try (MessageEndpoint datagrams = network.bindMessages(uri("unix+dgram:/run/app.sock"))) {
      assertTrue(datagrams.isOpen());

      SocketErrnoException wrong =
          assertThrows(
              SocketErrnoException.class, () -> network.connectStream(uri("unix:/run/app.sock")));

      assertEquals(Errno.EPROTOTYPE, wrong.errno());
    }
  }

  @Test
  void unixClientIsUnnamed() throws IOException {
    try (Listener<StreamEndpoint> listener = network.listenStream(uri("unix:/run/app.sock"));
        StreamEndpoint client = network.connectStream(uri("unix:/run/app.sock"));
        StreamEndpoint server = listener.accept()) {
      assertEquals(UnixDomainSocketAddress.of(""), client.getLocalAddress());
      assertEquals(UnixDomainSocketAddress.of(""), server.getRemoteAddress());
      assertEquals(UnixDomainSocketAddress.of("/run/app.sock"), server.getLocalAddress());
    }
  }

  @Test
  void addressOfAnotherDomainIsRefused() throws IOException {
    try (Listener<StreamEndpoint> listener = network.listenStream(uri("tcp4://:0"));
        Endpoint endpoint = network.socket(listener.spec())) {
      assertThrows(
          UnsupportedAddressTypeException.class,
          () -> endpoint.connect(UnixDomainSocketAddress.of("/run/app.sock")));
      assertThrows(
          UnsupportedAddressTypeException.class,
          () -> endpoint.bind(new InetSocketAddress(PortTable.LOOPBACK6, 0)));
    }
  }

  @Test
  void datagramProtocolsHaveNoListeners() {
    for (String text : List.of("udp://:5000", "unix+dgram:/run/app.sock", "sctp+seqpacket://:1")) {
      UnsupportedOperationException refused =
          assertThrows(
              UnsupportedOperationException.class, () -> network.listenMessages(uri(text)));
      assertTrue(refused.getMessage().startsWith(text + ": "), refused::getMessage);
      assertTrue(refused.getMessage().contains("(bindMessages)"), refused::getMessage);
    }
    assertThrows(
        UnsupportedOperationException.class, () -> network.bindMessages(uri("sctp://:5000")));
  }

  @Test
  void everySchemeHasPairsButThoseThatMeetTheKernelOrABus() throws IOException {
    for (SchemeInfo scheme : network.schemes()) {
      if (scheme.unavailable().isPresent() || scheme.transport().equals("can")) {
        assertThrows(UnsupportedOperationException.class, () -> network.pair(scheme.spec()));
        continue;
      }
      try (EndpointPair<?> pair = network.pair(scheme.spec())) {
        assertTrue(pair.first().isConnected(), scheme.scheme());
        assertTrue(pair.second().isConnected(), scheme.scheme());
        exchange(pair.first(), pair.second());
        exchange(pair.second(), pair.first());
      }
    }
    assertEquals(0, network.openSockets());
  }

  private static void exchange(Endpoint from, Endpoint to) throws IOException {
    ByteBuffer sent = ByteBuffer.wrap(new byte[] {1, 2, 3});
    ByteBuffer received = ByteBuffer.allocate(8);
    if (from instanceof StreamEndpoint stream) {
      assertEquals(3, stream.write(sent));
      assertEquals(3, ((StreamEndpoint) to).read(received));
    } else {
      assertEquals(3, ((MessageEndpoint) from).send(sent));
      assertEquals(3, ((MessageEndpoint) to).receive(received));
    }
    assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), received.flip());
  }

  @Test
  void networksDoNotSeeEachOther() throws IOException {
    try (MemoryNetwork other = MemoryNetwork.create();
        Listener<StreamEndpoint> listener = other.listenStream(uri("tcp://:80"))) {
      assertTrue(listener.isOpen());
      assertThrows(ConnectException.class, () -> network.connectStream(uri("tcp://a.example:80")));
    }
  }

  @Test
  void closingTheNetworkClosesItsSockets() throws IOException {
    Listener<StreamEndpoint> listener = network.listenStream(uri("tcp://:80"));
    StreamEndpoint client = network.connectStream(uri("tcp://a.example:80"));
    assertEquals(3, network.openSockets()); // one waits to be accepted

    network.close();

    assertFalse(listener.isOpen());
    assertFalse(client.isOpen());
    assertEquals(0, network.openSockets());
    assertThrows(ClosedChannelException.class, () -> network.listenStream(uri("tcp://:80")));
  }

  @Test
  void unnamedUnixSenderIsNull() throws IOException {
    EndpointUri where = uri("unix+dgram:/run/app.sock");
    try (MessageEndpoint receiver = network.bindMessages(where);
        Endpoint socket = network.socket(Domain.AF_UNIX, SocketType.SOCK_DGRAM, Protocol.DEFAULT);
        MessageEndpoint sender = (MessageEndpoint) socket) {
      sender.connect(receiver.getLocalAddress());
      sender.send(ByteBuffer.allocate(0));

      assertNull(receiver.receiveFrom(ByteBuffer.allocate(10)));
    }
  }

  @Test
  void unixDatagramClientByUriIsGivenANameToAnswerTo() throws IOException {
    EndpointUri where = uri("unix+dgram:/run/app.sock");
    try (MessageEndpoint receiver = network.bindMessages(where);
        MessageEndpoint sender = network.connectMessages(where)) {
      sender.send(ByteBuffer.allocate(0));

      assertEquals(sender.getLocalAddress(), receiver.receiveFrom(ByteBuffer.allocate(10)));
    }
  }
}
