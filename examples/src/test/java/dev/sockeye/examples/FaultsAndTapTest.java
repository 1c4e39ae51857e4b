package dev.sockeye.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.faults.FaultNetwork;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.memory.ManualTime;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.tap.PcapngSink;
import dev.sockeye.tap.TapNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/faults.md and docs/insight.md show. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class FaultsAndTapTest {

  @TempDir private Path folder;

  /** A thermometer that tells whoever connects, until it is closed. */
  private static Listener<StreamEndpoint> thermometer() throws IOException {
    Listener<StreamEndpoint> listener =
        Network.system().listenStream(EndpointUri.valueOf("tcp://127.0.0.1:0"));
    Thread telling = new Thread(() -> tell(listener));
    telling.setDaemon(true);
    telling.start();
    return listener;
  }

  private static void tell(Listener<StreamEndpoint> listener) {
    while (listener.isOpen()) {
      try (StreamEndpoint peer = listener.accept()) {
        Streams.writeFully(peer, US_ASCII.encode("11.5\n"));
      } catch (IOException e) {
        // It was closed, or a fault has struck the connection.
      }
    }
  }

  private static EndpointUri where(Listener<StreamEndpoint> listener) throws IOException {
    return EndpointUri.valueOf("tcp://127.0.0.1:0").withAddress(listener.getLocalAddress());
  }

  @Test
  void faultsStrikeOverTheRealNetwork() throws IOException {
    try (Listener<StreamEndpoint> listener = thermometer()) {
      EndpointUri where = where(listener);
      FaultNetwork network =
          FaultNetwork.over(Network.system(), FaultPlan.parse("delay=50ms..80ms,reset=2,seed=7"));
      Thermometer thermometer = new Thermometer(network, where);
      assertThrows(ConnectionResetException.class, thermometer::celsius); // after 2 bytes
      // ... and while it runs:
      network.faults(FaultPlan.parse("refuse=1"));
      assertTrue(thermometer.celsius().isEmpty()); // switched off, so it seems
      assertEquals(11.5, thermometer.celsius().orElseThrow());
    }
  }

  @Test
  void aNetworkInMemoryHasPartitions() throws IOException {
    EndpointUri database = EndpointUri.valueOf("tcp://db.internal:5432");
    ManualTime time = ManualTime.create();
    try (MemoryNetwork network = MemoryNetwork.builder().time(time).build();
        Listener<StreamEndpoint> listener = network.listenStream(database);
        StreamEndpoint client = network.connectStream(database);
        StreamEndpoint server = listener.accept()) {
      server.configureBlocking(false);
      ByteBuffer received = ByteBuffer.allocate(10);
      network.faults(FaultPlan.parse("delay=2s")); // from now on, for what is connected too
      client.write(US_ASCII.encode("ask"));
      assertEquals(0, server.read(received)); // it is under way
      time.advance(Duration.ofSeconds(2));
      assertEquals(3, server.read(received));

      network.partition("127.0.0.1", "db.internal"); // what is written waits, connects hang
      client.write(US_ASCII.encode("again"));
      time.advance(Duration.ofDays(1));
      assertEquals(0, server.read(received));
      network.heal(); // and now it arrives, after its delay
      time.advance(Duration.ofSeconds(2));
      assertEquals(5, server.read(received));
    }
  }

  @Test
  void aTapRecordsWhatPasses() throws IOException {
    Path file = folder.resolve("app.pcapng");
    try (Listener<StreamEndpoint> listener = thermometer()) {
      EndpointUri where = where(listener);
      try (PcapngSink sink = PcapngSink.create(file)) {
        Network tapped = TapNetwork.over(Network.system(), sink);
        assertEquals(11.5, new Thermometer(tapped, where).celsius().orElseThrow());
      }
    }
    assertTrue(Files.readString(file, ISO_8859_1).contains("11.5\n"));
  }
}
