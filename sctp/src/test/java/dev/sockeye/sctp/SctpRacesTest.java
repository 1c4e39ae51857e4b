package dev.sockeye.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketOptions;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.ThreadKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

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
        pair.first().setOption(SocketOptions.SO_SNDTIMEO, timeout);
        Background<Void> sending = sendingForEver(kind, pair.first());
        pair.first().shutdownOutput();
        Throwable failure = sending.within(5).failure();
        assertTrue(failure instanceof IOException, failure::toString);
        assertTrue(pair.first().isOpen());
      }
    }
  }

  @Test
  void theAssociationIsKnownAsSoonAsTheConnectionStands() throws Exception {
    Listener<MessageEndpoint> listener = listen("sctp://127.0.0.1:0");
    MessageEndpoint client = connect("sctp://127.0.0.1:" + SctpMessagesTest.port(listener));
    MessageEndpoint accepted = closing(listener.accept());
    assertEquals(1, sctp(accepted).associations().size());
    assertEquals(1, sctp(client).associations().size());
    assertTrue(sctp(client).associations().get(0).id() > 0);
  }
}
