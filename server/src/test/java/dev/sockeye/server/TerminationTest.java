package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.Background;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code SIGTERM} under load: what the server has taken it answers, and the rest meets its end. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TerminationTest {

  private static final int CLIENTS = 24;
  private static final int SIZE = 1_000;

  private final AtomicLong answers = new AtomicLong();
  private final CountDownLatch served = new CountDownLatch(CLIENTS); // at least once

  /** One client, until the server ends the connection; gives its answers. */
  @FunctionalInterface
  private interface Client {
    long run(EndpointUri uri) throws Exception;
  }

  @Test
  void everyRequestThatWasTakenIsAnswered() throws Exception {
    try (OtherProcess server = OtherProcess.start(ServerProgram.class)) {
      String port = server.nextLine().split(" ", -1)[0];
      long answered = terminateUnderLoad(server, port, this::askMessages);
      assertEquals(String.valueOf(answered), server.nextLine().split(" ", -1)[0]);
    }
  }

  @Test
  void everyByteThatWasReadIsEchoed() throws Exception {
    try (OtherProcess server = OtherProcess.start(ServerProgram.class)) {
      String port = server.nextLine().split(" ", -1)[1];
      long answered = terminateUnderLoad(server, port, this::askStream);
      assertEquals(String.valueOf(answered * SIZE), server.nextLine().split(" ", -1)[1]);
    }
  }

  private long terminateUnderLoad(OtherProcess server, String port, Client client)
      throws Exception {
    EndpointUri uri = EndpointUri.valueOf("tcp://127.0.0.1:" + port);
    List<Background<Long>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Background.run(() -> client.run(uri)).within(60));
    }
    assertTrue(served.await(60, TimeUnit.SECONDS), served::toString); // or it might be refused
    Eventually.holds(answers::toString, () -> answers.get() > 100L * CLIENTS);
    server.terminate();
    long sum = 0;
    for (Background<Long> each : clients) {
      sum += each.result(); // fails if it met a reset
    }
    assertTrue(sum >= 100L * CLIENTS);
    return sum;
  }

  private long askMessages(EndpointUri uri) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    try (MessageEndpoint client = Network.system().connectMessages(uri)) {
      long count = 0;
      while (true) {
        client.send(bytes.clear());
        if (client.receive(bytes.clear()) == MessageEndpoint.END_OF_INPUT) {
          return count;
        }
        assertEquals(SIZE, bytes.position());
        answered(++count);
      }
    }
  }

  private long askStream(EndpointUri uri) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    try (StreamEndpoint client = Network.system().connectStream(uri)) {
      long count = 0;
      while (true) {
        client.write(bytes.clear());
        bytes.clear();
        while (bytes.hasRemaining()) {
          if (client.read(bytes) < 0) {
            requireWhole(bytes);
            return count;
          }
        }
        answered(++count);
      }
    }
  }

  private void answered(long count) {
    answers.incrementAndGet();
    if (count == 1) {
      served.countDown();
    }
  }

  private static void requireWhole(ByteBuffer bytes) throws EOFException {
    if (bytes.position() > 0) {
      throw new EOFException("a part of an answer: " + bytes);
    }
  }
}
