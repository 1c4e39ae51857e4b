package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connected datagram socket on a loop outlives a peer that is not there. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConnectedDatagramTest {

  private final Failures failures = new Failures();

  @ParameterizedTest
  @ValueSource(strings = {"udp://127.0.0.1:0", "udp://[::1]:0"})
  void aPeerThatComesBackIsHeardAgain(String text) throws Exception {
    Network network = Network.system();
    EndpointUri uri = EndpointUri.valueOf(text);
    EndpointUri peer;
    try (MessageEndpoint gone = network.bindMessages(uri)) {
      peer = uri.withAddress(gone.getLocalAddress());
    }
    CompletableFuture<String> answer = new CompletableFuture<>();
    try (EventLoop loop = EventLoop.builder().name("datagrams").onFailure(failures).start()) {
      MessageSocket socket =
          loop.register(
              network.connectMessages(peer),
              request -> answer.complete(Clients.text(request.payload())));
      Clients.send(socket, "is anybody there?");
      String told = failures.only().cause().toString();
      assertTrue(told.contains("ECONNREFUSED"), told);
      assertEquals(told.indexOf("udp"), told.lastIndexOf("udp"), told);
      try (MessageEndpoint back = network.bindMessages(peer)) {
        Clients.send(socket, "question");
        ByteBuffer question = ByteBuffer.allocate(8);
        back.sendTo(Clients.bytes("answer"), back.receiveFrom(question));
        assertEquals("answer", answer.get(30, TimeUnit.SECONDS));
      }
      assertTrue(socket.endpoint().isOpen());
    }
  }
}
