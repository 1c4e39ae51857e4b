package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code EMFILE}: a server with 100 descriptors left, and 500 clients. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DescriptorShortageTest {

  private static final int LIMIT = 300;
  private static final int LEFT = 100;
  private static final int CLIENTS = 500;

  @TempDir private Path folder;

  @Test
  void allAreServedInTheEndAndTheProcessorIsNotSpun() throws Exception {
    try (OtherProcess server =
        OtherProcess.startWithDescriptors(
            LIMIT, folder, ServerProgram.class, String.valueOf(LEFT))) {
      String port = server.nextLine().split(" ", -1)[1];
      List<StreamEndpoint> clients = connect(EndpointUri.valueOf("tcp://127.0.0.1:" + port));
      awaitPauses(server, 3);
      assertPausesCostLittle(server);
      for (int i = 0; i < CLIENTS; i++) {
        assertEquals("client " + i, Clients.read(clients.get(i), ("client " + i).length()));
        clients.get(i).close();
      }
      assertEquals(CLIENTS, status(server)[4]);
      long told = status(server)[2];
      assertTrue(told >= 1 && told <= 5, told + " failures reported");
    }
  }

  /** Virtual threads, where the JDK has them: the first of them that waits needs no descriptor. */
  @Test
  void blockingHandlersWaitForTheirPeersWithoutDescriptorsAndAfterwards() throws Exception {
    try (OtherProcess server =
        OtherProcess.startWithDescriptors(LIMIT, folder, ServerProgram.class, "1")) {
      String port = server.nextLine().split(" ", -1)[2];
      EndpointUri uri = EndpointUri.valueOf("tcp://127.0.0.1:" + port);
      try (StreamEndpoint meanwhile = Network.system().connectStream(uri)) {
        awaitAccepted(server, 1);
        assertEchoes(meanwhile, server);
        server.ask("free");
        try (StreamEndpoint afterwards = Network.system().connectStream(uri)) {
          awaitAccepted(server, 2);
          assertEchoes(afterwards, server);
          assertEchoes(meanwhile, server);
        }
      }
    }
  }

  private static void awaitAccepted(OtherProcess server, long count) throws Exception {
    Eventually.holds(
        () -> count + " accepted: " + server.lastLine(), () -> status(server)[4] >= count);
  }

  private static void assertEchoes(StreamEndpoint client, OtherProcess server) throws Exception {
    long read = status(server)[1];
    Clients.write(client, "late");
    assertEquals("late", Clients.read(client, 4));
    assertEquals(read + 4, status(server)[1]);
  }

  private static List<StreamEndpoint> connect(EndpointUri uri) throws Exception {
    List<StreamEndpoint> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      StreamEndpoint client = Network.system().connectStream(uri);
      Clients.write(client, "client " + i);
      clients.add(client);
    }
    return clients;
  }

  private static void assertPausesCostLittle(OtherProcess server) throws Exception {
    long pauses = status(server)[3];
    Duration before = server.processorTime();
    long start = System.nanoTime();
    awaitPauses(server, pauses + 20);
    long wall = System.nanoTime() - start;
    long used = server.processorTime().minus(before).toNanos();
    assertTrue(wall > Duration.ofSeconds(1).toNanos(), () -> "20 pauses took " + wall + " ns");
    assertTrue(used < wall / 2, () -> used + " ns of processor time in " + wall);
  }

  private static void awaitPauses(OtherProcess server, long count) throws Exception {
    Eventually.holds(
        () -> count + " pauses: " + server.lastLine(), () -> status(server)[3] >= count);
  }

  private static long[] status(OtherProcess server) throws Exception {
    String[] numbers = server.ask("status").split(" ", -1);
    long[] status = new long[numbers.length];
    for (int i = 0; i < status.length; i++) {
      status[i] = Long.parseLong(numbers[i]);
    }
    return status;
  }
}
