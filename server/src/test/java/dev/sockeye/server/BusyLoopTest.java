package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop that looks for more instead of sleeping overlooks nothing meanwhile. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BusyLoopTest {

  /** Longer than any wait here: once it looks, it never sleeps. */
  private static final Duration LONG = Duration.ofMinutes(10);

  private final Failures failures = new Failures();
  private final EventLoop loop =
      EventLoop.builder().name("busy").busyPoll(LONG).onFailure(failures).start();

  BusyLoopTest() throws IOException {}

  @AfterEach
  void close() {
    loop.close();
    failures.none();
  }

  /** After that many requests it looks, and has no reason to stop. */
  private void echoes(Network network, EndpointUri uri) throws Exception {
    Echo echo = new Echo();
    try (Listener<StreamEndpoint> listener = network.listenStream(uri);
        StreamEndpoint client = network.connectStream(at(listener, uri))) {
      loop.register(listener.accept(), echo);
      for (int i = 0; i < 200; i++) {
        Clients.write(client, "request");
        assertEquals("request", Clients.read(client, 7));
      }
    }
    assertEquals("null", echo.cause());
  }

  private static final class Echo extends Recorder {
    @Override
    public void received(Connection c, ByteBuffer in) throws Exception {
      c.write(in);
    }
  }

  private static EndpointUri at(Listener<StreamEndpoint> listener, EndpointUri uri)
      throws IOException {
    return uri.withAddress(listener.getLocalAddress());
  }

  private void becomesBusy() throws Exception {
    echoes(Network.system(), EndpointUri.valueOf("tcp://127.0.0.1:0"));
  }

  @Test
  void seesWhatHasNoChannel() throws Exception {
    becomesBusy();
    try (MemoryNetwork memory = MemoryNetwork.create()) {
      echoes(memory, EndpointUri.valueOf("memory:a"));
    }
  }

  @Test
  void runsTasksAndTimers() throws Exception {
    becomesBusy();
    CompletableFuture<String> task = new CompletableFuture<>();
    loop.execute(() -> task.complete("run"));
    assertEquals("run", task.get(30, TimeUnit.SECONDS));
    CompletableFuture<String> timer = new CompletableFuture<>();
    loop.schedule(Duration.ofMillis(20), () -> timer.complete("run"));
    assertEquals("run", timer.get(30, TimeUnit.SECONDS));
  }

  @Test
  void ends() throws Exception {
    becomesBusy();
    assertTimeoutPreemptively(Duration.ofSeconds(30), loop::close);
  }
}
