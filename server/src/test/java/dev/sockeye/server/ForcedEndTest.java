package dev.sockeye.server;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that ends at once while clients go on connecting: that is no failure of anything. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ForcedEndTest {

  private static final EndpointUri TCP = EndpointUri.valueOf("tcp://127.0.0.1:0");
  private static final int ROUNDS = 20;
  private static final int CLIENTS = 8;

  private final Failures failures = new Failures();

  /** By whom the connections are served. */
  private enum Handlers {
    BLOCKING {
      @Override
      ServerBuilder serve(ServerBuilder server) {
        return server.serveBlocking(TCP, endpoint -> Streams.copy(endpoint, endpoint));
      }
    },
    EVENTS {
      @Override
      ServerBuilder serve(ServerBuilder server) {
        return server.serveEvents(TCP, any -> (c, in) -> c.write(in));
      }
    };

    abstract ServerBuilder serve(ServerBuilder server);
  }

  @ParameterizedTest
  @EnumSource
  void underLoadReportsNothing(Handlers handlers) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      endUnderLoad(handlers.serve(Server.builder()).loops(2));
    }
    failures.none();
  }

  private void endUnderLoad(ServerBuilder builder) throws Exception {
    AtomicLong connected = new AtomicLong();
    List<Background<Void>> clients = new ArrayList<>();
    try (Server server = builder.gracePeriod(Duration.ZERO).onFailure(failures).start()) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(Background.run(() -> connectUntilItEnds(server, connected)).within(60));
      }
      Eventually.holds(connected::toString, () -> connected.get() > 4 * CLIENTS);
    }
    for (Background<Void> client : clients) {
      client.result();
    }
  }

  private static Void connectUntilItEnds(Server server, AtomicLong connected) {
    try {
      while (true) {
        StreamEndpoint client = Clients.stream(Network.system(), TCP, server);
        connected.incrementAndGet();
        client.close();
      }
    } catch (IOException end) {
      return null;
    }
  }
}
