package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.udp.Udplite;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What UDP-Lite has and UDP has not, in memory: the system's own is held to the same. */
@Timeout(60)
class MemoryUdpliteTest {

  private final MemoryNetwork network = MemoryNetwork.create();

  private MessageEndpoint bound(String uri) throws IOException {
    return network.bindMessages(EndpointUri.valueOf(uri));
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void itsPortsAreNotThoseOfUdp() throws IOException {
    try (MessageEndpoint udp = bound("udp://127.0.0.1:0");
        MessageEndpoint lite = network.socket(Udplite.DATAGRAM4)) {
      lite.bind(udp.getLocalAddress());
      assertEquals(udp.getLocalAddress(), lite.getLocalAddress());
    }
  }

  @Test
  void whatIsCoveredTooLittleIsDropped() throws IOException {
    try (MessageEndpoint receiver =
            bound("udplite4://127.0.0.1:0?UDPLITE_RECV_CSCOV=20&SO_RCVTIMEO=10s");
        MessageEndpoint sender = network.socket(Udplite.DATAGRAM4)) {
      sender.connect(receiver.getLocalAddress());
      sender.setOption(Udplite.UDPLITE_SEND_CSCOV, 8);
      sender.send(utf8("covers the header alone"));
      sender.setOption(Udplite.UDPLITE_SEND_CSCOV, 20);
      sender.send(utf8("covers twelve bytes too"));
      ByteBuffer buffer = ByteBuffer.allocate(100);
      receiver.receive(buffer);
      assertEquals(utf8("covers twelve bytes too"), buffer.flip());
      receiver.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20));
      assertThrows(SocketTimeoutException.class, () -> receiver.receive(buffer.clear()));
    }
  }

  @Test
  void aCoverageThatTheHeaderDoesNotHaveIsRefused() throws IOException {
    try (MessageEndpoint endpoint = network.socket(Udplite.DATAGRAM4)) {
      assertThrows(
          IllegalArgumentException.class, () -> endpoint.setOption(Udplite.UDPLITE_SEND_CSCOV, 7));
      assertEquals(0, endpoint.getOption(Udplite.UDPLITE_SEND_CSCOV));
    }
  }
}
