package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.faults.FaultPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans for one direction: to the address that they are for, or back. */
@Timeout(20)
class FaultDirectionTest {

  private final ManualTime time = ManualTime.create();
  private final MemoryNetwork network = MemoryNetwork.builder().time(time).build();

  @AfterEach
  void close() {
    network.close();
  }

  private void plans(String... plans) {
    network.faults(Arrays.stream(plans).map(FaultPlan::parse).toArray(FaultPlan[]::new));
  }

  private static int receiveNow(MessageEndpoint from) throws IOException {
    return from.configureBlocking(false).receive(ByteBuffer.allocate(100));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix+seqpacket:/db", "sctp://db.internal:2905", "vsock+seqpacket://2:9"})
  void eachDirectionHasItsPlan(String uri) throws IOException {
    EndpointUri database = EndpointUri.valueOf(uri);
    try (Listener<MessageEndpoint> listener = network.listenMessages(database);
        MessageEndpoint client = network.connectMessages(database);
        MessageEndpoint server = listener.accept()) {
      plans("delay=2s,direction=sent", "delay=5s,direction=received");
      client.send(ByteBuffer.allocate(3));
      server.send(ByteBuffer.allocate(4));
      time.advance(Duration.ofSeconds(2));
      assertEquals(3, receiveNow(server));
      assertEquals(MessageEndpoint.WOULD_BLOCK, receiveNow(client));
      time.advance(Duration.ofSeconds(3));
      assertEquals(4, receiveNow(client));
    }
  }

  @Test
  void aConnectTakesThePlansOfBoth() throws Exception {
    EndpointUri database = EndpointUri.valueOf("tcp://db.internal:5432");
    plans("delay=2s,direction=sent", "delay=5s,direction=received");
    try (Listener<StreamEndpoint> listener = network.listenStream(database);
        StreamEndpoint client = network.socket(listener.spec())) {
      client.configureBlocking(false);
      assertFalse(client.connect(listener.getLocalAddress()));
      time.advance(Duration.ofSeconds(6));
      assertFalse(client.finishConnect());
      time.advance(Duration.ofSeconds(1));
      assertTrue(client.finishConnect());
    }
  }

  @Test
  void onlyWhatComesBackIsCounted() throws IOException {
    EndpointUri database = EndpointUri.valueOf("tcp://db.internal:5432");
    plans("cut=10,direction=received");
    try (Listener<StreamEndpoint> listener = network.listenStream(database);
        StreamEndpoint client = network.connectStream(database);
        StreamEndpoint server = listener.accept()) {
      assertEquals(15, client.write(ByteBuffer.allocate(15)));
      assertEquals(10, server.configureBlocking(false).write(ByteBuffer.allocate(15)));
    }
  }
}
