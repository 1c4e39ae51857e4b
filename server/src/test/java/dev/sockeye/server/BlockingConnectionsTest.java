package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that is accepted while the server is forced to its end is closed as the others. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BlockingConnectionsTest {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp://host:1");

  /** Threads that are given one more task at the last moment. */
  private static final class LastMoment extends ThreadPoolExecutor {
    private Runnable last;

    LastMoment() {
      super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    }

    @Override
    public void shutdown() {
      last.run();
      super.shutdown();
    }
  }

  @Test
  void noneIsOverlookedAtTheEnd() throws Exception {
    LastMoment threads = new LastMoment();
    Owner owner = new Closing();
    BlockingConnections connections =
        new BlockingConnections(
            endpoint -> endpoint.read(ByteBuffer.allocate(1)),
            threads,
            Timeouts.NONE,
            owner,
            () -> null);
    try (MemoryNetwork network = MemoryNetwork.create();
        Listener<StreamEndpoint> listener = network.listenStream(URI);
        StreamEndpoint client = network.connectStream(URI);
        StreamEndpoint accepted = listener.accept()) {
      threads.last = () -> serve(connections, accepted);
      connections.abort();
      assertFalse(accepted.isOpen());
      Clients.assertReset(client);
    }
  }

  private static void serve(BlockingConnections connections, StreamEndpoint accepted) {
    try {
      connections.serve(accepted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** That of a server that is being closed. */
  private static final class Closing implements Owner {
    private final Counters counters = new Counters();

    @Override
    public boolean isClosing() {
      return true;
    }

    @Override
    public void released() {}

    @Override
    public void failed(Failure failure) {
      throw new AssertionError(failure);
    }

    @Override
    public Counters counters() {
      return counters;
    }
  }
}
