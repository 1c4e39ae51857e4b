package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A handler that leaves its thread interrupted harms neither its loop nor the other sockets. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InterruptedHandlerTest {

  private static final MemoryNetwork MEMORY = MemoryNetwork.create();

  @TempDir Path folder;

  private final Failures failures = new Failures();
  private final CompletableFuture<Thread> loop = new CompletableFuture<>();

  private ServerBuilder builder(Network network) {
    return Server.builder(network).loops(1).onFailure(failures);
  }

  private static Network network(Where where) {
    return where == Where.MEMORY ? MEMORY : Network.system();
  }

  private void interruptThis() {
    loop.complete(Thread.currentThread());
    Thread.currentThread().interrupt();
  }

  /** Whoever polls with the status set is told at once that there is nothing, for ever. */
  private void loopIsAtRest() throws Exception {
    Thread thread = loop.get();
    Eventually.holds("the status cleared", () -> !thread.isInterrupted());
    failures.none();
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://host:1",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, unix:FOLDER/a.sock",
    "SYSTEM, unix:@NAME",
    "SYSTEM, sctp://127.0.0.1:0"
  })
  void theOtherStreamsAndThoseToComeAreServed(Where where, String uri) throws Exception {
    Network network = network(where);
    EndpointUri at = Where.uri(network, folder, uri);
    try (Server server =
            builder(network)
                .serveEvents(
                    at,
                    connection ->
                        (c, in) -> {
                          interruptThis();
                          c.write(in);
                        })
                .start();
        StreamEndpoint one = Clients.stream(network, at, server);
        StreamEndpoint other = Clients.stream(network, at, server)) {
      echoes(one);
      echoes(other);
      loopIsAtRest();
      echoes(one);
      try (StreamEndpoint late = Clients.stream(network, at, server)) {
        echoes(late);
      }
      loopIsAtRest();
    }
  }

  private static void echoes(StreamEndpoint client) throws Exception {
    Clients.write(client, "ab");
    assertEquals("ab", Clients.read(client, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, udp://host:1",
    "MEMORY, unix+seqpacket:/run/a",
    "SYSTEM, udp://127.0.0.1:0",
    "SYSTEM, tcp://127.0.0.1:0",
    "SYSTEM, unix+dgram:FOLDER/a.sock",
    "SYSTEM, unix+seqpacket:FOLDER/a.sock",
    "SYSTEM, sctp+seqpacket://127.0.0.1:0"
  })
  void messagesGoOn(Where where, String uri) throws Exception {
    Network network = network(where);
    EndpointUri at = Where.uri(network, folder, uri);
    try (Server server =
            builder(network)
                .serveMessages(
                    at,
                    request -> {
                      interruptThis();
                      request.reply(request.payload());
                    })
                .start();
        MessageEndpoint client = Clients.messages(network, at, server)) {
      for (int i = 0; i < 3; i++) {
        Clients.send(client, "m" + i);
        assertEquals("m" + i, Clients.receive(client));
        loopIsAtRest();
      }
    }
  }

  /** The next one to be called on the loop's thread finds it as it should be. */
  @Test
  void aTaskDoesNotSeeTheStatusThatAnotherHasLeft() throws Exception {
    try (EventLoop events = EventLoop.builder().name("interrupted").onFailure(failures).start()) {
      CompletableFuture<Boolean> seen = new CompletableFuture<>();
      events.execute(
          () -> {
            events.execute(() -> seen.complete(Thread.currentThread().isInterrupted()));
            interruptThis();
          });
      assertFalse(seen.get());
      loopIsAtRest();
    }
  }
}
