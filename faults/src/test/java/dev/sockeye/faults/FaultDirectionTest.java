package dev.sockeye.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans for one direction, of a client with faults and a server without. */
@Timeout(30)
class FaultDirectionTest {

  private static final long MILLIS = 1_000_000;

  @TempDir private Path folder;
  private FaultNetwork network;

  /** What both sides do with each other. */
  private interface Conversation {
    void hold(StreamEndpoint client, StreamEndpoint server) throws IOException;
  }

  private void converse(String scheme, String plan, Conversation conversation) throws IOException {
    EndpointUri free = Network.system().loopback(scheme, folder.resolve("s")).orElseThrow();
    network = FaultNetwork.over(Network.system(), FaultPlan.parse(plan));
    try (Listener<StreamEndpoint> listener = Network.system().listenStream(free);
        StreamEndpoint client =
            network.connectStream(free.withAddress(listener.getLocalAddress()));
        StreamEndpoint server = listener.accept()) {
      conversation.hold(client, server);
    }
  }

  private static long millisFor(StreamEndpoint from, StreamEndpoint to, int length)
      throws IOException {
    long start = System.nanoTime();
    Streams.writeFully(from, ByteBuffer.allocate(length));
    Streams.readFully(to, ByteBuffer.allocate(length));
    return (System.nanoTime() - start) / MILLIS;
  }

  @ParameterizedTest
  @CsvSource({"tcp, sent", "unix, sent", "tcp, received", "unix, received"})
  void aDelayHoldsInOneDirection(String scheme, String direction) throws IOException {
    boolean sent = direction.equals("sent");
    converse(
        scheme,
        "",
        (client, server) -> {
          StreamEndpoint from = sent ? client : server;
          StreamEndpoint to = sent ? server : client;
          network.faults(FaultPlan.parse("delay=300ms,direction=" + direction));
          long slow = millisFor(from, to, 10);
          assertTrue(slow >= 300, () -> "took " + slow + " ms");
          network.faults(FaultPlan.parse("delay=1m,direction=" + direction));
          millisFor(to, from, 10); // which the test has time for
          network.faults(FaultPlan.none());
        });
  }

  @ParameterizedTest
  @CsvSource({"delay=300ms, 600", "'delay=300ms,direction=received', 300"})
  void aConnectTakesThatDirectionAlone(String plan, long millis) throws IOException {
    ActivePlan active = new ActivePlan(FaultPlan.parse(plan), event -> {});
    assertEquals(millis * MILLIS, active.roundTrip());
    long start = System.nanoTime();
    converse(
        "tcp",
        plan,
        (client, server) -> {
          long took = (System.nanoTime() - start) / MILLIS;
          assertTrue(took >= millis, () -> "took " + took + " ms");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void onlyThatDirectionIsCounted(String scheme) throws IOException {
    converse(
        scheme,
        "reset=1k,direction=received",
        (client, server) -> {
          millisFor(client, server, 5000);
          millisFor(server, client, 1024);
          assertThrows(ConnectionResetException.class, () -> client.read(ByteBuffer.allocate(1)));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void onlyThatDirectionsCallsAreShort(String scheme) throws IOException {
    converse(
        scheme,
        "read=1,write=1,direction=sent",
        (client, server) -> {
          Streams.writeFully(server, ByteBuffer.allocate(5)); // which arrives as one
          assertEquals(5, client.read(ByteBuffer.allocate(5)));
          client.configureBlocking(false);
          assertEquals(1, client.write(ByteBuffer.allocate(5)));
        });
  }

  @Test
  void whatComesIsLostAndWhatGoesIsNot() throws IOException {
    EndpointUri any = EndpointUri.valueOf("udp://127.0.0.1:0");
    try (MessageEndpoint server = Network.system().bindMessages(any);
        MessageEndpoint client =
            FaultNetwork.over(Network.system(), FaultPlan.parse("loss=100%,direction=received"))
                .connectMessages(any.withAddress(server.getLocalAddress()))) {
      assertEquals(3, client.send(ByteBuffer.allocate(3)));
      assertEquals(3, server.sendTo(ByteBuffer.allocate(3), received(server)));
      client.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(200));
      assertThrows(SocketTimeoutException.class, () -> client.receive(ByteBuffer.allocate(3)));
    }
  }

  private static SocketAddress received(MessageEndpoint server) throws IOException {
    return server.receiveFrom(ByteBuffer.allocate(3));
  }

  @Test
  void eachDirectionHasAPlanOfItsOwnWhereNetworksLieOverEachOther() throws IOException {
    EndpointUri any = EndpointUri.valueOf("tcp://127.0.0.1:0");
    Network there =
        FaultNetwork.over(Network.system(), FaultPlan.parse("delay=100ms,direction=sent"));
    FaultNetwork both = FaultNetwork.over(there, FaultPlan.none());
    try (Listener<StreamEndpoint> listener = Network.system().listenStream(any);
        StreamEndpoint client = both.connectStream(any.withAddress(listener.getLocalAddress()));
        StreamEndpoint server = listener.accept()) {
      both.faults(FaultPlan.parse("delay=1m,direction=received"));
      long out = millisFor(client, server, 10);
      assertTrue(out >= 100, () -> "took " + out + " ms");
      both.faults(FaultPlan.parse("delay=300ms,direction=received"));
      long back = millisFor(server, client, 10);
      assertTrue(back >= 300, () -> "took " + back + " ms");
    }
  }
}
