package dev.sockeye.server;

import dev.sockeye.SocketOptions;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/** The connections of a listener that are served with a thread each. */
final class BlockingConnections implements Acceptor.Service<StreamEndpoint> {

  /** How long, while the server closes, a read may find nothing before that is the end. */
  private static final long QUIET = 100_000_000;

  /** How often to look at that: no read tells that it finds nothing. */
  static final long LOOK = QUIET / 5;

  private final BlockingHandler handler;
  private final ExecutorService threads;
  private final Timeouts timeouts;
  private final Owner owner;
  private final Set<BlockingConnection> open = ConcurrentHashMap.newKeySet();

  BlockingConnections(
      BlockingHandler handler, ExecutorService threads, Timeouts timeouts, Owner owner) {
    this.handler = handler;
    this.threads = threads;
    this.timeouts = timeouts;
    this.owner = owner;
  }

  @Override
  public void serve(StreamEndpoint accepted) throws IOException {
    limit(accepted);
    BlockingConnection connection = new BlockingConnection(accepted, owner.counters());
    open.add(connection);
    try {
      threads.execute(() -> run(connection));
    } catch (RuntimeException | Error e) { // not started
      open.remove(connection);
      throw e;
    }
  }

  /** A connection that waits for nothing else is idle while it reads. */
  private void limit(StreamEndpoint accepted) throws IOException {
    long receive = shorter(timeouts.read(), timeouts.idle());
    if (receive != 0) {
      accepted.setOption(SocketOptions.SO_RCVTIMEO, Duration.ofNanos(receive));
    }
    if (timeouts.write() != 0) {
      accepted.setOption(SocketOptions.SO_SNDTIMEO, Duration.ofNanos(timeouts.write()));
    }
  }

  private static long shorter(long a, long b) {
    return a == 0 || b == 0 ? a + b : Math.min(a, b);
  }

  private void run(BlockingConnection connection) {
    Throwable cause = null;
    try (connection) {
      handler.handle(connection);
    } catch (Throwable e) {
      cause = e;
    }
    open.remove(connection);
    if (cause != null && (connection.isOpen() || !owner.isClosing())) {
      owner.failed(new Failure("handler", connection.peer(), cause));
    }
    connection.ended(cause);
    owner.released();
  }

  /** Lets handlers that wait for input come to their end; to be called now and then. */
  void endIdleReads() {
    for (BlockingConnection connection : open) {
      try {
        connection.endIdleRead(QUIET);
      } catch (IOException | RuntimeException e) {
        // It has come to its end by itself.
      }
    }
  }

  /** Closes all; their handlers' calls throw. One that comes from now on is not taken. */
  void abort() {
    threads.shutdown(); // first: whatever it still runs is among those that are open
    for (BlockingConnection connection : open) {
      try {
        connection.close();
      } catch (IOException e) {
        owner.failed(new Failure("close", connection.peer(), e));
      }
    }
  }
}
