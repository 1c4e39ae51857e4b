package dev.sockeye.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Messages;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.server.Server;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MeteredEchoTest {

  private static final EndpointUri TCP = EndpointUri.valueOf("tcp://echo.internal:7");
  private static final EndpointUri UDP = EndpointUri.valueOf("udp://echo.internal:7");

  @Test
  void theRegistryHasTheNumbersOfEachPlace() throws IOException {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (MemoryNetwork network = MemoryNetwork.create();
        Server server = MeteredEcho.start(network, registry, TCP, UDP);
        MessageEndpoint client = network.connectMessages(UDP)) {
      ByteBuffer reply = ByteBuffer.allocate(10);
      Messages.request(client, ByteBuffer.allocate(6), reply, Duration.ofSeconds(10));
      assertEquals(6, read(registry, UDP));
      assertEquals(0, read(registry, TCP));
      assertEquals(2, server.services().size());
    }
    assertEquals(1, registry.get("sockeye.server.handler").timer().count());
  }

  private static double read(SimpleMeterRegistry registry, EndpointUri place) {
    return registry
        .get("sockeye.server.read")
        .tag("listener", place.toString())
        .functionCounter()
        .count();
  }
}
