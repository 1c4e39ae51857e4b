package dev.sockeye.examples.pipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A pipe in a network in memory, which has it since it is registered as {@code InMemory}. */
class PipeInMemoryTest {

  private static final EndpointUri WHERE = EndpointUri.valueOf("pipe:door");

  @Test
  void meetsThoseOfItsNetworkAndOfNoOther() throws IOException {
    try (MemoryNetwork network = MemoryNetwork.create();
        MemoryNetwork other = MemoryNetwork.create();
        Listener<StreamEndpoint> listener = network.listenStream(WHERE);
        StreamEndpoint client = network.connectStream(WHERE);
        StreamEndpoint server = listener.accept()) {
      client.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      ByteBuffer received = ByteBuffer.allocate(3);
      Streams.readFully(server, received);
      assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), received.flip());
      assertThrows(ConnectException.class, () -> other.connectStream(WHERE));
    }
  }

  @Test
  void isWhatTheTransportSaysThatItIs() {
    try (MemoryNetwork network = MemoryNetwork.create()) {
      assertEquals(PipeTransport.STREAM, network.scheme("pipe").orElseThrow().spec());
    }
  }
}
