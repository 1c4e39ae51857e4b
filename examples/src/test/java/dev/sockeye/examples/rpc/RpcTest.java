package dev.sockeye.examples.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointUri;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.server.Server;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RpcTest {

  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration MOMENT = Duration.ofMillis(250); // more than a call takes
  private static final List<EndpointUri> PLACES =
      List.of(
          EndpointUri.valueOf("tcp://rpc.internal:1"),
          EndpointUri.valueOf("udp://rpc.internal:1"),
          EndpointUri.valueOf("unix+seqpacket:/run/rpc"));

  private static String reverse(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  @Test
  void everyPlaceAnswers() throws IOException {
    try (MemoryNetwork network = MemoryNetwork.create();
        Server server = RpcService.start(network, PLACES, RpcTest::reverse)) {
      for (EndpointUri place : PLACES) {
        try (RpcClient client = RpcClient.connect(network, place, LONG)) {
          assertEquals("cba", client.call("abc"));
          assertEquals("", client.call(""));
        }
      }
      assertEquals(3, server.services().size());
    }
  }

  /** What answers an earlier call is not taken for an answer to this one. */
  @Test
  void anAnswerThatComesLateIsDropped() throws IOException {
    EndpointUri place = PLACES.get(0);
    try (MemoryNetwork network = MemoryNetwork.create();
        Server server =
            Server.builder(network)
                .serveMessages(
                    place,
                    call -> {
                      int number = call.payload().getInt();
                      if (number == 2) { // then to both
                        call.reply(ByteBuffer.allocate(5).putInt(1).put((byte) 'a').flip());
                        call.reply(ByteBuffer.allocate(5).putInt(2).put((byte) 'b').flip());
                      }
                    })
                .start();
        RpcClient client = RpcClient.connect(network, place, MOMENT)) {
      assertThrows(SocketTimeoutException.class, () -> client.call("first"));
      assertEquals("b", client.call("second"));
      assertEquals(1, server.counters().open());
    }
  }

  /** A datagram that was lost is sent again, and no more than three times. */
  @Test
  void asksAgainOverDatagrams() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    EndpointUri place = PLACES.get(1);
    try (MemoryNetwork network = MemoryNetwork.create();
        Server server =
            Server.builder(network)
                .serveMessages(
                    place,
                    call -> {
                      if (asked.incrementAndGet() == 2) {
                        call.reply(call.payload());
                      }
                    })
                .start();
        RpcClient client = RpcClient.connect(network, place, MOMENT)) {
      assertEquals("again", client.call("again"));
      assertThrows(SocketTimeoutException.class, () -> client.call("never"));
      assertEquals(5, asked.get());
      assertEquals(5, server.counters().requests());
    }
  }
}
