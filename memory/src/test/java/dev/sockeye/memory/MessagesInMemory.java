package dev.sockeye.memory;

import dev.sockeye.EndpointPair;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** What the tests of messages in memory share. */
@Timeout(20)
abstract class MessagesInMemory {

  final MemoryNetwork network = MemoryNetwork.create();

  @AfterEach
  void closeNetwork() {
    network.close();
  }

  @SuppressWarnings("unchecked") // asked for with schemes of messages only
  final SocketSpec<MessageEndpoint> spec(String scheme) {
    return network.schemes().stream()
        .filter(info -> info.scheme().equals(scheme))
        .map(SchemeInfo::spec)
        .map(spec -> (SocketSpec<MessageEndpoint>) spec)
        .findFirst()
        .orElseThrow();
  }

  final EndpointPair<MessageEndpoint> pair(String scheme) throws IOException {
    return network.pair(spec(scheme));
  }

  static ByteBuffer bytes(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length);
    for (int value : values) {
      buffer.put((byte) value);
    }
    return buffer.flip();
  }

  static ByteBuffer room() {
    return ByteBuffer.allocate(250_000);
  }
}
