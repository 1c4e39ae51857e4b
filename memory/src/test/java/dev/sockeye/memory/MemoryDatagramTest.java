package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Addresses;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketErrnoException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import org.junit.jupiter.api.Test;

/** Messages without a connection: whose they are, and what becomes of those that nobody gets. */
class MemoryDatagramTest extends MessagesInMemory {

  private static final EndpointUri UDP = EndpointUri.valueOf("udp://dns.internal:53");
  private static final EndpointUri UNIX = EndpointUri.valueOf("unix+dgram:/run/log.sock");

  @Test
  void sendersAddressCanBeAnswered() throws IOException {
    try (MessageEndpoint server = network.bindMessages(UDP);
        MessageEndpoint client = network.socket(spec("udp"))) {
      client.sendTo(bytes(1), server.getLocalAddress());
      SocketAddress from = server.receiveFrom(room());

      assertEquals("127.0.0.1:49152", Addresses.format(from));
      server.sendTo(bytes(1, 2), from);
      assertEquals(2, client.receive(room()));
    }
  }

  @Test
  void messageCarriesBuffersAndPeer() throws IOException {
    try (MessageEndpoint server = network.bindMessages(UDP);
        MessageEndpoint client = network.connectMessages(UDP)) {
      client.sendMessage(Message.of(bytes(1, 2), bytes(3)));

      Message received = Message.of(ByteBuffer.allocate(1), ByteBuffer.allocate(5));
      assertEquals(3, server.receiveMessage(received));
      assertEquals(client.getLocalAddress(), received.peer());
      assertTrue(received.isEndOfRecord());
      assertFalse(received.isTruncated());
      assertEquals(bytes(1), received.buffer(0).flip());
      assertEquals(bytes(2, 3), received.buffer(1).flip());
    }
  }

  @Test
  void connectedUdpEndpointHearsItsPeerOnly() throws IOException {
    try (MessageEndpoint server = network.bindMessages(UDP);
        MessageEndpoint client = network.connectMessages(UDP);
        MessageEndpoint stranger = network.socket(spec("udp"))) {
      client.configureBlocking(false);
      stranger.sendTo(bytes(1), client.getLocalAddress());
      assertEquals(MessageEndpoint.WOULD_BLOCK, client.receive(room()));
      server.sendTo(bytes(1, 2), client.getLocalAddress());
      assertEquals(2, client.receive(room()));

      client.disconnect();

      assertNull(client.getRemoteAddress());
      stranger.sendTo(bytes(1), client.getLocalAddress());
      assertEquals(1, client.receive(room()));
    }
  }

  @Test
  void connectedUnixReceiverRefusesStrangers() throws IOException {
    try (MessageEndpoint server = network.bindMessages(UNIX);
        EndpointPair<MessageEndpoint> pair = pair("unix+dgram")) {
      pair.first().bind(null);
      server.connect(pair.first().getLocalAddress());
      pair.second().disconnect();

      SocketErrnoException refused =
          assertThrows(
              SocketErrnoException.class,
              () -> pair.second().sendTo(bytes(1), server.getLocalAddress()));
      assertEquals(Errno.EPERM, refused.errno());
    }
  }

  @Test
  void connectedEndpointSendsToItsPeerOnly() throws IOException {
    try (MessageEndpoint server = network.bindMessages(UDP);
        MessageEndpoint client = network.connectMessages(UDP)) {
      assertEquals(1, client.sendTo(bytes(1), server.getLocalAddress()));
      assertThrows(
          AlreadyConnectedException.class, () -> client.sendTo(bytes(1), client.getLocalAddress()));
    }
  }

  @Test
  void nextCallTellsThatNobodyIsThere() throws IOException {
    try (MessageEndpoint client = network.connectMessages(UDP)) {
      client.send(bytes(1));
      PortUnreachableException nobody =
          assertThrows(PortUnreachableException.class, () -> client.receive(room()));

      assertEquals(
          "recv udp 127.0.0.1:49152->dns.internal:53: Connection refused (ECONNREFUSED)",
          nobody.getMessage());
      client.send(bytes(1));
      assertThrows(PortUnreachableException.class, () -> client.send(bytes(1)));
    }
  }

  @Test
  void unconnectedUdpIsNotTold() throws IOException {
    try (MessageEndpoint client = network.socket(spec("udp"))) {
      SocketAddress nowhere = new InetSocketAddress(PortTable.LOOPBACK4, 9);
      assertEquals(1, client.sendTo(bytes(1), nowhere));
      assertEquals(1, client.sendTo(bytes(1), nowhere));
    }
  }

  @Test
  void unixPeerThatIsGoneRefuses() throws IOException {
    MessageEndpoint server = network.bindMessages(UNIX);
    try (MessageEndpoint client = network.connectMessages(UNIX)) {
      server.close();

      assertThrows(ConnectException.class, () -> client.send(bytes(1)));
    }
    SocketErrnoException missing =
        assertThrows(SocketErrnoException.class, () -> network.connectMessages(UNIX));
    assertEquals(Errno.ENOENT, missing.errno());
  }

  @Test
  void fullUdpReceiverLosesDatagrams() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair("udp")) {
      pair.second().setOption(StandardSocketOptions.SO_RCVBUF, 2048);
      for (int i = 0; i < 10; i++) {
        assertEquals(1024, pair.first().send(ByteBuffer.allocate(1024)));
      }
      pair.second().configureBlocking(false);
      assertEquals(1024, pair.second().receive(room()));
      assertEquals(MessageEndpoint.WOULD_BLOCK, pair.second().receive(room()));
    }
  }

  @Test
  void batchDoesNotSwallowThatNobodyIsThere() throws IOException {
    try (MessageEndpoint client = network.connectMessages(UDP)) {
      Message[] sent = {Message.of(bytes(1)), Message.of(bytes(2))};

      assertEquals(1, client.sendMessages(sent, 0, 2));
      assertThrows(PortUnreachableException.class, () -> client.receive(room()));
    }
  }
}
