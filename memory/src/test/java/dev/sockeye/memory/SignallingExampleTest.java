package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpEndpoint;
import dev.sockeye.sctp.SctpEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code of docs/sctp.md that is a test of a user's own. */
@Timeout(20)
class SignallingExampleTest {

  private static InetAddress ip(String literal) throws IOException {
    return InetAddress.getByName(literal);
  }

  @Test
  void aRequestSurvivesTheLossOfAPath() throws IOException {
    ManualTime time = ManualTime.create();
    FaultPlan outage =
        FaultPlan.builder()
            .cutPath(ip("10.0.0.1"), ip("10.0.0.2"), Duration.ofHours(1), Duration.ofHours(2))
            .build();
    try (MemoryNetwork network = MemoryNetwork.builder().time(time).faults(outage).build();
        Listener<MessageEndpoint> listener =
            network.listenMessages(EndpointUri.valueOf("sctp://10.0.0.2,10.1.0.2:3868"));
        MessageEndpoint peer = network.socket(Sctp.ONE_TO_ONE)) {
      peer.bind(new InetSocketAddress(ip("10.0.0.1"), 0));
      peer.unwrap(SctpEndpoint.class).bindAddress(ip("10.1.0.1"));
      peer.connect(listener.getLocalAddress());
      MessageEndpoint server = listener.accept();
      List<SctpEvent> events = new ArrayList<>();
      peer.unwrap(SctpEndpoint.class).onEvent(events::add);

      time.advance(Duration.ofHours(1)); // the path is cut
      peer.send(ByteBuffer.wrap(new byte[] {1}));
      time.advance(Duration.ofSeconds(63)); // and known to be
      assertEquals(1, server.receive(ByteBuffer.allocate(10)));

      server.send(ByteBuffer.wrap(new byte[] {2, 2}));
      assertEquals(2, peer.receive(ByteBuffer.allocate(10)));
      assertEquals(
          new SctpEvent.PeerAddressChange(
              events.get(0).association(),
              new InetSocketAddress(ip("10.0.0.2"), 3868),
              SctpEvent.PathState.UNREACHABLE),
          events.get(1));
    }
  }
}
