package dev.sockeye.testkit;

import static dev.sockeye.Errno.EADDRINUSE;
import static dev.sockeye.Errno.ECONNREFUSED;
import static dev.sockeye.Errno.ENOENT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.junit.jupiter.api.Test;

/** Endpoints without connections: anybody sends to anybody, and a peer is only a filter. */
public abstract class DatagramContract extends MessageCases {

  /** Creates the contract; JUnit does. */
  protected DatagramContract() {}

  private void sendTo(MessageEndpoint from, SocketAddress to, int... bytes) throws IOException {
    byte[] message = messageTo(to, text(bytes));
    assertEquals(message.length, from.sendTo(ByteBuffer.wrap(message), to));
  }

  private static byte[] text(int... bytes) {
    byte[] text = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      text[i] = (byte) bytes[i];
    }
    return text;
  }

  @Test
  void theSenderOfAMessageCanBeAnswered() throws Exception {
    needs(Capability.SENDERS);
    needs(Capability.ADDRESSEES);
    MessageEndpoint server = bound();
    MessageEndpoint one = bound();
    MessageEndpoint other = bound();
    sendTo(one, server.getLocalAddress(), 1);
    sendTo(other, server.getLocalAddress(), 2, 2);
    for (int i = 0; i < 2; i++) {
      ByteBuffer buffer = ByteBuffer.allocate(arrived(2) + 8);
      SocketAddress sender = server.receiveFrom(buffer);
      server.sendTo(ByteBuffer.wrap(messageTo(sender, text(buffer))), sender);
    }
    assertReceives(one, (byte) 1);
    assertReceives(other, (byte) 2, (byte) 2);
  }

  @Test
  void theSendersAddressIsTheOneItIsBoundTo() throws Exception {
    needs(Capability.SENDERS);
    MessageEndpoint server = bound();
    MessageEndpoint client = bound();
    sendTo(client, server.getLocalAddress(), 1);
    SocketAddress sender = transport().seenByPeer(client.getLocalAddress());
    assertEquals(sender, server.receiveFrom(room(1)));
    Message message = to(server, 0, 0, 0);
    assertEquals(length(3), client.sendMessage(message));
    Message received = Message.of(room(3));
    assertEquals(arrived(3), server.receiveMessage(received));
    assertEquals(sender, received.peer());
  }

  @Test
  void anEndpointThatIsNotBoundIsBoundWhenItSendsOrHasNoName() throws Exception {
    needs(Capability.UNBOUND);
    MessageEndpoint server = bound();
    MessageEndpoint client = open();
    if (has(Capability.UNNAMED_AT_FIRST)) {
      assertNull(client.getLocalAddress());
    }
    sendTo(client, server.getLocalAddress(), 5);
    SocketAddress sender = server.receiveFrom(room(1));
    if (has(Capability.AUTOBIND)) {
      assertNotNull(client.getLocalAddress());
      sendTo(server, sender, 6);
      assertReceives(client, (byte) 6);
    } else {
      assertEquals(transport().unboundSender(), sender);
    }
  }

  @Test
  void anEndpointBoundToNoAddressGetsARealOne() throws Exception {
    needs(Capability.SOCKETS);
    needs(Capability.AUTOBIND);
    MessageEndpoint endpoint = open().bind(null);
    assertNotNull(endpoint.getLocalAddress());
    assertFalse(endpoint.isConnected());
    assertNull(endpoint.getRemoteAddress());
  }

  @Test
  void aConnectedEndpointReceivesFromItsPeerOnly() throws Exception {
    needs(Capability.CONNECT);
    needs(Capability.ADDRESSEES);
    needs(Capability.PEER_FILTER);
    MessageEndpoint endpoint = bound();
    MessageEndpoint peer = bound();
    MessageEndpoint stranger = bound();
    assertTrue(endpoint.connect(peer.getLocalAddress()));
    assertEquals(peer.getLocalAddress(), endpoint.getRemoteAddress());
    sendOrBeRefused(stranger, endpoint.getLocalAddress(), 1);
    sendTo(peer, endpoint.getLocalAddress(), 2);
    assertReceives(endpoint, (byte) 2);
  }

  /** The UNIX domain tells a stranger EPERM, UDP drops what it sends. */
  private void sendOrBeRefused(MessageEndpoint from, SocketAddress to, int value)
      throws IOException {
    try {
      sendTo(from, to, value);
    } catch (IOException e) {
      assertErrno(e, dev.sockeye.Errno.EPERM, ECONNREFUSED);
    }
  }

  @Test
  void connectingAnewReplacesThePeer() throws Exception {
    needs(Capability.CONNECT);
    needs(Capability.ADDRESSEES);
    MessageEndpoint endpoint = bound();
    MessageEndpoint first = bound();
    MessageEndpoint second = bound();
    endpoint.connect(first.getLocalAddress());
    endpoint.connect(second.getLocalAddress());
    assertEquals(second.getLocalAddress(), endpoint.getRemoteAddress());
    send(endpoint, (byte) 1);
    assertReceives(second, (byte) 1);
    if (has(Capability.PEER_FILTER)) {
      sendOrBeRefused(first, endpoint.getLocalAddress(), 2);
    }
    sendTo(second, endpoint.getLocalAddress(), 3);
    assertReceives(endpoint, (byte) 3);
  }

  @Test
  void afterDisconnectAnybodysMessagesArriveAgain() throws Exception {
    needs(Capability.CONNECT);
    needs(Capability.DISCONNECT);
    MessageEndpoint endpoint = bound();
    SocketAddress address = endpoint.getLocalAddress();
    MessageEndpoint peer = bound();
    MessageEndpoint stranger = bound();
    assertSame(endpoint, endpoint.disconnect(), "harmless without a peer");
    endpoint.connect(peer.getLocalAddress());
    assertSame(endpoint, endpoint.disconnect());
    assertFalse(endpoint.isConnected());
    assertNull(endpoint.getRemoteAddress());
    assertEquals(address, endpoint.getLocalAddress());
    sendTo(stranger, address, 1);
    assertReceives(endpoint, (byte) 1);
    sendTo(endpoint, stranger.getLocalAddress(), 2);
    assertReceives(stranger, (byte) 2);
    assertThrows(NotYetConnectedException.class, () -> send(endpoint, (byte) 3));
  }

  @Test
  void aConnectedEndpointSendsToNobodyElse() throws Exception {
    needs(Capability.CONNECT);
    needs(Capability.ADDRESSEES);
    MessageEndpoint endpoint = bound();
    MessageEndpoint peer = bound();
    MessageEndpoint other = bound();
    endpoint.connect(peer.getLocalAddress());
    sendTo(endpoint, peer.getLocalAddress(), 1);
    assertReceives(peer, (byte) 1);
    assertThrows(
        AlreadyConnectedException.class, () -> sendTo(endpoint, other.getLocalAddress(), 2));
    sendTo(peer, other.getLocalAddress(), 3);
    assertReceives(other, (byte) 3);
  }

  @Test
  void withoutAPeerOneCannotSendButToAnAddress() throws Exception {
    MessageEndpoint endpoint = bound();
    ByteBuffer buffer = ByteBuffer.allocate(3);
    assertThrows(NotYetConnectedException.class, () -> endpoint.send(buffer));
    Message message = Message.of(buffer);
    assertThrows(NotYetConnectedException.class, () -> endpoint.sendMessage(message));
    assertEquals(0, buffer.position());
  }

  @Test
  void anEndpointReceivesOnlyWhenBoundOrConnected() throws Exception {
    needs(Capability.UNBOUND);
    needs(Capability.UNNAMED_AT_FIRST);
    MessageEndpoint endpoint = open();
    ByteBuffer buffer = ByteBuffer.allocate(3);
    assertThrows(NotYetConnectedException.class, () -> endpoint.receive(buffer));
    assertTrue(endpoint.isOpen());
  }

  @Test
  void whereNobodyIsIsTold() throws Exception {
    needs(Capability.UNREACHABLE);
    SocketAddress dead = transport().deadAddress();
    MessageEndpoint endpoint = bound();
    IOException told = assertThrows(IOException.class, () -> sendUntilTold(endpoint, dead));
    assertErrno(told, ECONNREFUSED, ENOENT);
    if (dev.sockeye.Errno.of(told).orElseThrow() == ECONNREFUSED) {
      assertTrue(
          told instanceof PortUnreachableException || told instanceof ConnectException,
          told::toString);
    }
    MessageEndpoint another = bound();
    if (endpoint.isOpen() && endpoint.isConnected()) {
      endpoint.disconnect();
    }
    sendTo(endpoint, another.getLocalAddress(), 1);
    assertReceives(another, (byte) 1);
  }

  /** UDP learns of it from the answer to an earlier datagram, the UNIX domain at once. */
  private void sendUntilTold(MessageEndpoint endpoint, SocketAddress dead) throws IOException {
    endpoint.connect(dead);
    for (int i = 0; i < 1000; i++) {
      endpoint.send(ByteBuffer.wrap(messageTo(dead, (byte) 0)));
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void anAddressInUseIsRefused() throws Exception {
    needs(Capability.EXCLUSIVE_ADDRESSES);
    SocketAddress taken = bound().getLocalAddress();
    MessageEndpoint endpoint = open();
    IOException inUse = assertThrows(BindException.class, () -> endpoint.bind(taken));
    assertErrno(inUse, EADDRINUSE);
    assertTrue(endpoint.isOpen());
    assertNull(endpoint.getLocalAddress());
    endpoint.bind(transport().freeAddress());
    sendTo(endpoint, taken, 1);
  }

  @Test
  void anEndpointBindsOnlyOnce() throws Exception {
    MessageEndpoint endpoint = bound();
    SocketAddress another = transport().freeAddress();
    assertThrows(AlreadyBoundException.class, () -> endpoint.bind(another));
  }

  @Test
  void anAddressOfAnotherDomainIsRefused() throws Exception {
    SocketAddress foreign = transport().foreignAddress();
    MessageEndpoint endpoint = open();
    if (has(Capability.CONNECT)) {
      assertThrows(UnsupportedAddressTypeException.class, () -> endpoint.connect(foreign));
    }
    assertThrows(UnsupportedAddressTypeException.class, () -> endpoint.bind(foreign));
    assertThrows(
        UnsupportedAddressTypeException.class,
        () -> endpoint.sendTo(ByteBuffer.allocate(1), foreign));
    endpoint.bind(transport().freeAddress());
    MessageEndpoint hearer = has(Capability.OWN_MESSAGES) ? endpoint : bound();
    sendTo(endpoint, hearer.getLocalAddress(), 1);
    assertReceives(hearer, (byte) 1);
  }

  @Test
  void thereAreNoConnectionsToAccept() throws Exception {
    assertThrows(UnsupportedOperationException.class, () -> transport().openListener());
  }

  @Test
  void receiveFromIsForBlockingMode() throws Exception {
    needs(Capability.NON_BLOCKING);
    MessageEndpoint endpoint = bound();
    endpoint.configureBlocking(false);
    assertThrows(
        IllegalBlockingModeException.class, () -> endpoint.receiveFrom(ByteBuffer.allocate(1)));
  }

  @Test
  void aBatchMayGoToSeveralPeers() throws Exception {
    needs(Capability.ADDRESSEES);
    MessageEndpoint sender = bound();
    MessageEndpoint one = bound();
    MessageEndpoint other = bound();
    Message[] batch = {to(one, 1), to(other, 2), to(one, 3)};
    assertEquals(3, sender.sendMessages(batch, 0, 3));
    assertReceives(one, (byte) 1);
    assertReceives(other, (byte) 2);
    assertReceives(one, (byte) 3);
  }

  private Message to(MessageEndpoint receiver, int... bytes) throws IOException {
    SocketAddress address = receiver.getLocalAddress();
    return Message.of(ByteBuffer.wrap(messageTo(address, text(bytes)))).peer(address);
  }

  @Test
  void manySendersAreAllHeard() throws Exception {
    MessageEndpoint server = bound();
    byte[] seen = new byte[50];
    byte[] all = new byte[50];
    for (int i = 0; i < seen.length; i++) {
      all[i] = 1;
      sendTo(bound(), server.getLocalAddress(), i);
      seen[receive(server)[0]]++;
    }
    assertArrayEquals(all, seen);
  }
}
