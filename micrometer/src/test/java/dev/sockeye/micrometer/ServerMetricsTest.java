package dev.sockeye.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.server.Server;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ServerMetricsTest {

  @Test
  void metersFollowTheServer() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    EndpointUri uri = EndpointUri.valueOf("tcp://echo.internal:7");
    try (MemoryNetwork network = MemoryNetwork.create();
        Server server =
            Server.builder(network).serveMessages(uri, r -> r.reply(r.payload())).start();
        MessageEndpoint client = network.connectMessages(uri)) {
      new ServerMetrics(server, Tags.of("name", "echo")).bindTo(registry);
      client.send(ByteBuffer.wrap(new byte[10]));
      assertEquals(10, client.receive(ByteBuffer.allocate(10)));
      assertEquals(1, counter(registry, "connections.accepted"));
      assertEquals(1, counter(registry, "requests"));
      assertEquals(1, counter(registry, "replies"));
      assertEquals(10, counter(registry, "bytes.read"));
      assertEquals(10, counter(registry, "bytes.written"));
      assertEquals(0, counter(registry, "failures"));
      assertEquals(
          1, registry.get("sockeye.server.connections.open").tag("name", "echo").gauge().value());
    }
  }

  private static double counter(SimpleMeterRegistry registry, String name) {
    return registry.get("sockeye.server." + name).functionCounter().count();
  }
}
