package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A crowd in which some misbehave: the others do not notice, and the server says what happened. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class TenThousandConnectionsTest {

  private static final int CLIENTS = 10_000;
  private static final int OF_EACH_BAD_KIND = CLIENTS / 100;
  private static final int DESCRIPTORS = CLIENTS + 1_000;
  private static final EndpointUri URI = EndpointUri.valueOf("tcp://127.0.0.1:0?BACKLOG=4096");

  // Of a connection that is held up no more is kept than one read of a loop gave.
  private static final long KEPT_EACH = 128 * 1024;
  private static final long HEAP_EACH = 8 * 1024;

  private final Failures failures = new Failures();

  /** With a send buffer so small that a peer which does not read is noticed soon. */
  private static final class Echo implements EventHandler {
    @Override
    public void opened(Connection connection) throws Exception {
      connection.endpoint().setOption(StandardSocketOptions.SO_SNDBUF, 32 * 1024);
    }

    @Override
    public void received(Connection connection, ByteBuffer in) throws Exception {
      connection.write(in);
    }
  }

  @Test
  void theGoodOnesGetEveryByte() throws Exception {
    long descriptors = ProcessMemory.descriptors();
    assumeTrue(
        descriptors >= DESCRIPTORS,
        () -> DESCRIPTORS + " descriptors are needed, and the limit is " + descriptors);
    long before = ProcessMemory.heap();
    try (Server server =
            Server.builder()
                .serveEvents(URI, any -> new Echo())
                .serveMessages(URI, request -> request.reply(request.payload()))
                .halfDuplex(true)
                .gracePeriod(Duration.ofMillis(100))
                .onFailure(failures)
                .start();
        OtherProcess crowd =
            OtherProcess.start(
                CrowdProgram.class, port(server, 0), port(server, 1), String.valueOf(CLIENTS))) {
      assertEquals("all", crowd.nextLine());
      Eventually.holds("all accepted", () -> server.counters().accepted() == CLIENTS);
      Eventually.holds(
          () -> server.counters() + " " + failures.told().size(),
          () -> server.counters().open() == CLIENTS - 2 * OF_EACH_BAD_KIND);
      assertEquals(OF_EACH_BAD_KIND, told("EPROTO"));
      assertTrue(told("ECONNRESET") > 0, "no reset was told");
      assertTrue(failures.told().size() <= 2 * OF_EACH_BAD_KIND, "more was told than happened");
      long kept = server.counters().bytesKept();
      assertTrue(kept > 0 && kept <= OF_EACH_BAD_KIND * KEPT_EACH, kept + " bytes kept");
      long heap = ProcessMemory.heap() - before - kept;
      assertTrue(heap < CLIENTS * HEAP_EACH, heap + " bytes of heap");
    }
  }

  private long told(String text) {
    return failures.told().stream().filter(failure -> failure.toString().contains(text)).count();
  }

  private static String port(Server server, int index) {
    return String.valueOf(((InetSocketAddress) server.addresses().get(index)).getPort());
  }
}
