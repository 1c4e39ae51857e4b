package dev.sockeye.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.server.MessageHandler;
import dev.sockeye.server.MessageSocket;
import dev.sockeye.server.Request;
import dev.sockeye.server.Server;
import dev.sockeye.server.ServerBuilder;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ServerMetricsTest {

  private static final EndpointUri TCP = EndpointUri.valueOf("tcp://echo.internal:7?BACKLOG=5");
  private static final EndpointUri UDP = EndpointUri.valueOf("udp://echo.internal:7");
  private static final EndpointUri SEQPACKET = EndpointUri.valueOf("unix+seqpacket:/run/echo");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MemoryNetwork network = MemoryNetwork.create();

  @AfterEach
  void close() {
    network.close();
  }

  private ServerBuilder echo(EndpointUri... uris) {
    ServerBuilder builder = Server.builder(network);
    for (EndpointUri uri : uris) {
      builder.serveMessages(uri, request -> request.reply(request.payload()));
    }
    return builder;
  }

  private void ask(EndpointUri uri, int bytes) throws IOException {
    try (MessageEndpoint client = network.connectMessages(uri)) {
      ask(client, bytes);
    }
  }

  private static void ask(MessageEndpoint client, int bytes) throws IOException {
    client.send(ByteBuffer.wrap(new byte[bytes]));
    assertEquals(bytes, client.receive(ByteBuffer.allocate(bytes + 1)));
  }

  private double counter(String name, String server, String listener) {
    return registry
        .get("sockeye.server." + name)
        .tags("server", server, "listener", listener)
        .functionCounter()
        .count();
  }

  @Test
  void metersFollowEachListener() throws Exception {
    try (Server server = echo(TCP, UDP, SEQPACKET).name("echo").start();
        MessageEndpoint client = network.connectMessages(TCP)) {
      new ServerMetrics(server, Tags.of("region", "north")).bindTo(registry);
      ask(client, 10);
      ask(UDP, 3);
      ask(UDP, 4);
      ask(SEQPACKET, 5);
      assertEquals(1, counter("connections.accepted", "echo", "tcp://echo.internal:7"));
      assertEquals(0, counter("connections.accepted", "echo", "udp://echo.internal:7"));
      assertEquals(10, counter("read", "echo", "tcp://echo.internal:7"));
      assertEquals(10, counter("written", "echo", "tcp://echo.internal:7"));
      assertEquals(7, counter("read", "echo", "udp://echo.internal:7"));
      assertEquals(7, counter("written", "echo", "udp://echo.internal:7"));
      assertEquals(2, counter("requests", "echo", "udp://echo.internal:7"));
      assertEquals(5, counter("written", "echo", "unix+seqpacket:/run/echo"));
      assertEquals(0, counter("failures", "echo", "tcp://echo.internal:7"));
      assertEquals(0, counter("failures", "echo", "none"));
      assertEquals(
          1,
          registry
              .get("sockeye.server.connections.open")
              .tags("listener", "tcp://echo.internal:7", "region", "north")
              .gauge()
              .value());
    }
  }

  /** Such as a proxy's other sides. */
  @Test
  void clientsOfItsLoopsAreNoListeners() throws Exception {
    CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();
    MessageHandler asks =
        new MessageHandler() {
          @Override
          public void opened(MessageSocket socket) throws IOException {
            socket.send(ByteBuffer.allocate(6));
          }

          @Override
          public void handle(Request reply) {
            answer.complete(reply.payload());
          }
        };
    Function<MessageSocket, MessageHandler> connects =
        socket ->
            request -> {
              socket.loop().connectMessages(network, SEQPACKET, asks);
              throw new IllegalStateException("after that");
            };
    try (Server back = echo(SEQPACKET).name("back").start();
        Server front =
            Server.builder(network)
                .name("front")
                .loops(1)
                .serveMessageSockets(UDP, connects)
                .start();
        MessageEndpoint client = network.connectMessages(UDP)) {
      new ServerMetrics(back).bindTo(registry);
      new ServerMetrics(front).bindTo(registry);
      client.send(ByteBuffer.allocate(3));
      answer.get();
      assertEquals(6, counter("written", "front", "none"));
      assertEquals(6, counter("read", "front", "none"));
      assertEquals(1, counter("connections.accepted", "front", "none"));
      assertEquals(0, counter("failures", "front", "none"));
      assertEquals(3, counter("read", "front", "udp://echo.internal:7"));
      assertEquals(1, counter("failures", "front", "udp://echo.internal:7"));
      assertEquals(1, counter("connections.accepted", "back", "unix+seqpacket:/run/echo"));
      assertEquals(0, counter("connections.accepted", "back", "none"));
    }
  }

  @Test
  void severalServersShareARegistry() throws Exception {
    EndpointUri other = EndpointUri.valueOf("tcp://other.internal:7");
    try (Server one = echo(TCP).name("one").start();
        Server two = echo(other).name("two").start();
        Server unnamed = echo(UDP).start()) {
      new ServerMetrics(one).bindTo(registry);
      new ServerMetrics(two).bindTo(registry);
      new ServerMetrics(unnamed).bindTo(registry);
      ask(TCP, 10);
      ask(other, 20);
      ask(UDP, 30);
      assertEquals(10, counter("read", "one", "tcp://echo.internal:7"));
      assertEquals(20, counter("read", "two", "tcp://other.internal:7"));
      assertEquals(30, counter("read", unnamed.name(), "udp://echo.internal:7"));
      assertEquals(3, registry.get("sockeye.server.memory.kept").gauges().size());
    }
  }

  /** As Prometheus has them: a unit at the end, once. */
  @Test
  void namesHaveTheirUnitOnceAndAllHaveAHelpText() throws Exception {
    HandlerTimer times = new HandlerTimer(registry, Tags.of("server", "echo"));
    try (Server server = echo(TCP).name("echo").handlerTimes(times).start()) {
      new ServerMetrics(server).bindTo(registry);
      ask(TCP, 1);
      for (Meter meter : registry.getMeters()) {
        String name = meter.getId().getConventionName(NamingConvention.snakeCase);
        String unit = meter.getId().getBaseUnit();
        assertNotNull(meter.getId().getDescription(), name);
        assertFalse(unit != null && name.contains(unit), name);
      }
      assertTrue(registry.find("sockeye.server.read").functionCounter() != null);
    }
  }

  @Test
  void timesOfHandlersAreThoseOfTheirListeners() throws Exception {
    HandlerTimer times = new HandlerTimer(registry, Tags.of("server", "echo"));
    try (Server server =
        echo(UDP)
            .handlerTimes(times)
            .serveMessages(
                TCP,
                request -> {
                  long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5);
                  while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                  }
                  request.reply(request.payload());
                })
            .start()) {
      assertEquals(2, server.services().size());
      ask(UDP, 1);
      ask(UDP, 1);
      ask(TCP, 1);
    }
    Timer slow =
        registry.get("sockeye.server.handler").tag("listener", "tcp://echo.internal:7").timer();
    assertEquals(1, slow.count());
    assertTrue(slow.totalTime(TimeUnit.MILLISECONDS) >= 5, slow.measure()::toString);
    Timer quick =
        registry.get("sockeye.server.handler").tag("listener", "udp://echo.internal:7").timer();
    assertEquals(2, quick.count());
  }
}
