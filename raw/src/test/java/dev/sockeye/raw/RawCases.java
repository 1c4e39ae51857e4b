package dev.sockeye.raw;

import static dev.sockeye.raw.RawFixtures.EXPERIMENT;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What the tests of raw sockets share, on the loopback interface. */
@Timeout(60)
abstract class RawCases {

  final Network network = Network.system();

  @BeforeEach
  void needsRawSockets() {
    RawFixtures.assumeRaw(Raw.inet(EXPERIMENT));
  }

  final MessageEndpoint bind(String uri) throws IOException {
    String separator = uri.contains("?") ? "&" : "?";
    return network.bindMessages(EndpointUri.valueOf(uri + separator + "SO_RCVTIMEO=10s"));
  }

  static ByteBuffer bytes(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.flip();
  }

  final EndpointPair<MessageEndpoint> pair() throws IOException {
    EndpointPair<MessageEndpoint> pair = network.pair(Raw.inet(EXPERIMENT));
    pair.first().setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(10));
    pair.second().setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(10));
    return pair;
  }
}
