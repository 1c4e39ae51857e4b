package dev.sockeye.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The option LOCAL of URIs that connect. */
@Timeout(30)
class LocalAddressTest {

  private final Network network = Network.system();

  @ParameterizedTest
  @ValueSource(strings = {"udp", "udp4", "udplite4"})
  void isWhereDatagramsComeFrom(String scheme) throws Exception {
    SchemeInfo info = network.scheme(scheme).orElseThrow();
    assumeTrue(info.unavailable().isEmpty(), () -> info.unavailable().toString());
    try (MessageEndpoint server =
            network.bindMessages(EndpointUri.valueOf(scheme + "://127.0.0.1:0"));
        MessageEndpoint client =
            network.connectMessages(
                EndpointUri.valueOf(scheme + "://127.0.0.1:1?LOCAL=127.0.0.7")
                    .withAddress(server.getLocalAddress()))) {
      client.send(ByteBuffer.wrap(new byte[] {1}));
      InetSocketAddress sender = (InetSocketAddress) server.receiveFrom(ByteBuffer.allocate(9));
      assertEquals("127.0.0.7", sender.getHostString());
      assertEquals(client.getLocalAddress(), sender);
    }
  }
}
