package dev.sockeye.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The option LOCAL of URIs that connect. */
@Timeout(60)
class LocalAddressTest {

  private final Network network = Network.system();

  @Test
  void isWhereThePeerSeesTheAssociationComeFrom() throws Exception {
    SchemeInfo info = network.scheme("sctp").orElseThrow();
    assumeTrue(info.unavailable().isEmpty(), () -> info.unavailable().toString());
    try (Listener<MessageEndpoint> listener =
            network.listenMessages(EndpointUri.valueOf("sctp://127.0.0.1:0"));
        MessageEndpoint client =
            network.connectMessages(
                EndpointUri.valueOf("sctp://127.0.0.1:1?LOCAL=127.0.0.7")
                    .withAddress(listener.getLocalAddress()));
        MessageEndpoint accepted = listener.accept()) {
      InetSocketAddress peer = (InetSocketAddress) accepted.getRemoteAddress();
      assertEquals("127.0.0.7", peer.getAddress().getHostAddress());
      assertTrue(client.isConnected());
    }
  }
}
