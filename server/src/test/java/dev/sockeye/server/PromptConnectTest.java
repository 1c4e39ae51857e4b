package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connects of TCP to an IP address, which the loop itself waits for. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PromptConnectTest {

  /** More than a backlog of one has room for. */
  private static final int MANY = 8;

  private final Network network = Network.system();
  private final Failures failures = new Failures();
  private EventLoop loop;
  private Listener<StreamEndpoint> listener;

  @BeforeEach
  void start() throws Exception {
    loop = EventLoop.builder().name("test").onFailure(failures).start();
    listener =
        network.listenStream(
            EndpointUri.valueOf("tcp://127.0.0.1:0")
                .withOption(EndpointOptions.BACKLOG.name(), "1"));
  }

  @AfterEach
  void close() throws Exception {
    loop.close();
    listener.close();
  }

  private EndpointUri uri() throws Exception {
    return EndpointUri.valueOf("tcp://127.0.0.1:1").withAddressOf(listener);
  }

  /** A client that asks once it is connected, and remembers the answer. */
  private static final class Asking extends Recorder {
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    @Override
    public void opened(Connection c) throws Exception {
      super.opened(c);
      c.write(Clients.bytes("ping"));
    }

    @Override
    public void received(Connection c, ByteBuffer in) throws Exception {
      if (in.remaining() == 4) {
        answer.complete(Clients.text(in));
      }
    }
  }

  private List<Asking> connect() throws Exception {
    List<Asking> clients = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      clients.add(new Asking());
      loop.connect(network, uri(), clients.get(i));
    }
    CompletableFuture<Boolean> begun = new CompletableFuture<>();
    loop.execute(() -> loop.execute(() -> begun.complete(true)));
    assertTrue(begun.get(30, TimeUnit.SECONDS));
    return clients;
  }

  private static boolean doesAnyThreadConnect() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().equals("sockeye-connect"))
        .flatMap(entry -> Stream.of(entry.getValue()))
        .anyMatch(frame -> frame.getClassName().equals(Dial.class.getName()));
  }

  /** Those for whom there is no room are connected when the system asks again, a second later. */
  @Test
  void oneThatTakesItsTimeIsServed() throws Exception {
    List<Asking> clients = connect();
    assertTrue(clients.stream().anyMatch(client -> client.callbacks.isEmpty()), "all at once");
    assertFalse(doesAnyThreadConnect());
    for (int i = 0; i < MANY; i++) {
      try (StreamEndpoint accepted = listener.accept()) {
        ByteBuffer request = ByteBuffer.allocate(4);
        Streams.readFully(accepted, request);
        Streams.writeFully(accepted, request.flip());
      }
    }
    for (Asking client : clients) {
      assertEquals("ping", client.answer.get(30, TimeUnit.SECONDS));
    }
    failures.none();
  }

  @Test
  void oneThatIsCancelledIsClosed() throws Exception {
    connect();
    List<Recorder> late = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      late.add(new Recorder());
      loop.connect(network, uri(), late.get(i)).cancel();
      assertEquals("null", late.get(i).cause());
      assertEquals(List.of("closed"), late.get(i).callbacks);
    }
    failures.none();
  }

  /** Whoever connects on the loop has what it is given before its handler hears of it. */
  @Test
  void aRefusalIsToldLater() throws Exception {
    EndpointUri nobody = uri();
    listener.close();
    Recorder client = new Recorder();
    CompletableFuture<Integer> told = new CompletableFuture<>();
    loop.execute(
        () -> {
          loop.connect(network, nobody, client);
          told.complete(client.callbacks.size());
        });
    assertEquals(0, told.get(30, TimeUnit.SECONDS));
    assertTrue(client.cause().contains("ConnectException"), client.cause());
    assertEquals("connect", failures.only().during());
  }
}
