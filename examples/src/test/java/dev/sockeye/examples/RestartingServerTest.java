package dev.sockeye.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** While one process takes over from the other nobody is refused. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RestartingServerTest {

  private static final int CLIENTS = 4;
  private static final int CONNECTS = 10_000;
  private static final int RESTARTS = 3;

  @TempDir private Path folder;

  private final AtomicInteger served = new AtomicInteger();
  private final Set<String> answers = ConcurrentHashMap.newKeySet();

  @Test
  void nobodyIsRefusedMeanwhile() throws Exception {
    EndpointUri where = EndpointUri.valueOf("tcp://127.0.0.1:" + freePort());
    String control = "unix+seqpacket:" + folder.resolve("next");
    List<ExampleProcess> processes = new ArrayList<>();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      processes.add(start(where, control));
      awaitServed(where, processes.get(0));
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(clients.submit(() -> connectUntilEnough(where)));
      }
      for (int i = 1; i <= RESTARTS; i++) {
        await(() -> served.get() > 0);
        processes.add(start(where, control));
        ExampleProcess old = processes.get(i - 1);
        await(() -> !old.isAlive());
      }
      for (Future<?> client : running) {
        client.get(); // throws what a client was told
      }
      assertTrue(served.get() >= CONNECTS, served + " connects");
      assertEquals(RESTARTS + 1, answers.size(), answers.toString());
    } finally {
      clients.shutdownNow();
      processes.forEach(ExampleProcess::close);
    }
  }

  private static ExampleProcess start(EndpointUri where, String control) throws IOException {
    return ExampleProcess.start(RestartingServer.class, where.toString(), control);
  }

  /** Until there were as many, and all processes have served. */
  private Void connectUntilEnough(EndpointUri where) throws IOException {
    while (served.get() < CONNECTS || answers.size() <= RESTARTS) {
      answers.add(ask(where));
      served.incrementAndGet();
    }
    return null;
  }

  private static String ask(EndpointUri where) throws IOException {
    try (StreamEndpoint server = Network.system().connectStream(where)) {
      byte[] answer = Streams.inputStream(server).readAllBytes();
      String text = new String(answer, StandardCharsets.UTF_8);
      assertTrue(text.startsWith("served by ") && text.endsWith("\n"), text);
      return text;
    }
  }

  /** The first one does not tell when it listens: until then nobody is there. */
  private static void awaitServed(EndpointUri where, ExampleProcess server) throws Exception {
    while (true) {
      try {
        ask(where);
        return;
      } catch (IOException e) {
        assertTrue(server.isAlive(), e.getMessage());
      }
    }
  }

  private static void await(BooleanSupplier condition) throws Exception {
    while (!condition.getAsBoolean()) {
      Thread.sleep(5); // until it is looked at again; the test's timeout is the limit
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }
}
