package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Poller;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/**
 * A connect by URI that neither the loop nor the caller waits for. One that can be begun without
 * waiting for anything is the loop's, which is told when it is done; any other, with all that it
 * may have to wait for, runs on a thread of its own until it ends, {@link ConnectThreads#MOST} at a
 * time. What comes of it is told on the loop's thread, once.
 *
 * @param <E> the shape of the endpoint
 */
abstract class Dial<E extends Endpoint> extends Member implements Connecting {

  private static final ConnectThreads THREADS = new ConnectThreads(ConnectThreads.MOST);

  private final EventLoop loop;
  private final EndpointUri uri;
  private final Opening<E> opening;
  private final long timeout;

  // For the loop's thread alone.
  private boolean over; // only ever set
  private long began;
  private Timers.Planned limit; // null if there is none, and once it is over
  private FutureTask<Void> call; // null unless a thread waits for it
  private E begun; // whose connect the loop waits for; null if a thread does, and once it is over
  private Throwable refusal; // that it had at once
  private Poller.Registration registration; // null unless it was not done at once
  private Member successor; // has the registration; null until it is connected

  /**
   * Connects.
   *
   * @param <E> the shape
   */
  @FunctionalInterface
  interface Opening<E extends Endpoint> {

    /** Connects, and waits for that. */
    E open(EndpointUri uri) throws IOException;

    /** Begins to connect; gives {@code null} where there is something to wait for before. */
    default E begin(EndpointUri uri) throws IOException {
      return null;
    }
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
    if (beginsHere()) {
      loop.again(this); // Who asked for it has it by then.
    } else {
      openElsewhere();
    }
  }

  private boolean beginsHere() {
    try {
      begun = opening.begin(uri);
    } catch (Throwable e) {
      refusal = e;
    }
    return begun != null || refusal != null;
  }

  /** Over loopback it is done by now; else the loop waits for it. */
  @Override
  public final void again() {
    if (over) {
      return;
    }
    boolean done;
    try {
      done = refusal == null && isDone();
    } catch (Throwable e) {
      refusal = e;
      done = false;
    }
    if (done || refusal != null) {
      ended(begun, refusal);
    }
  }

  private boolean isDone() throws IOException {
    boolean done = begun.finishConnect();
    if (!done && registration == null) {
      registration = loop.poller().register(begun, SelectionKey.OP_CONNECT, this);
    }
    return done;
  }

  /** What is connected goes on with its registration: it cannot have another one now. */
  final void open(LoopConnection connection) {
    if (registration != null) {
      successor = connection;
      connection.takeOver(registration);
    }
    connection.open();
  }

  @Override
  public final void ready(int operations) {
    if (successor == null) {
      again();
    } else {
      successor.ready(operations);
    }
  }

  private void openElsewhere() {
    try {
      call = new FutureTask<>(this::open, null);
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
    begun = null;
    if (cause == null) {
      connected(endpoint);
    } else {
      close(endpoint);
      failed(cause);
    }
  }

  private void finish() {
    over = true;
    loop.leave(this);
    if (limit != null) {
      limit.cancel();
      limit = null;
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
      stopWaiting();
      close(begun);
      begun = null;
      failed(cause);
    }
  }

  private void stopWaiting() {
    if (call != null) {
      call.cancel(true); // An interrupt closes what it waits for.
      THREADS.remove(call);
    }
  }

  /** The close of a blocking socket may wait, as that of TLS does. */
  private void dispose(E endpoint) {
    if (endpoint == null) {
      return;
    }
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
    } catch (IOException | RuntimeException e) {
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
