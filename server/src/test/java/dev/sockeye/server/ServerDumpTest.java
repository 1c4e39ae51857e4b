package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.network.ForwardingNetwork;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServerDumpTest {

  private static final EndpointUri EVENTS = EndpointUri.valueOf("tcp://events.internal:1");
  private static final EndpointUri THREADS = EndpointUri.valueOf("tcp://threads.internal:1");
  private static final EndpointUri MESSAGES = EndpointUri.valueOf("udp://messages.internal:1");

  private final MemoryNetwork network = MemoryNetwork.create();

  @AfterEach
  void close() {
    network.close();
  }

  private static void echo(Request request) throws IOException {
    request.reply(request.payload());
  }

  private static void assertHas(String dump, String... parts) {
    for (String part : parts) {
      assertTrue(dump.contains(part), () -> part + " is not in\n" + dump);
    }
  }

  @Test
  void tellsTheListenersAndWhatEachConnectionWaitsFor() throws Exception {
    try (Server server =
            Server.builder(network)
                .name("three")
                .serveEvents(EVENTS, any -> (connection, in) -> connection.write(in))
                .serveBlocking(THREADS, connection -> Streams.copy(connection, connection))
                .serveMessages(MESSAGES, ServerDumpTest::echo)
                .start();
        StreamEndpoint event = network.connectStream(EVENTS);
        StreamEndpoint thread = network.connectStream(THREADS);
        MessageEndpoint message = network.connectMessages(MESSAGES)) {
      Streams.writeFully(event, ByteBuffer.wrap(new byte[7]));
      Streams.readFully(event, ByteBuffer.allocate(7));
      Streams.writeFully(thread, ByteBuffer.wrap(new byte[9]));
      Streams.readFully(thread, ByteBuffer.allocate(9));
      message.send(ByteBuffer.allocate(3));
      assertEquals(3, message.receive(ByteBuffer.allocate(3)));
      Eventually.holds("a read", () -> server.dump().contains("waits for input since"));
      assertHas(
          server.dump(),
          "server three: 2 connections open of 2 accepted, 0 failures",
          EVENTS + " at events.internal:1: accepts, 1 open of 1 accepted",
          MESSAGES + " at messages.internal:1: receives from everybody, 1 requests, 1 replies",
          "sockeye-server-0: ",
          "7 bytes read and 7 written, waits for input",
          "9 bytes read and 9 written, waits for input since ");
      assertEquals(
          List.of(EVENTS, THREADS, MESSAGES),
          server.services().stream().map(ServiceCounters::uri).toList());
      assertEquals(7, server.services().get(0).counters().bytesRead());
      assertEquals(19, server.counters().bytesWritten());
    }
  }

  @Test
  void tellsWhatIsKeptAndWhoPauses() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    EventHandler hoarder =
        (connection, in) -> {
          connection.pause();
          connection.write(ByteBuffer.allocate(300_000));
          done.countDown();
        };
    try (Server server =
            Server.builder(network).loops(1).serveEvents(EVENTS, any -> hoarder).start();
        StreamEndpoint client = network.connectStream(EVENTS)) {
      Streams.writeFully(client, ByteBuffer.wrap(new byte[5]));
      done.await();
      String dump = server.dump();
      assertHas(dump, "paused by its handler, waits for its peer to read, ", " of output kept");
      assertHas(dump, "5 bytes of input left by its handler");
    }
  }

  @Test
  void showsWhatHoldsALoopUp() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    MessageHandler blocker =
        request -> {
          entered.countDown();
          release.await();
        };
    try (Server server = Server.builder(network).loops(1).serveMessages(MESSAGES, blocker).start();
        MessageEndpoint client = network.connectMessages(MESSAGES)) {
      client.send(ByteBuffer.allocate(1));
      entered.await();
      assertHas(server.dump(), "held up for 1 s and more, at", "CountDownLatch.await");
      release.countDown();
    }
  }

  /** What a loop connects for the program, too. */
  @Test
  void tellsWhatIsBeingConnected() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Network slow =
        new ForwardingNetwork(network) {
          @Override
          public StreamEndpoint connectStream(EndpointUri uri) throws IOException {
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new InterruptedIOException();
            }
            return super.connectStream(uri);
          }
        };
    EventHandler client = (connection, in) -> {};
    MessageHandler connects =
        new MessageHandler() {
          @Override
          public void opened(MessageSocket socket) {
            socket.loop().connect(slow, EVENTS, client);
          }

          @Override
          public void handle(Request request) {}
        };
    try (Server server = Server.builder(network).serveMessages(MESSAGES, connects).start()) {
      assertHas(server.dump(), "connect tcp://events.internal:1: under way for 0.");
    } finally {
      go.countDown();
    }
  }

  @Test
  void isSeenByJmx() throws Exception {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    try (Server server =
            Server.builder(network)
                .name("shown, \"quoted\"")
                .serveMessages(MESSAGES, ServerDumpTest::echo)
                .start();
        ServerManagement registered = ServerManagement.register(server)) {
      ObjectName name = new ObjectName(registered.name());
      assertEquals(server.name(), beans.getAttribute(name, "Name"));
      assertEquals(0, beans.getAttribute(name, "Open"));
      assertHas(((String[]) beans.getAttribute(name, "Listeners"))[0], MESSAGES.toString());
      assertHas((String) beans.invoke(name, "dump", null, null), "receives from everybody");
      assertThrows(IllegalStateException.class, () -> ServerManagement.register(server));
      assertEquals(1, beans.queryNames(name, null).size());
    }
    assertTrue(beans.queryNames(new ObjectName("dev.sockeye:*"), null).isEmpty());
  }

  /** Passwords are among them. */
  @Test
  void optionsAreNobodysBusiness() throws Exception {
    EndpointUri uri = EndpointUri.valueOf(EVENTS + "?BACKLOG=17");
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    try (Server server = Server.builder(network).serveMessages(uri, ServerDumpTest::echo).start();
        ServerManagement registered = ServerManagement.register(server)) {
      ObjectName name = new ObjectName(registered.name());
      String[] listeners = (String[]) beans.getAttribute(name, "Listeners");
      assertEquals(List.of(EVENTS + " at events.internal:1"), List.of(listeners));
      String accepts = EVENTS + " at events.internal:1: accepts";
      Eventually.holds("accepting", () -> server.dump().contains(accepts));
    }
  }

  @Test
  void serversWithoutANameHaveNumbers() throws Exception {
    ServerBuilder builder = Server.builder(network).serveMessages(MESSAGES, ServerDumpTest::echo);
    String first;
    try (Server server = builder.start()) {
      first = server.name();
      assertTrue(first.matches("server-\\d+"), first);
    }
    try (Server server = builder.start()) {
      assertTrue(!server.name().equals(first), first);
    }
    assertHas(first, "server-");
  }
}
