package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a server has, and where it is. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OpenSocketsTest {

  private static final EndpointUri TCP = EndpointUri.valueOf("tcp://host:1");
  private static final EndpointUri UNIX = EndpointUri.valueOf("unix:/run/s");
  private static final EndpointUri UDP = EndpointUri.valueOf("udp://host:2");
  private static final EndpointUri SEQPACKET = EndpointUri.valueOf("unix+seqpacket:/run/p");

  @TempDir private Path folder;
  private final MemoryNetwork memory = MemoryNetwork.create();

  @AfterEach
  void close() {
    assertEquals(0, memory.openSockets());
  }

  @Test
  void whatGoesToAllReachesAll() throws Exception {
    try (Server server =
        Server.builder(memory)
            .serveEvents(TCP, c -> new Recorder())
            .serveEvents(UNIX, c -> new Recorder())
            .start()) {
      List<StreamEndpoint> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(memory.connectStream(i % 2 == 0 ? TCP : UNIX));
      }
      Eventually.holds("all are there", () -> server.connections().size() == 20);
      ByteBuffer news = Clients.bytes("news");
      server.connections().forEach(connection -> connection.post(news.duplicate()));
      for (StreamEndpoint client : clients) {
        assertEquals("news", Clients.read(client, 4));
        client.close();
      }
      Eventually.holds("all are gone", () -> server.connections().isEmpty());
    }
  }

  @Test
  void aConnectionIsThereWhenItsHandlerIsToldSoAndGoneWhenItIsClosed() throws Exception {
    List<Integer> seen = new ArrayList<>(); // on the only loop
    Server[] server = new Server[1];
    Recorder handler =
        new Recorder() {
          @Override
          public void received(Connection c, ByteBuffer in) {
            in.position(in.limit());
            seen.add(server[0].connections().contains(c) ? 1 : 0);
          }

          @Override
          public void closed(Connection c, Throwable cause) {
            seen.add(server[0].connections().contains(c) ? 1 : 0);
            super.closed(c, cause);
          }
        };
    server[0] = Server.builder(memory).serveEvents(TCP, c -> handler).loops(1).start();
    try (StreamEndpoint client = memory.connectStream(TCP)) {
      Clients.write(client, "x");
      client.shutdownOutput();
      handler.cause();
      assertEquals(List.of(1, 0), seen);
    } finally {
      server[0].close();
    }
  }

  @Test
  void messageSocketsAreThoseOfAllAndConnections() throws Exception {
    try (Server server =
            Server.builder(memory)
                .serveMessages(UDP, request -> {})
                .serveMessages(SEQPACKET, request -> {})
                .start();
        MessageEndpoint client = memory.connectMessages(SEQPACKET)) {
      Eventually.holds("both are there", () -> server.messageSockets().size() == 2);
      for (MessageSocket socket : server.messageSockets()) {
        if (socket.peer() != null || socket.endpoint().isConnected()) {
          socket.send(Clients.bytes("news"));
        }
      }
      assertEquals("news", Clients.receive(client));
      assertTrue(server.connections().isEmpty());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0?TCP_NODELAY=false&BACKLOG=7",
    "MEMORY, udp://127.0.0.1:0?SO_RCVBUF=4k",
    "SYSTEM, tcp://127.0.0.1:0?TCP_NODELAY=false&BACKLOG=7",
    "SYSTEM, udp://127.0.0.1:0?SO_RCVBUF=16k",
    "SYSTEM, unix:FOLDER/s?MODE=0600",
    "SYSTEM, unix+seqpacket:@NAME?BACKLOG=3"
  })
  void urisKeepTheOptionsAndCanBeListenedAtAgain(Where where, String text) throws Exception {
    Network network = where == Where.MEMORY ? memory : Network.system();
    EndpointUri asked = Where.uri(network, folder, text);
    EndpointUri told;
    try (Server server = echo(network, asked)) {
      told = server.uris().get(0);
      assertEquals(asked.options(), told.options());
      assertEquals(asked.scheme(), told.scheme());
      assertTrue(!told.address().endsWith(":0"), told::toString);
      try (MessageEndpoint client = network.connectMessages(told)) {
        Clients.send(client, "ping");
        assertEquals("ping", Clients.receive(client));
      }
    }
    try (Server again = echo(network, told)) {
      assertEquals(List.of(told), again.uris());
    }
  }

  private static Server echo(Network network, EndpointUri uri) throws Exception {
    return Server.builder(network)
        .serveMessages(uri, request -> request.reply(request.payload()))
        .start();
  }

  @ParameterizedTest
  @CsvSource({"sctp", "sctp+seqpacket"})
  void urisHaveAllAddressesOfSctp(String scheme) throws Exception {
    EndpointUri asked = EndpointUri.valueOf(scheme + "://10.0.0.1,10.1.0.1:2905?SO_SNDBUF=64k");
    try (Server server = echo(memory, asked)) {
      assertEquals(List.of(asked), server.uris());
    }
  }
}
