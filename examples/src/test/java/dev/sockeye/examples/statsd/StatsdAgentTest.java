package dev.sockeye.examples.statsd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.server.Server;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.BeansException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

@Timeout(60)
class StatsdAgentTest {

  @TempDir Path folder;

  @BeforeEach
  void leaveLoggingAlone() {
    System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
  }

  @AfterEach
  void restore() {
    System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
  }

  private static ConfigurableApplicationContext run(String listen) {
    SpringApplication application = new SpringApplication(StatsdAgent.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    return application.run("--statsd.listen=" + listen, "--spring.main.banner-mode=off");
  }

  private static void send(EndpointUri to, String lines) throws IOException {
    try (MessageEndpoint client = Network.system().connectMessages(to)) {
      client.send(UTF_8.encode(lines));
    }
  }

  private static void await(Totals totals, String name, double expected) {
    while (!Double.valueOf(expected).equals(totals.values().get(name))) {
      assertFalse(Thread.interrupted(), name + " never was " + expected);
      Thread.onSpinWait();
    }
  }

  @Test
  void takesValuesFromAllPlacesUntilTheContextIsClosed() throws IOException {
    Path socket = folder.resolve("statsd.sock");
    Server server;
    try (ConfigurableApplicationContext context =
        run("udp://127.0.0.1:0, unix+dgram:" + socket + "?MODE=0666")) {
      server = context.getBean(Server.class);
      Totals totals = context.getBean(Totals.class);
      List<SocketAddress> addresses = server.addresses();
      send(EndpointUri.valueOf("udp://h:1").withAddress(addresses.get(0)), "hits:1|c\nload:7|g");
      send(EndpointUri.valueOf("unix+dgram:" + socket), "hits:2|c|@0.5\nnonsense\ntook:12.5|ms");
      await(totals, "hits", 5);
      await(totals, "load", 7);
      await(totals, "took.sum", 12.5);
      assertEquals(1, totals.values().get("took.count"));
      assertEquals(1, totals.rejected());
      assertEquals("statsd", server.name());
    }
    assertFalse(Files.exists(socket), "the socket's file goes with the agent");
    assertTrue(server.toString().contains("(closed)"), server::toString);
  }

  @Test
  void aGaugeWithASignChanges() {
    Totals totals = new Totals();
    totals.add(UTF_8.encode("load:7|g\nload:-2|g\nload:+1|g"));
    assertEquals(Map.of("load", 6.0), totals.values());
  }

  @Test
  void doesNotStartWithAUriThatCannotBeUsed() {
    BeansException e =
        assertThrows(BeansException.class, () -> run("udp://:8125, upd://:8126").close());
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    assertTrue(root.getMessage().contains("listen[1]"), root::toString);
    assertTrue(root.getMessage().contains("unknown scheme upd: did you mean udp?"), root::toString);
  }
}
