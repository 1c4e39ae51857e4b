package dev.sockeye.unix;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.Stream;

/** What tests of batches send and receive. */
final class Batches {

  private Batches() {}

  /** That many random bytes, the same for the same length. */
  static ByteBuffer bytes(int length) {
    byte[] random = new byte[length];
    new Random(length).nextBytes(random);
    return ByteBuffer.wrap(random);
  }

  static Message[] incoming(int count, int capacity) {
    return Stream.generate(() -> Message.allocate(capacity)).limit(count).toArray(Message[]::new);
  }

  /** Receives, in as many calls as it takes, until every message is there. */
  static int receiveAll(MessageEndpoint endpoint, Message[] into) throws IOException {
    int received = 0;
    while (received < into.length) {
      received += endpoint.receiveMessages(into, received, into.length - received);
    }
    return received;
  }
}
