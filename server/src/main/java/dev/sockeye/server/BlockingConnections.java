package dev.sockeye.server;

import dev.sockeye.EndpointOptions;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

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
  private final Supplier<EventLoop> loops; // For what is no work of the threads.
  private final Set<BlockingConnection> open = ConcurrentHashMap.newKeySet();

  BlockingConnections(
      BlockingHandler handler,
      ExecutorService threads,
      Timeouts timeouts,
      Owner owner,
      Supplier<EventLoop> loops) {
    this.handler = handler;
    this.threads = threads;
    this.timeouts = timeouts;
    this.owner = owner;
    this.loops = loops;
  }

  @Override
  public void serve(StreamEndpoint accepted) throws IOException {
    limit(accepted);
    boolean watched = timeouts.idle() != 0;
    EventLoop loop = loops.get();
    BlockingConnection connection = new BlockingConnection(accepted, owner.counters(), watched);
    IdleWatch watch = watched ? new IdleWatch(loop, connection, timeouts.idle()) : null;
    open.add(connection);
    try {
      threads.execute(() -> run(connection, loop, watch));
    } catch (RuntimeException | Error e) { // not started
      open.remove(connection);
      throw e;
    }
  }

  private void limit(StreamEndpoint accepted) throws IOException {
    if (timeouts.read() != 0) {
      accepted.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofNanos(timeouts.read()));
    }
    if (timeouts.write() != 0) {
      accepted.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofNanos(timeouts.write()));
    }
  }

  private void run(BlockingConnection connection, EventLoop loop, IdleWatch watch) {
    Throwable cause = handle(connection, watch);
    open.remove(connection);
    report(connection, cause);
    Runnable end =
        () -> {
          connection.ended(cause);
          owner.released();
        };
    if (cause != null) {
      breakOff(connection);
      end.run();
    } else if (!linger(connection, loop, end)) {
      close(connection);
      end.run();
    }
  }

  private Throwable handle(BlockingConnection connection, IdleWatch watch) {
    try {
      if (watch != null) {
        watch.start();
      }
      handle(connection);
      return connection.timedOut();
    } catch (Throwable e) {
      return connection.timedOut() == null ? e : connection.timedOut();
    } finally {
      if (watch != null) {
        watch.end();
      }
    }
  }

  private void handle(BlockingConnection connection) throws Exception {
    long began = owner.counters().handles();
    try {
      handler.handle(connection);
    } finally {
      owner.counters().handled(began);
    }
  }

  /** What each waits for, for people. */
  List<String> describe() {
    return open.stream().map(BlockingConnection::describe).sorted().toList();
  }

  private void report(BlockingConnection connection, Throwable cause) {
    if (cause != null && !owner.isClosing()) {
      String during = connection.timedOut() == null ? "handler" : "idle";
      owner.failed(new Failure(during, connection.peer(), cause));
    }
  }

  /** Lets the peer have what was written; {@code false} if there is nobody to wait for. */
  private static boolean linger(BlockingConnection connection, EventLoop loop, Runnable end) {
    StreamEndpoint socket = connection.handOver();
    if (socket == null) {
      return false;
    }
    try {
      loop.execute(new LingeringClose(loop, socket, end)::open);
      return true;
    } catch (RejectedExecutionException e) {
      return false; // The server is at its end.
    }
  }

  /** The peer must not take what it got for a whole answer. */
  private void breakOff(BlockingConnection connection) {
    Reset.onClose(connection);
    close(connection);
  }

  private void close(BlockingConnection connection) {
    try {
      connection.close();
    } catch (IOException e) {
      owner.failed(new Failure("close", connection.peer(), e));
    }
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

  /** Breaks all off; their handlers' calls throw. One that comes from now on is not taken. */
  void abort() {
    threads.shutdown(); // first: whatever it still runs is among those that are open
    open.forEach(this::breakOff);
  }
}
