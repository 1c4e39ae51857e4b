package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A connect by URI that neither the loop nor the caller waits for: any network's, with all that it
 * may have to wait for, runs on a thread of its own until it ends. What comes of it is told on the
 * loop's thread, once.
 *
 * @param <E> the shape of the endpoint
 */
abstract class Dial<E extends Endpoint> extends Member implements Connecting {

  private static final Executor THREADS =
      new ThreadPoolExecutor(
          0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Dial::daemon);

  private final EventLoop loop;
  private final EndpointUri uri;
  private final Opening<E> opening;
  private final long timeout;
  private final FutureTask<Void> call = new FutureTask<>(this::open, null);

  // For the loop's thread alone.
  private boolean over; // only ever set
  private long began;
  private Timers.Planned limit;

  /**
   * Connects, and waits for that.
   *
   * @param <E> the shape
   */
  @FunctionalInterface
  interface Opening<E extends Endpoint> {
    E open(EndpointUri uri) throws IOException;
  }

  /**
   * Describes a connect.
   *
   * @param timeout nanoseconds, 0 for none
   */
  Dial(EventLoop loop, EndpointUri uri, Opening<E> opening, long timeout) {
    this.loop = loop;
    this.uri = uri;
    this.opening = opening;
    this.timeout = timeout;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "sockeye-connect");
    thread.setDaemon(true);
    return thread;
  }

  /** The endpoint, which is the callee's from now on. */
  abstract void connected(E endpoint);

  /** Why there is none; {@code null} if the program, or the end of the loop, broke it off. */
  abstract void failed(Throwable cause);

  /** Begins, on the loop's thread. */
  final void begin() {
    if (over) {
      return;
    } else if (!loop.poller().isOpen()) {
      giveUp(null); // The loop ends, and this with it.
      return;
    }
    began = System.nanoTime();
    loop.join(this);
    if (timeout != 0) {
      limit = loop.plan(timeout, this::timedOut);
    }
    try {
      THREADS.execute(call);
    } catch (OutOfMemoryError e) { // The system has no thread left.
      giveUp(new IOException("connect " + shown() + ": no thread to wait on", e));
    }
  }

  private void open() {
    try {
      E endpoint = Objects.requireNonNull(opening.open(uri), "what the network connected");
      tell(() -> ended(endpoint, null), endpoint);
    } catch (Throwable e) {
      tell(() -> ended(null, e), null);
    }
  }

  private void tell(Runnable task, E endpoint) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      close(endpoint); // The loop is closed, and has told the handler.
    }
  }

  private void ended(E endpoint, Throwable cause) {
    if (over) {
      dispose(endpoint);
      return;
    }
    finish();
    if (cause == null) {
      connected(endpoint);
    } else {
      failed(cause);
    }
  }

  private void finish() {
    over = true;
    loop.leave(this);
    if (limit != null) {
      limit.cancel();
    }
  }

  private void timedOut() {
    giveUp(
        new SocketTimeoutException(
            "connect " + shown() + ": not done within " + timeout / 1_000_000 + " ms"));
  }

  private String shown() {
    return uri.withoutOptions().toString();
  }

  private void giveUp(Throwable cause) {
    if (!over) {
      finish();
      call.cancel(true); // An interrupt closes what it waits for.
      failed(cause);
    }
  }

  /** The close of a blocking socket may wait, as that of TLS does. */
  private void dispose(E endpoint) {
    try {
      THREADS.execute(() -> close(endpoint));
    } catch (OutOfMemoryError e) {
      close(endpoint);
    }
  }

  private static void close(Endpoint endpoint) {
    try {
      if (endpoint != null) {
        endpoint.close();
      }
    } catch (IOException e) {
      return; // Nobody has it, or wants to hear of it.
    }
  }

  @Override
  public final void cancel() {
    if (loop.inLoop()) {
      giveUp(null);
      return;
    }
    try {
      loop.execute(() -> giveUp(null));
    } catch (RejectedExecutionException e) {
      return; // The loop is closed, and this has ended with it.
    }
  }

  @Override
  public final void ready(int operations) {}

  @Override
  public final void again() {}

  /** A server that closes lets it come to its end: somebody may wait for what it brings. */
  @Override
  public final void drain() {}

  @Override
  public final void end() {
    giveUp(null);
  }

  @Override
  public final String describe() {
    return this + ": under way for " + ServerDump.seconds(System.nanoTime() - began);
  }

  @Override
  public final String toString() {
    return "connect " + shown();
  }
}
