package dev.sockeye.testkit;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Poller;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A listener whose backlog is full: connections that nobody accepts, up to the first that stays
 * under way.
 */
public final class FullBacklog implements Closeable {

  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final int LIMIT = 256;

  private final List<Endpoint> connections = new ArrayList<>();

  /**
   * Fills a listener's backlog.
   *
   * @param fixture opens the endpoints
   * @param listener bound with a backlog of 1
   * @throws IOException if connecting fails
   */
  public FullBacklog(Fixture<?> fixture, Listener<?> listener) throws IOException {
    try (Poller poller = Poller.open()) {
      while (connects(fixture.open(), listener, poller)) {
        if (connections.size() > LIMIT) {
          throw new AssertionError("a backlog of 1 takes more than " + LIMIT + " connections");
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private boolean connects(Endpoint endpoint, Listener<?> listener, Poller poller)
      throws IOException {
    connections.add(endpoint);
    endpoint.configureBlocking(false);
    try {
      if (endpoint.connect(listener.getLocalAddress())) {
        return true;
      }
    } catch (IOException e) {
      if (Errno.of(e).equals(java.util.Optional.of(Errno.EAGAIN))) {
        return false; // the UNIX domain's way to say it
      }
      throw e;
    }
    poller.register(endpoint, SelectionKey.OP_CONNECT, null);
    boolean ready = poller.poll(PATIENCE, Poller.Registration::cancel) > 0;
    return ready && endpoint.finishConnect();
  }

  /**
   * How many connections wait to be accepted.
   *
   * @return how many
   */
  public int established() {
    return (int) connections.stream().filter(Endpoint::isConnected).count();
  }

  /** Closes the connections. */
  @Override
  public void close() throws IOException {
    for (Endpoint endpoint : connections) {
      endpoint.close();
    }
  }
}
