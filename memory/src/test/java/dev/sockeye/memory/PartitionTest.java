package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpEndpoint;
import dev.sockeye.sctp.SctpEvent;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults and partitions that come and go while there are connections. */
@Timeout(20)
class PartitionTest {

  private static final EndpointUri DATABASE = EndpointUri.valueOf("tcp://db.internal:5432");
  private static final EndpointUri HUB = EndpointUri.valueOf("sctp+seqpacket://10.0.0.1:2905");
  private static final int SEND_BUFFER = 20_000;

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

  /**
   * Over one association that is being set up, whose messages are in the send buffer until then.
   */
  @Test
  void messagesThatWaitForAnSctpAssociationFillTheSendBuffer() throws Exception {
    try (MessageEndpoint hub = network.bindMessages(HUB).configureBlocking(false);
        MessageEndpoint client = cutOff(hub)) {
      int sent = fill(client);
      assertTrue(sent > 0 && sent * 1000 <= SEND_BUFFER, sent + " messages");
      network.heal();
      assertEquals(1, client.send(ByteBuffer.allocate(1)));
      for (int i = 0; i < sent; i++) {
        assertEquals(1000, hub.receive(ByteBuffer.allocate(1001)));
      }
      assertEquals(1, hub.receive(ByteBuffer.allocate(10)));
    }
  }

  @Test
  void aSendThatFindsNoRoomBeforeTheSctpAssociationWaitsForIt() throws Exception {
    try (MessageEndpoint hub = network.bindMessages(HUB).configureBlocking(false);
        MessageEndpoint client = cutOff(hub)) {
      fill(client);
      client.configureBlocking(true);
      Background<Integer> send =
          Background.run(() -> client.send(ByteBuffer.allocate(1000))).awaitBlocked();
      network.heal();
      assertEquals(1000, send.result());
    }
  }

  /** All that waits is told of then, as of one association. */
  @Test
  void anSctpAssociationIsGivenUpWithAllThatWaitsForIt() throws Exception {
    try (MessageEndpoint hub = network.bindMessages(HUB);
        MessageEndpoint client = cutOff(hub)) {
      List<String> told = eventsOf(client);
      time.advance(Duration.ofSeconds(100));
      int sent = fill(client);
      time.advance(Duration.ofSeconds(340));
      assertEquals(MessageEndpoint.WOULD_BLOCK, client.receive(ByteBuffer.allocate(10)));
      assertEquals(List.of(), told);
      time.advance(Duration.ofSeconds(1));
      assertGivenUp(client, sent, told);
    }
  }

  @Test
  void anSctpAssociationThatIsRefusedOnceItIsHealedFailsAllThatWaitsForIt() throws Exception {
    MessageEndpoint hub = network.bindMessages(HUB);
    try (MessageEndpoint client = cutOff(hub)) {
      List<String> told = eventsOf(client);
      int sent = fill(client);
      hub.close();
      network.heal();
      assertGivenUp(client, sent, told);
    }
  }

  /** Which nobody knows before it answers. */
  @Test
  void aMessageWithoutAStreamAtThePeerFailsOnceTheSctpAssociationStands() throws Exception {
    EndpointUri narrow = EndpointUri.valueOf(HUB + "?SCTP_INIT_MAXSTREAMS=2:2");
    try (MessageEndpoint hub = network.bindMessages(narrow).configureBlocking(false);
        MessageEndpoint client = cutOff(hub)) {
      List<String> told = eventsOf(client);
      client.sendMessage(Message.of(ByteBuffer.allocate(3)).set(Sctp.STREAM_NUMBER, 2));
      client.sendMessage(Message.of(ByteBuffer.allocate(4)).set(Sctp.STREAM_NUMBER, 1));
      network.heal();
      assertEquals(MessageEndpoint.WOULD_BLOCK, client.receive(ByteBuffer.allocate(10)));
      assertEquals(List.of("COMM_UP", "SendFailed"), told);
      assertEquals(4, hub.receive(ByteBuffer.allocate(10)));
    }
  }

  private static void assertGivenUp(MessageEndpoint client, int sent, List<String> told)
      throws IOException {
    assertEquals(MessageEndpoint.WOULD_BLOCK, client.receive(ByteBuffer.allocate(10)));
    assertEquals("CANT_START", told.remove(0));
    assertEquals(Collections.nCopies(sent, "SendFailed"), told);
    assertEquals(1, client.send(ByteBuffer.allocate(1)));
  }

  /** What is told when it receives. */
  private static List<String> eventsOf(MessageEndpoint client) {
    List<String> told = new ArrayList<>();
    client
        .unwrap(SctpEndpoint.class)
        .onEvent(
            event ->
                told.add(
                    event instanceof SctpEvent.AssociationChange change
                        ? change.state().name()
                        : event.getClass().getSimpleName()));
    return told;
  }

  /** A client in non-blocking mode that no path leads from to the hub any more. */
  private MessageEndpoint cutOff(MessageEndpoint hub) throws IOException {
    MessageEndpoint client = network.socket(Sctp.ONE_TO_MANY).configureBlocking(false);
    client.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER).connect(hub.getLocalAddress());
    InetSocketAddress local = (InetSocketAddress) client.getLocalAddress();
    network.partition(local.getAddress().getHostAddress(), "10.0.0.1");
    return client;
  }

  /** Sends messages of 1,000 bytes until there is no room. */
  private static int fill(MessageEndpoint client) throws IOException {
    int sent = 0;
    while (sent <= SEND_BUFFER && client.send(ByteBuffer.allocate(1000)) == 1000) {
      sent++;
    }
    return sent;
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
