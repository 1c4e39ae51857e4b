package dev.sockeye.cli;

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
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client and a server that know nothing of it, with faults between them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RelayFaultTest {

  private static final String TCP = "tcp://127.0.0.1:0";

  private final Network network = Network.system();
  private Listener<StreamEndpoint> listener;
  private StreamEndpoint client;
  private StreamEndpoint server;

  private void open(String... faults) throws Exception {
    EndpointUri to = EndpointUri.valueOf(TCP);
    listener = network.listenStream(to);
    Shell relay = Shell.onThisHost();
    String target = Schemes.withAddress(to, listener.getLocalAddress());
    List<String> words = new ArrayList<>(List.of("relay"));
    for (String each : faults) {
      words.addAll(List.of("--fault", each));
    }
    words.addAll(List.of(TCP, target));
    relay.serve(words.toArray(String[]::new));
    client = network.connectStream(EndpointUri.valueOf(relay.awaitListening()));
  }

  @AfterEach
  void close() throws IOException {
    for (AutoCloseable each : new AutoCloseable[] {client, server, listener}) {
      if (each != null) {
        closeOne(each);
      }
    }
  }

  private static void closeOne(AutoCloseable each) throws IOException {
    try {
      each.close();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static void pass(StreamEndpoint from, StreamEndpoint to, int length) throws IOException {
    Streams.writeFully(from, ByteBuffer.allocate(length));
    Streams.readFully(to, ByteBuffer.allocate(length));
  }

  @Test
  void whatPassesTakesLonger() throws Exception {
    open("delay=100ms,seed=7");
    server = listener.accept();
    long start = System.nanoTime();
    pass(client, server, 10);
    pass(server, client, 10);
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis >= 200, () -> "took " + millis + " ms");
  }

  @Test
  void eachDirectionHasItsOwn() throws Exception {
    open("rate=1k,direction=sent", "delay=200ms,direction=received");
    server = listener.accept();
    long start = System.nanoTime();
    pass(server, client, 100_000); // at the other one's rate the test had no time for it
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis >= 200, () -> "took " + millis + " ms");
    pass(client, server, 1000);
    long more = (System.nanoTime() - start) / 1_000_000 - millis;
    assertTrue(more >= 900, () -> "took " + more + " ms");
  }

  @Test
  void aConnectionEndsAfterTheExactByte() throws Exception {
    open("cut=1k");
    server = listener.accept();
    Streams.writeFully(server, ByteBuffer.allocate(5000));
    Streams.readFully(client, ByteBuffer.allocate(1024));
    assertEquals(-1, client.read(ByteBuffer.allocate(1)));
  }

  @Test
  void aConnectionBreaksOff() throws Exception {
    open("reset=1k");
    server = listener.accept();
    Streams.writeFully(client, ByteBuffer.allocate(1024));
    Streams.readFully(server, ByteBuffer.allocate(1024));
    assertThrows(ConnectionResetException.class, () -> server.read(ByteBuffer.allocate(1)));
    assertThrows(ConnectionResetException.class, () -> client.read(ByteBuffer.allocate(1)));
  }

  @Test
  void datagramsGetLost() throws Exception {
    EndpointUri to = EndpointUri.valueOf("udp://127.0.0.1:0");
    try (MessageEndpoint receiver = network.bindMessages(to)) {
      Shell relay = Shell.onThisHost();
      String target = Schemes.withAddress(to, receiver.getLocalAddress());
      relay.serve("relay", "--fault", "loss=50%,seed=7", to.toString(), target);
      try (MessageEndpoint sender =
          network.connectMessages(EndpointUri.valueOf(relay.awaitListening()))) {
        int arrived = 0;
        receiver.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(100));
        for (int i = 0; i < 30; i++) {
          sender.send(ByteBuffer.allocate(1));
          arrived += arrives(receiver) ? 1 : 0;
        }
        int count = arrived;
        assertTrue(count > 5 && count < 25, () -> count + " arrived " + relay.errors());
      }
    }
  }

  private static boolean arrives(MessageEndpoint at) throws IOException {
    try {
      return at.receive(ByteBuffer.allocate(1)) >= 0;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @Test
  void whatIsNoFaultIsToldWhy() {
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.USAGE, shell.run("relay", "--fault", "cut=1x", TCP, TCP));
    assertTrue(shell.errors().contains("cut=1x: not a number of bytes"), shell::errors);
  }
}
