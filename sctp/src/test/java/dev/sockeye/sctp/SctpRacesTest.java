package dev.sockeye.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.nio.sctp.Association;
import com.sun.nio.sctp.SctpMultiChannel;
import dev.sockeye.BrokenPipeException;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.Shutdownable;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.ThreadKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

/** Calls that meet the end of what they are about. */
class SctpRacesTest extends SctpCases {

  private Background<Void> sendingForEver(ThreadKind kind, MessageEndpoint endpoint) {
    Background<Void> sending =
        inBackground(
            kind,
            () -> {
              while (true) {
                endpoint.send(ByteBuffer.allocate(1000));
              }
            });
    return sending.awaitBlocked();
  }

  @Test
  void shutdownEndsASendToAFullPeerAtOnce() throws Exception {
    for (ThreadKind kind : ThreadKind.available()) {
      for (Duration timeout : new Duration[] {Duration.ZERO, Duration.ofSeconds(60)}) {
        EndpointPair<MessageEndpoint> pair = pair();
        pair.first().setOption(EndpointOptions.SO_SNDTIMEO, timeout);
        Background<Void> sending = sendingForEver(kind, pair.first());
        pair.first().unwrap(Shutdownable.class).shutdownOutput();
        Throwable failure = sending.within(5).failure();
        assertTrue(failure instanceof IOException, failure::toString);
        assertTrue(pair.first().isOpen());
      }
    }
  }

  @Test
  void theAssociationIsKnownAsSoonAsTheConnectionStands() throws Exception {
    Listener<MessageEndpoint> listener = listen("sctp://127.0.0.1:0");
    MessageEndpoint client = connect("sctp://127.0.0.1:" + port(listener));
    MessageEndpoint accepted = closing(listener.accept());
    assertEquals(1, sctp(accepted).associations().size());
    assertEquals(1, sctp(client).associations().size());
    assertTrue(sctp(client).associations().get(0).id() > 0);
  }

  /** What a receive on another thread has just told the JDK, and what that says of it. */
  @Test
  void anAssociationThatEndsWhileItIsSentToIsABrokenPipe() throws Exception {
    SctpMultiChannel channel = Mockito.mock(SctpMultiChannel.class);
    OneToManyEndpoint endpoint = new OneToManyEndpoint(Sctp.ONE_TO_MANY, channel);
    Association association = Mockito.mock(Association.class);
    Mockito.when(association.associationID()).thenReturn(7);
    endpoint.associationTable().add(association);
    Mockito.when(channel.isOpen()).thenReturn(true);
    Mockito.when(channel.send(Mockito.any(), Mockito.any()))
        .thenAnswer(
            call -> {
              endpoint.associationTable().remove(7);
              throw new IllegalArgumentException("not controlled by this channel");
            });
    Message message = Message.of(ByteBuffer.allocate(1)).set(Sctp.ASSOCIATION, 7);
    BrokenPipeException told =
        assertThrows(BrokenPipeException.class, () -> endpoint.sendMessage(message));
    assertTrue(told.getMessage().contains("association 7 is gone"), told::getMessage);
  }

  /** With a send buffer for each association, of {@code net.sctp.sndbuf_policy}. */
  @Test
  void aPeerThatDoesNotReadKeepsNobodyElseWaitingWhereTheKernelIsToldSo() throws Exception {
    Path policy = Path.of("/proc/sys/net/sctp/sndbuf_policy");
    String before = Files.readString(policy).strip();
    if (!Files.isWritable(policy)) {
      System.out.println("Skipped: only root may set net.sctp.sndbuf_policy");
    }
    Assumptions.assumeTrue(Files.isWritable(policy), "only root may set net.sctp.sndbuf_policy");
    Files.writeString(policy, "1");
    try {
      MessageEndpoint server = bind("sctp+seqpacket://127.0.0.1:0");
      MessageEndpoint slow = bind("sctp+seqpacket://127.0.0.1:0");
      MessageEndpoint quick = bind("sctp+seqpacket://127.0.0.1:0");
      server.configureBlocking(false);
      Message message = Message.allocate(1000).peer(slow.getLocalAddress());
      while (server.sendMessage(message) != MessageEndpoint.WOULD_BLOCK) {
        message.payload().clear();
      }
      for (int i = 0; i < 100; i++) {
        assertEquals(3, server.sendTo(ByteBuffer.wrap(random(3)), quick.getLocalAddress()));
        assertReceives(quick, random(3));
      }
    } finally {
      Files.writeString(policy, before);
    }
  }

  @Test
  void aGatheredMessageIsSentWholeAndItsBuffersConsumedOnlyThen() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    byte[] bytes = random(10_000);
    for (int round = 0; round < 3; round++) {
      ByteBuffer[] parts = {
        ByteBuffer.wrap(bytes, 0, 1), ByteBuffer.allocateDirect(0), ByteBuffer.wrap(bytes, 1, 9999)
      };
      assertEquals(10_000, pair.first().sendMessage(Message.of(parts)));
      assertEquals(0, parts[0].remaining() + parts[2].remaining());
      assertReceives(pair.second(), bytes);
    }
    ByteBuffer[] tooLarge = {ByteBuffer.allocate(1), ByteBuffer.allocate(10_000_000)};
    assertThrows(
        MessageTooLargeException.class, () -> pair.first().sendMessage(Message.of(tooLarge)));
    assertEquals(10_000_001, tooLarge[0].remaining() + tooLarge[1].remaining());
  }
}
