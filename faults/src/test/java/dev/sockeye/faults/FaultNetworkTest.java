package dev.sockeye.faults;

import static java.nio.channels.SelectionKey.OP_READ;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.BrokenPipeException;
import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.Poller;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client with faults and a server without, over the system's sockets. */
@Timeout(30)
class FaultNetworkTest {

  private static final long MILLIS = 1_000_000;

  @TempDir private Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private FaultNetwork network;
  private EndpointUri where;
  private Listener<StreamEndpoint> listener;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T closing(T resource) {
    open.add(resource);
    return resource;
  }

  private void listen(String scheme, String plan) throws IOException {
    network = FaultNetwork.over(Network.system(), FaultPlan.parse(plan));
    EndpointUri free = Network.system().loopback(scheme, folder.resolve("s")).orElseThrow();
    listener = closing(Network.system().listenStream(free));
    where = free.withAddress(listener.getLocalAddress());
  }

  private StreamEndpoint connect() throws IOException {
    return closing(network.connectStream(where));
  }

  private StreamEndpoint accept() throws IOException {
    return closing(listener.accept());
  }

  private static void write(StreamEndpoint to, int length) throws IOException {
    Streams.writeFully(to, ByteBuffer.allocate(length));
  }

  private static void read(StreamEndpoint from, int length) throws IOException {
    Streams.readFully(from, ByteBuffer.allocate(length));
  }

  private static int readOne(StreamEndpoint from) throws IOException {
    return from.read(ByteBuffer.allocate(1));
  }

  private static void assertTook(long start, long atLeast) {
    long millis = (System.nanoTime() - start) / MILLIS;
    assertTrue(millis >= atLeast, () -> "took " + millis + " ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void aDelayHoldsInEachDirectionAndForAConnect(String scheme) throws Exception {
    listen(scheme, "delay=100ms");
    long start = System.nanoTime();
    StreamEndpoint client = connect();
    assertTook(start, 200);
    StreamEndpoint server = accept();

    start = System.nanoTime();
    write(client, 10);
    read(server, 10);
    assertTook(start, 100);
    start = System.nanoTime();
    write(server, 10);
    read(client, 10);
    assertTook(start, 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void whatIsDelayedIsUnderWayTogether(String scheme) throws Exception {
    listen(scheme, "");
    StreamEndpoint client = connect();
    StreamEndpoint server = accept();
    network.faults(FaultPlan.parse("delay=1s"));
    byte[] data = new byte[300_000];
    new Random(1).nextBytes(data);
    long start = System.nanoTime();
    for (int i = 0; i < data.length; i += 3000) {
      Streams.writeFully(client, ByteBuffer.wrap(data, i, 3000));
    }
    ByteBuffer received = ByteBuffer.allocate(data.length);
    Streams.readFully(server, received);
    assertTook(start, 1000); // and not a hundred times as long, which the test has no time for
    assertArrayEquals(data, received.array());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void onlySoMuchGetsThrough(String scheme) throws Exception {
    listen(scheme, "rate=100k");
    StreamEndpoint client = connect();
    StreamEndpoint server = accept();
    long start = System.nanoTime();
    write(server, 50 * 1024);
    read(client, 50 * 1024);
    assertTook(start, 490);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void whatWasWrittenBeforeACloseArrivesAndThenTheEnd(String scheme) throws Exception {
    listen(scheme, "delay=100ms");
    StreamEndpoint client = connect();
    StreamEndpoint server = accept();
    write(client, 100_000);
    client.close();
    read(server, 100_000);
    assertEquals(-1, readOne(server));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void aHalfCloseIsDelayedToo(String scheme) throws Exception {
    listen(scheme, "delay=50ms");
    StreamEndpoint client = connect();
    StreamEndpoint server = accept();
    write(client, 10);
    client.shutdownOutput();
    read(server, 10);
    assertEquals(-1, readOne(server));
    write(server, 5);
    server.close();
    read(client, 5);
    assertEquals(-1, readOne(client));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void aConnectionBreaksOffAfterTheExactByte(String scheme) throws Exception {
    listen(scheme, "reset=1000");
    StreamEndpoint client = connect();
    StreamEndpoint server = accept();
    assertEquals(1000, client.write(ByteBuffer.allocate(5000)));
    assertThrows(ConnectionResetException.class, () -> write(client, 1));
    assertThrows(ConnectionResetException.class, () -> readOne(client));
    read(server, 1000);
    if (scheme.equals("tcp")) {
      assertThrows(ConnectionResetException.class, () -> readOne(server));
    } else {
      assertEquals(-1, readOne(server));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void whatIsReceivedBreaksAConnectionOffToo(String scheme) throws Exception {
    listen(scheme, "reset=1000,delay=10ms");
    StreamEndpoint client = connect();
    StreamEndpoint server = accept();
    write(server, 5000);
    read(client, 1000);
    assertThrows(ConnectionResetException.class, () -> readOne(client));
    assertThrows(ConnectionResetException.class, () -> write(client, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void aConnectionIsCutAfterTheExactByte(String scheme) throws Exception {
    listen(scheme, "cut=1000");
    StreamEndpoint client = connect();
    StreamEndpoint server = accept();
    assertEquals(1000, client.write(ByteBuffer.allocate(5000)));
    assertThrows(BrokenPipeException.class, () -> write(client, 1));
    assertEquals(-1, readOne(client));
    read(server, 1000);
    assertEquals(-1, readOne(server));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void aHalfOpenConnectionTakesAllAndGivesNothingUntilThePlanChanges(String scheme)
      throws Exception {
    listen(scheme, "halfopen=10");
    StreamEndpoint client = connect();
    StreamEndpoint server = accept();
    write(client, 10_000_000);
    read(server, 10);
    write(server, 1);
    client.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(50));
    assertThrows(SocketTimeoutException.class, () -> readOne(client));
    server.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(50));
    assertThrows(SocketTimeoutException.class, () -> readOne(server));

    network.faults(FaultPlan.none());
    assertEquals(1, readOne(client));
    write(client, 5);
    read(server, 5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void anEndIsToldLater(String scheme) throws Exception {
    listen(scheme, "slowclose=200ms");
    StreamEndpoint client = connect();
    StreamEndpoint server = accept();
    StreamEndpoint other = connect();
    StreamEndpoint otherServer = accept();
    long start = System.nanoTime();
    client.close();
    assertEquals(-1, readOne(server));
    assertTook(start, 200);
    otherServer.close();
    start = System.nanoTime();
    assertEquals(-1, readOne(other));
    assertTook(start, 190);
    network.faults(FaultPlan.parse("slowclose=1m"));
    connect().close(); // without waiting for that
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void connectsAreRefused(String scheme) throws Exception {
    listen(scheme, "refuse=1");
    ConnectException refused = assertThrows(ConnectException.class, () -> connect());
    assertTrue(refused.getMessage().startsWith("connect " + scheme), refused::getMessage);
    connect().close();
    network.faults(FaultPlan.parse("refuse=1"));
    StreamEndpoint socket = closing(network.socket(listener.spec()));
    assertThrows(ConnectException.class, () -> socket.connect(listener.getLocalAddress()));
    assertFalse(socket.isOpen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void aConnectHangsUntilItsTimeIsOver(String scheme) throws Exception {
    listen(scheme, "hang=all");
    EndpointUri impatient = where.withOption("SO_SNDTIMEO", "50ms");
    assertThrows(SocketTimeoutException.class, () -> network.connectStream(impatient));
    StreamEndpoint socket = closing(network.socket(listener.spec()));
    socket.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMillis(50));
    assertThrows(SocketTimeoutException.class, () -> socket.connect(listener.getLocalAddress()));
    assertFalse(socket.isOpen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void aConnectHangsUntilThePlanChanges(String scheme) throws Exception {
    listen(scheme, "hang=all");
    CompletableFuture<StreamEndpoint> connecting = new CompletableFuture<>();
    Thread thread = new Thread(() -> complete(connecting, () -> connect()));
    thread.start();
    StreamEndpoint socket = closing(network.socket(listener.spec()));
    socket.configureBlocking(false);
    assertFalse(socket.connect(listener.getLocalAddress()));
    assertFalse(socket.finishConnect());
    network.faults(FaultPlan.none());
    connecting.get();
    socket.configureBlocking(true);
    assertTrue(socket.finishConnect());
    thread.join();
  }

  private interface Opening<T> {
    T open() throws IOException;
  }

  private static <T> void complete(CompletableFuture<T> future, Opening<T> opening) {
    try {
      future.complete(opening.open());
    } catch (IOException | RuntimeException e) {
      future.completeExceptionally(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void aPollerTellsOfWhatWasDelayedWhenItArrives(String scheme) throws Exception {
    listen(scheme, "delay=100ms");
    StreamEndpoint client = connect();
    StreamEndpoint server = accept();
    client.configureBlocking(false);
    try (Poller poller = Poller.open()) {
      poller.register(client, OP_READ, null);
      long start = System.nanoTime();
      write(server, 10);
      List<Integer> ready = new ArrayList<>();
      assertEquals(1, poller.poll(each -> ready.add(each.ready())));
      assertTook(start, 100);
      assertEquals(List.of(OP_READ), ready);
      assertEquals(10, client.read(ByteBuffer.allocate(20)));
      assertEquals(0, client.read(ByteBuffer.allocate(20)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void readsAreShortAndTheSameInEveryRun(String scheme) throws Exception {
    List<Integer> first = shortReads(scheme, 1);
    assertEquals(first, shortReads(scheme, 1));
    assertFalse(first.equals(shortReads(scheme, 2)));
    assertTrue(first.stream().allMatch(n -> n >= 1 && n <= 7), first::toString);
  }

  private List<Integer> shortReads(String scheme, int seed) throws IOException {
    listenAnew(scheme, "read=7,seed=" + seed);
    StreamEndpoint client = connect();
    write(accept(), 300);
    List<Integer> counts = new ArrayList<>();
    for (int left = 300; left > 0; left -= counts.get(counts.size() - 1)) {
      counts.add(client.read(ByteBuffer.allocate(left)));
    }
    return counts;
  }

  private void listenAnew(String scheme, String plan) throws IOException {
    if (listener != null) {
      listener.close();
    }
    listen(scheme, plan);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void aReadThatWaitsMeetsANewPlan(String scheme) throws Exception {
    listen(scheme, "");
    StreamEndpoint client = connect();
    StreamEndpoint server = accept();
    CompletableFuture<Integer> reading = new CompletableFuture<>();
    Thread thread = new Thread(() -> complete(reading, () -> readOne(client)));
    thread.start();
    network.faults(FaultPlan.parse("cut=0"));
    assertEquals(-1, reading.get());
    assertEquals(-1, readOne(server));
    thread.join();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "unix"})
  void nothingUnderneathGoesRoundTheFaults(String scheme) throws Exception {
    listen(scheme, "");
    StreamEndpoint client = connect();
    assertThrows(UnsupportedOperationException.class, () -> client.unwrap(SocketChannel.class));
  }
}
