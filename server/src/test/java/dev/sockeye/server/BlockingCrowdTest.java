package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More connections at once than a pool has threads, each of which waits for all the others. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BlockingCrowdTest {

  private static final int CLIENTS = 300;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "SYSTEM, unix:@NAME",
    "SYSTEM, unix+seqpacket:FOLDER/s",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, tcp://127.0.0.1:0",
    "MEMORY, tcp://host:1"
  })
  void allAreServedAtOnce(Where where, String text) throws Exception {
    assumeTrue(
        Runtime.version().feature() >= 21,
        "Java " + Runtime.version().feature() + " has no virtual threads");
    Network network = where == Where.MEMORY ? MemoryNetwork.create() : Network.system();
    EndpointUri uri = Where.uri(network, folder, text).withOption("BACKLOG", "512");
    CountDownLatch all = new CountDownLatch(CLIENTS);
    BlockingHandler handler =
        endpoint -> {
          endpoint.read(ByteBuffer.allocate(1));
          all.countDown();
          all.await();
          endpoint.write(Clients.bytes("!"));
        };
    List<StreamEndpoint> clients = new ArrayList<>();
    try (Server server = Server.builder(network).serveBlocking(uri, handler).start()) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(network.connectStream(server.uris().get(0)));
        Clients.write(clients.get(i), "?");
      }
      for (StreamEndpoint client : clients) {
        assertEquals("!", Clients.read(client, 1));
        client.close();
      }
    }
  }
}
