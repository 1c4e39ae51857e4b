package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.faults.FaultNetwork;
import dev.sockeye.faults.FaultPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same seed gives the same order of events over real sockets and in memory. */
@Timeout(60)
class SameFaultsTest {

  private static final int REQUEST = 50;
  private static final String PLAN = "refuse=2,read=9,write=9,delay=0..2ms,reset=1000,seed=";

  @TempDir private Path folder;

  /** All that a client meets that asks again and again, and what the network tells of faults. */
  private List<String> events(Network under, EndpointUri at, int seed) throws IOException {
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    FaultNetwork network =
        FaultNetwork.over(
            under, FaultPlan.parse(PLAN + seed), event -> events.add(event.toString()));
    try (Listener<StreamEndpoint> listener = under.listenStream(at)) {
      EndpointUri where = at.withAddress(listener.getLocalAddress());
      for (int i = 0; i < 4; i++) {
        try (StreamEndpoint client = network.connectStream(where);
            StreamEndpoint server = listener.accept()) {
          converse(client, server, events);
        } catch (IOException e) {
          events.add(e.getClass().getSimpleName());
        }
      }
    }
    return events;
  }

  private static void converse(StreamEndpoint client, StreamEndpoint server, List<String> events)
      throws IOException {
    client.configureBlocking(false);
    while (true) {
      ByteBuffer request = ByteBuffer.allocate(REQUEST);
      while (request.hasRemaining()) {
        events.add("wrote " + client.write(request));
      }
      answer(server);
      client.configureBlocking(true);
      ByteBuffer reply = ByteBuffer.allocate(REQUEST);
      while (reply.hasRemaining()) {
        events.add("read " + client.read(reply));
      }
      client.configureBlocking(false);
    }
  }

  /** What the server meets of a break depends on when it looks. */
  private static void answer(StreamEndpoint server) {
    try {
      Streams.readFully(server, ByteBuffer.allocate(REQUEST));
      Streams.writeFully(server, ByteBuffer.allocate(REQUEST));
    } catch (IOException e) {
      assertTrue(server.isOpen());
    }
  }

  private EndpointUri free(String scheme) {
    return Network.system().loopback(scheme, folder.resolve("s")).orElseThrow();
  }

  @Test
  void overTcpUnixAndMemory() throws IOException {
    for (int seed = 1; seed <= 3; seed++) {
      List<String> inMemory =
          events(MemoryNetwork.create(), EndpointUri.valueOf("memory:database"), seed);
      assertEquals(inMemory, events(Network.system(), free("tcp"), seed));
      assertEquals(inMemory, events(Network.system(), free("unix"), seed));
      assertTrue(inMemory.contains("ConnectException"), inMemory::toString);
      assertTrue(inMemory.contains("ConnectionResetException"), inMemory::toString);
      assertNotEquals(
          inMemory, events(MemoryNetwork.create(), EndpointUri.valueOf("memory:d"), seed + 7));
    }
  }
}
