package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** The calls of a connection, over TCP, where the two ways to end it differ for the peer. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConnectionTest {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp://127.0.0.1:0");

  private final Network network = Network.system();
  private final Failures failures = new Failures();
  private Recorder handler = new Recorder();
  private Server server;
  private StreamEndpoint client;

  @BeforeEach
  void connect() throws Exception {
    server = Server.builder().serveEvents(URI, any -> handler).onFailure(failures).start();
    client = Clients.stream(network, URI, server);
    handler.connection();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    client.close();
    server.close();
    assertEquals(0, server.counters().open());
    assertEquals(0, server.counters().bytesKept());
    failures.none();
  }

  @Test
  void onlyTheLoopMayCall() throws Exception {
    Connection c = handler.connection();
    for (Executable call :
        List.<Executable>of(
            () -> c.write(Clients.bytes("x")),
            c::pending,
            c::pause,
            c::resume,
            c::shutdownOutput,
            c::close,
            c::abort)) {
      IllegalStateException e = assertThrows(IllegalStateException.class, call);
      assertTrue(e.getMessage().contains("connection.loop().execute"), e.getMessage());
    }
    assertEquals(client.getLocalAddress(), c.peer());
    assertEquals(server.addresses().get(0), c.endpoint().getLocalAddress());
    assertFalse(c.loop().inLoop());
    handler.onLoop(on -> assertTrue(on.loop().inLoop()));
  }

  /** Closing with unread input would be a reset, and might destroy the answer. */
  @Test
  void closeHandsOverTheAnswerToAPeerThatStillSends() throws Exception {
    handler.onLoop(
        c -> {
          c.write(Clients.bytes("answer"));
          c.close();
        });
    Clients.write(client, "what nobody reads any more");
    assertEquals("answer", Clients.read(client, 6));
    Clients.assertEnds(client);
    Clients.write(client, "nor this");
    client.shutdownOutput();
    assertEquals("null", handler.cause());
  }

  @Test
  void abortResetsAPeerThatHasNotGotAll() throws Exception {
    handler.onLoop(
        c -> {
          while (c.pending() == 0) {
            c.write(ByteBuffer.allocate(100_000));
          }
          c.abort();
        });
    Clients.assertReset(client);
    assertEquals("null", handler.cause());
  }

  @Test
  void afterTheEndOfItsOutputAConnectionStillReads() throws Exception {
    handler.onLoop(
        c -> {
          c.write(Clients.bytes("all"));
          c.shutdownOutput();
          assertThrows(ClosedChannelException.class, () -> c.write(Clients.bytes("more")));
        });
    assertEquals("all", Clients.read(client, 3));
    Clients.assertEnds(client);
    Clients.write(client, "late");
    Eventually.holds("read", () -> handler.callbacks.contains("received"));
    client.shutdownOutput();
    assertEquals("null", handler.cause());
    assertEquals(List.of("opened", "received", "ended", "closed"), handler.callbacks);
  }

  @Test
  void theOutputEndsWhenWhatIsKeptIsWritten() throws Exception {
    handler.onLoop(c -> c.write(ByteBuffer.allocate(700_000)));
    handler.onLoop(
        c -> {
          c.write(ByteBuffer.allocate(300_000));
          c.shutdownOutput();
        });
    assertEquals(1_000_000, Clients.read(client, 1_000_000).length());
    Clients.assertEnds(client);
  }

  @Test
  void afterTheEndOfItsInputAConnectionStillWrites() throws Exception {
    client.close();
    handler =
        new Recorder() {
          @Override
          public void ended(Connection c) {
            callbacks.add("ended");
          }
        };
    client = Clients.stream(network, URI, server);
    client.shutdownOutput();
    Eventually.holds("ended", () -> handler.callbacks.contains("ended"));
    handler.onLoop(c -> c.write(Clients.bytes("yet")));
    assertEquals("yet", Clients.read(client, 3));
    handler.onLoop(Connection::close);
    Clients.assertEnds(client);
    assertEquals("null", handler.cause());
    assertEquals(List.of("opened", "ended", "closed"), handler.callbacks);
  }

  @Test
  void nothingIsWrittenToAClosedConnection() throws Exception {
    handler.onLoop(
        c -> {
          c.close();
          assertThrows(ClosedChannelException.class, () -> c.write(Clients.bytes("x")));
        });
    client.shutdownOutput();
    assertEquals("null", handler.cause());
    handler.onLoop(
        c -> {
          assertThrows(ClosedChannelException.class, () -> c.write(Clients.bytes("x")));
          assertEquals(0, c.pending());
          c.pause();
          c.resume();
          c.shutdownOutput();
          c.close();
          c.abort();
          assertNotNull(c.peer());
        });
    assertEquals(List.of("opened", "closed"), handler.callbacks);
  }
}
