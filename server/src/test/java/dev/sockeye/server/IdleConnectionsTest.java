package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ten thousand connections take that have had an answer each, and are idle since. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class IdleConnectionsTest {

  private static final int MANY = 10_000;
  private static final int BEFORE = 10; // by when all classes are there

  // Of direct memory there is what the loops lend, however many connections they serve.
  private static final long DIRECT = 3 << 20;

  // An endpoint and its socket, what the loop knows of it, and for frames the locks of both ways.
  private static final long HEAP_EACH = 3_500;

  @TempDir private Path folder;

  private ServerBuilder serve(EndpointUri uri, String kind) {
    return kind.equals("frames")
        ? Server.builder().serveMessages(uri, request -> request.reply(request.payload()))
        : Server.builder().serveEvents(uri, any -> (connection, in) -> connection.write(in));
  }

  @ParameterizedTest
  @ValueSource(strings = {"frames", "events"})
  void eachHoldsNoBuffers(String kind) throws Exception {
    long descriptors = ProcessMemory.descriptors();
    assumeTrue(
        descriptors > MANY + 1_000,
        () -> MANY + " descriptors and more are needed, and the limit is " + descriptors);
    EndpointUri uri = EndpointUri.valueOf("unix:" + folder.resolve("s"));
    try (Server server = serve(uri, kind).loops(1).start();
        OtherProcess clients = OtherProcess.start(IdleProgram.class, uri.toString())) {
      assertEquals("idle", clients.ask(String.valueOf(BEFORE)));
      long heapBefore = ProcessMemory.heap();
      long directBefore = ProcessMemory.direct();
      assertEquals("idle", clients.ask(String.valueOf(MANY)));
      assertEquals(BEFORE + MANY, server.counters().open());
      assertEquals(0, server.counters().bytesKept());
      long direct = ProcessMemory.direct() - directBefore;
      assertTrue(direct < DIRECT, () -> direct + " bytes of direct memory");
      long heap = (ProcessMemory.heap() - heapBefore) / MANY;
      assertTrue(heap < HEAP_EACH, () -> heap + " bytes of heap each");
    }
  }
}
