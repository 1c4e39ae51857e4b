package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Shutdownable;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that a handler keeps, or should not. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RetainedRequestTest {

  private static final EndpointUri FRAMED = EndpointUri.valueOf("tcp://host:1");

  private final MemoryNetwork memory = MemoryNetwork.create();
  private final Failures failures = new Failures();

  private Server serve(EndpointUri uri, MessageHandler handler) throws IOException {
    return Server.builder(memory).serveMessages(uri, handler).onFailure(failures).start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp://host:1", "udp://host:1", "sctp://host:1"})
  void aRetainedRequestIsAnsweredFromAnotherThread(String text) throws Exception {
    EndpointUri uri = EndpointUri.valueOf(text);
    BlockingQueue<Request> retained = new LinkedBlockingQueue<>();
    try (Server server = serve(uri, request -> retained.add(request.retain()));
        MessageEndpoint client = memory.connectMessages(uri)) {
      Clients.send(client, "first");
      Clients.send(client, "second");
      Request first = retained.take();
      Request second = retained.take();
      assertEquals("first", Clients.text(first.payload().duplicate()));
      assertEquals(client.getLocalAddress(), first.peer());
      assertEquals(first, first.retain());
      second.reply(second.payload());
      first.reply(first.payload());
      first.reply(Clients.bytes("and more"));
      assertEquals("second", Clients.receive(client));
      assertEquals("first", Clients.receive(client));
      assertEquals("and more", Clients.receive(client));
      assertEquals(3, server.counters().replies());
    }
    failures.none();
  }

  /** As a client does that has one question and says so. */
  @Test
  void aRetainedRequestIsAnsweredAfterTheEndOfInput() throws Exception {
    CompletableFuture<Request> retained = new CompletableFuture<>();
    try (Server server = serve(FRAMED, r -> retained.complete(r.retain()));
        MessageEndpoint client = memory.connectMessages(FRAMED)) {
      Clients.send(client, "question");
      client.unwrap(Shutdownable.class).shutdownOutput();
      Request request = retained.get(30, TimeUnit.SECONDS);
      assertEquals(1, server.counters().open());
      onLoopOf(server, 3);
      request.reply(Clients.bytes("answer"));
      assertEquals("answer", Clients.receive(client));
      assertNull(Clients.receive(client));
      Eventually.holds("closed", () -> server.counters().open() == 0);
      assertThrows(ClosedChannelException.class, () -> request.reply(Clients.bytes("late")));
    }
    failures.none();
  }

  /** Lets all loops come to their next turns, by connections that are served meanwhile. */
  private void onLoopOf(Server server, int turns) throws Exception {
    for (int i = 0; i < turns * Runtime.getRuntime().availableProcessors(); i++) {
      long before = server.counters().accepted();
      memory.connectMessages(FRAMED).close();
      Eventually.holds("accepted", () -> server.counters().accepted() > before);
      Eventually.holds("closed", () -> server.counters().open() == 1);
    }
  }

  @Test
  void aRequestThatIsOverCannotBeUsed() throws Exception {
    CompletableFuture<Request> kept = new CompletableFuture<>();
    try (Server server =
            serve(
                FRAMED,
                request -> {
                  kept.complete(request);
                  request.reply(request.payload());
                });
        MessageEndpoint client = memory.connectMessages(FRAMED)) {
      Clients.send(client, "x");
      assertEquals("x", Clients.receive(client));
      Request over = kept.get();
      assertThrows(IllegalStateException.class, () -> over.reply(Clients.bytes("y")));
      assertThrows(IllegalStateException.class, over::retain);
      assertEquals(1, server.counters().replies());
    }
    failures.none();
  }
}
