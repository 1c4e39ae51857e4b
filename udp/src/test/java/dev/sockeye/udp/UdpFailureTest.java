package dev.sockeye.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.sockeye.Addresses;
import dev.sockeye.Attribute;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.Network;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What fails in the middle, and what a failure leaves behind. */
@Timeout(30)
class UdpFailureTest {

  private final Network network = Network.system();

  private static Message[] messages(int count) {
    Message[] messages = new Message[count];
    for (int i = 0; i < count; i++) {
      messages[i] = Message.of(ByteBuffer.allocate(i + 1));
    }
    return messages;
  }

  @Test
  void aBatchSentInPartTellsHowMuch() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM4)) {
      Message[] messages = messages(4);
      messages[2].set(Attribute.of("COLOUR", String.class), "red");
      assertEquals(2, pair.first().sendMessages(messages, 0, 4));
      assertTrue(messages[2].payload().hasRemaining() && messages[3].payload().hasRemaining());
      assertThrows(
          UnsupportedOperationException.class, () -> pair.first().sendMessages(messages, 2, 2));
      assertEquals(1, pair.second().receive(ByteBuffer.allocate(10)));
      assertEquals(2, pair.second().receive(ByteBuffer.allocate(10)));
    }
  }

  @Test
  void aFailureAfterTheFirstOfABatchIsKeptForTheNextReceive() throws IOException {
    InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    SocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2);
    DatagramChannel channel = mock(DatagramChannel.class);
    when(channel.isOpen()).thenReturn(true);
    when(channel.getLocalAddress()).thenReturn(local);
    when(channel.receive(any()))
        .thenAnswer(
            call -> {
              call.<ByteBuffer>getArgument(0).put((byte) 7);
              return peer;
            })
        .thenThrow(new PortUnreachableException("gone"))
        .thenReturn(null);
    DatagramEndpoint endpoint = new DatagramEndpoint(Udp.DATAGRAM4, channel);
    endpoint.configureBlocking(false);
    Message[] messages = {Message.allocate(9), Message.allocate(9), Message.allocate(9)};
    assertEquals(1, endpoint.receiveMessages(messages, 0, 3), "what was received counts");
    assertEquals(peer, messages[0].peer());
    IOException e =
        assertThrows(
            PortUnreachableException.class, () -> endpoint.receiveMessages(messages, 1, 2));
    String where = Addresses.format(local);
    assertEquals("recvmmsg udp " + where + ": gone (ECONNREFUSED)", e.getMessage(), "said once");
    assertEquals(MessageEndpoint.WOULD_BLOCK, endpoint.receiveMessages(messages, 1, 2));
  }

  @Test
  void severalBuffersThatNoDatagramHoldsAreRefused() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM4)) {
      for (int half : new int[] {32_754, 40_000, 1 << 30}) {
        ByteBuffer large = ByteBuffer.allocate(half == 1 << 30 ? 1 << 20 : half);
        ByteBuffer[] parts = new ByteBuffer[half == 1 << 30 ? 2048 : 2];
        Arrays.setAll(parts, i -> large.duplicate());
        Message message = Message.of(parts);
        MessageTooLargeException e =
            assertThrows(MessageTooLargeException.class, () -> pair.first().sendMessage(message));
        assertTrue(e.getMessage().endsWith("Message too long (EMSGSIZE)"), e.getMessage());
        assertEquals((long) parts.length * large.capacity(), message.remaining());
      }
      assertEquals(1, pair.first().send(ByteBuffer.allocate(1)), "usable afterwards");
    }
  }

  /** Of 2 buffers of 100 and 1000 bytes, measured: no byte allocated a message. */
  @Test
  void gatheringKeepsItsBufferAndTheMessages() {
    DatagramBuffer buffer = new DatagramBuffer();
    Message message = Message.of(ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.allocate(3));
    ByteBuffer gathered = buffer.gather(message);
    assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 0, 0, 0}), gathered);
    assertEquals(5, message.remaining());
    assertSame(gathered, buffer.gather(message));
  }

  @Test
  void anAddressThatCannotBeLeavesThePeer() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM4)) {
      SocketAddress peer = pair.second().getLocalAddress();
      assertThrows(
          UnresolvedAddressException.class,
          () -> pair.first().connect(InetSocketAddress.createUnresolved("nowhere", 1)));
      assertEquals(peer, pair.first().getRemoteAddress());
      assertEquals(1, pair.first().send(ByteBuffer.allocate(1)));
    }
  }

  @Test
  void goingToNonBlockingModeEndsAReceiveThatWaits() throws Exception {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM4)) {
      MessageEndpoint endpoint = pair.first();
      endpoint.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
      Background<SocketAddress> receive =
          Background.run(() -> endpoint.receiveFrom(ByteBuffer.allocate(1))).awaitBlocked();
      endpoint.configureBlocking(false);
      assertThrows(IllegalBlockingModeException.class, receive::result);
      assertFalse(endpoint.isBlocking());
    }
  }

  @Test
  void aSendDoesNotWaitForAReceiveThatWaitsForTheAnswer() throws Exception {
    try (EndpointPair<MessageEndpoint> pair = network.pair(Udp.DATAGRAM4)) {
      MessageEndpoint endpoint = pair.first();
      Background<Integer> receive =
          Background.run(() -> endpoint.receive(ByteBuffer.allocate(9))).awaitBlocked();
      endpoint.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
      assertEquals(3, endpoint.send(ByteBuffer.allocate(3)));
      assertEquals(3, pair.second().receive(ByteBuffer.allocate(9)));
      pair.second().send(ByteBuffer.allocate(2));
      assertEquals(2, receive.result());
    }
  }
}
