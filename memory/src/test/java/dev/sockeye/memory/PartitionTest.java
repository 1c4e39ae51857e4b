package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.tcp.Tcp;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults and partitions that come and go while there are connections. */
@Timeout(20)
class PartitionTest {

  private static final EndpointUri DATABASE = EndpointUri.valueOf("tcp://db.internal:5432");

  private final ManualTime time = ManualTime.create();
  private final MemoryNetwork network = MemoryNetwork.builder().time(time).build();
  private StreamEndpoint client;
  private StreamEndpoint server;

  @AfterEach
  void close() {
    network.close();
  }

  private void connect() throws IOException {
    try (Listener<StreamEndpoint> listener = network.listenStream(DATABASE)) {
      client = network.connectStream(DATABASE);
      server = listener.accept();
    }
  }

  private static int readNow(StreamEndpoint from) throws IOException {
    return from.configureBlocking(false).read(ByteBuffer.allocate(100));
  }

  @Test
  void whatIsWrittenAcrossAPartitionArrivesOnceItIsHealed() throws IOException {
    connect();
    client.write(ByteBuffer.allocate(3));
    network.partition("localhost", "db.internal");
    assertEquals(3, readNow(server)); // it was there before
    client.write(ByteBuffer.allocate(5));
    server.write(ByteBuffer.allocate(7));
    client.close();
    time.advance(Duration.ofDays(1));
    assertEquals(0, readNow(server));

    network.heal();
    assertEquals(5, readNow(server));
    assertThrows(IOException.class, () -> assertEquals(-1, writeUntilBroken()));
  }

  /** The peer has closed without reading. */
  private int writeUntilBroken() throws IOException {
    while (true) {
      server.write(ByteBuffer.allocate(1));
    }
  }

  @Test
  void anEndAcrossAPartitionComesOnceItIsHealed() throws IOException {
    connect();
    network.partition("db.internal", "127.0.0.1");
    client.shutdownOutput();
    assertEquals(0, readNow(server));
    network.heal();
    assertEquals(-1, readNow(server));
  }

  @Test
  void aConnectAcrossAPartitionIsAnsweredOnceItIsHealed() throws IOException {
    try (Listener<StreamEndpoint> listener = network.listenStream(DATABASE)) {
      network.partition("127.0.0.1", "DB.internal");
      StreamEndpoint late = network.socket(listener.spec());
      late.configureBlocking(false);
      assertFalse(late.connect(listener.getLocalAddress()));
      assertFalse(late.finishConnect());
      network.heal();
      assertTrue(late.finishConnect());
      assertTrue(listener.accept().isConnected());
    }
  }

  @Test
  void aConnectThatWasGivenUpIsForgotten() throws Exception {
    network.partition("127.0.0.1", "db.internal");
    ReferenceQueue<StreamEndpoint> collected = new ReferenceQueue<>();
    WeakReference<StreamEndpoint> gone = givenUp(collected);
    while (collected.remove(10) != gone) {
      System.gc();
    }
  }

  private WeakReference<StreamEndpoint> givenUp(ReferenceQueue<StreamEndpoint> collected)
      throws IOException {
    try (StreamEndpoint late = network.socket(Tcp.STREAM).configureBlocking(false)) {
      assertFalse(late.connect(InetSocketAddress.createUnresolved("db.internal", 5432)));
      return new WeakReference<>(late, collected);
    }
  }

  @Test
  void othersAreReachedMeanwhile() throws IOException {
    network.partition("127.0.0.1", "cache.internal");
    connect();
    client.write(ByteBuffer.allocate(3));
    assertEquals(3, readNow(server));
  }

  @Test
  void datagramsAcrossAPartitionGetLost() throws IOException {
    EndpointUri uri = EndpointUri.valueOf("udp://metrics.internal:8125");
    try (MessageEndpoint receiver = network.bindMessages(uri).configureBlocking(false);
        MessageEndpoint sender = network.connectMessages(uri)) {
      network.partition("127.0.0.1", "metrics.internal");
      assertEquals(1, sender.send(ByteBuffer.allocate(1)));
      network.heal();
      assertEquals(2, sender.send(ByteBuffer.allocate(2)));
      assertEquals(2, receiver.receive(ByteBuffer.allocate(10)));
      assertEquals(MessageEndpoint.WOULD_BLOCK, receiver.receive(ByteBuffer.allocate(10)));
    }
  }

  @Test
  void anSctpAssociationWaitsForThePartitionToHeal() throws IOException {
    EndpointUri uri = EndpointUri.valueOf("sctp://10.0.0.1:3868");
    try (Listener<MessageEndpoint> listener = network.listenMessages(uri);
        MessageEndpoint sender = network.connectMessages(uri);
        MessageEndpoint receiver = listener.accept().configureBlocking(false)) {
      String host = ((InetSocketAddress) sender.getLocalAddress()).getAddress().getHostAddress();
      network.partition(host, "10.0.0.1");
      assertEquals(4, sender.send(ByteBuffer.allocate(4)));
      assertEquals(MessageEndpoint.WOULD_BLOCK, receiver.receive(ByteBuffer.allocate(10)));
      network.heal();
      assertEquals(4, receiver.receive(ByteBuffer.allocate(10)));
    }
  }

  @Test
  void anSctpConnectAcrossAPartitionIsAnsweredOnceItIsHealed() throws IOException {
    EndpointUri uri = EndpointUri.valueOf("sctp://10.0.0.1:3868");
    try (Listener<MessageEndpoint> listener = network.listenMessages(uri);
        MessageEndpoint before = network.connectMessages(uri);
        MessageEndpoint late = network.socket(listener.spec()).configureBlocking(false)) {
      String host = ((InetSocketAddress) before.getLocalAddress()).getAddress().getHostAddress();
      network.partition(host, "10.0.0.1");
      assertFalse(late.connect(listener.getLocalAddress()));
      assertFalse(late.finishConnect());
      network.heal();
      assertTrue(late.finishConnect());
    }
  }

  @ParameterizedTest
  @CsvSource({"340, true", "341, false"}) // seconds, of which Linux tries 341
  void anSctpAssociationThatAMessageSetsUpIsTriedAgainOnceItIsHealed(long seconds, boolean lasts)
      throws IOException {
    EndpointUri uri = EndpointUri.valueOf("sctp+seqpacket://10.0.0.1:2905");
    try (MessageEndpoint hub = network.bindMessages(uri).configureBlocking(false);
        MessageEndpoint client = network.connectMessages(uri)) {
      String host = ((InetSocketAddress) client.getLocalAddress()).getAddress().getHostAddress();
      network.partition(host, "10.0.0.1");
      assertEquals(4, client.send(ByteBuffer.allocate(4)));
      assertEquals(5, client.send(ByteBuffer.allocate(5)));
      time.advance(Duration.ofSeconds(seconds));
      assertEquals(MessageEndpoint.WOULD_BLOCK, hub.receive(ByteBuffer.allocate(10)));
      network.heal();
      for (int each : lasts ? new int[] {4, 5} : new int[] {}) {
        assertEquals(each, hub.receive(ByteBuffer.allocate(10)));
      }
      assertEquals(MessageEndpoint.WOULD_BLOCK, hub.receive(ByteBuffer.allocate(10)));
    }
  }

  @Test
  void aPlanHoldsForWhatIsConnectedAlready() throws IOException {
    connect();
    network.faults(FaultPlan.builder().latency(Duration.ofSeconds(1)).build());
    client.write(ByteBuffer.allocate(3));
    assertEquals(0, readNow(server));
    time.advance(Duration.ofSeconds(1));
    assertEquals(3, readNow(server));

    network.faults(FaultPlan.builder().resetAfter(2).build());
    assertEquals(2, client.write(ByteBuffer.allocate(3)));
    assertThrows(ConnectionResetException.class, () -> client.write(ByteBuffer.allocate(1)));
  }

  @Test
  void aPlanHoldsForConnectsUntilThereIsAnother() throws IOException {
    try (Listener<StreamEndpoint> listener = network.listenStream(DATABASE)) {
      network.faults(FaultPlan.parse("refuse=all"));
      assertThrows(ConnectException.class, () -> network.connectStream(DATABASE));
      network.faults();
      network.connectStream(DATABASE).close();
      assertTrue(listener.isOpen());
    }
  }

  @Test
  void aConnectionIsCut() throws IOException {
    network.faults(FaultPlan.parse("cut=10"));
    connect();
    assertEquals(10, client.write(ByteBuffer.allocate(15)));
    assertThrows(dev.sockeye.BrokenPipeException.class, () -> client.write(ByteBuffer.allocate(1)));
    Streams.readFully(server, ByteBuffer.allocate(10));
    assertEquals(-1, readNow(server));
    assertEquals(-1, readNow(client));
  }

  @Test
  void aConnectionFallsSilent() throws IOException {
    network.faults(FaultPlan.parse("halfopen=10"));
    connect();
    assertEquals(15, client.write(ByteBuffer.allocate(15)));
    assertEquals(1_000_000, client.write(ByteBuffer.allocate(1_000_000)));
    Streams.readFully(server, ByteBuffer.allocate(10));
    assertEquals(0, readNow(server));
    client.close();
    assertEquals(0, readNow(server));
  }

  @Test
  void anEndIsToldLater() throws IOException {
    network.faults(FaultPlan.parse("slowclose=2s"));
    connect();
    client.close();
    time.advance(Duration.ofSeconds(1));
    assertEquals(0, readNow(server));
    time.advance(Duration.ofSeconds(1));
    assertEquals(-1, readNow(server));
  }
}
