package dev.sockeye.server;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import java.io.Closeable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A client that stays connected: it connects on an {@link EventLoop}, and again whenever the
 * connection has failed or ended, until it is closed.
 *
 * <pre>{@code
 * ReconnectingClient<Connection> client =
 *     ReconnectingClient.streams(loop, network, uri, Subscriber::new)
 *         .onChange(change -> log(change))
 *         .start();
 * client.socket().ifPresent(connection -> connection.post(question));
 * }</pre>
 *
 * <p><b>Waiting.</b> Between two tries it waits, twice as long each time, up to a limit; a random
 * part of up to half is taken off, so that many clients do not come back at once. A connection that
 * stood for longer than the next wait would be begins anew with the first. What trying again cannot
 * mend ends the client: a URI that cannot be used ({@link IllegalArgumentException}), and what this
 * host cannot run ({@link UnsupportedOperationException}).
 *
 * <p><b>What was not sent.</b> Nothing is ever sent twice, and nothing is kept from one connection
 * for the next. While there is no connection there is no {@link #socket()} to send by. What was
 * written or posted and is still kept when a connection breaks is lost, and what the system had
 * taken may or may not have arrived: which requests have had no answer, only the program knows. It
 * sends them again, if they may be sent twice, from {@code opened}, which comes before anything
 * else on the next connection.
 *
 * <p>Each try has a handler of its own, so that half a message of one connection is never taken for
 * the beginning of the next one's. Its {@code closed} is called for a try that failed, too.
 *
 * <p>All calls are for any thread. Handlers and {@link Builder#onChange} are called on the loop's.
 * A server that closes, and a loop, close the clients on their loops.
 *
 * @param <S> the shape: {@link Connection} or {@link MessageSocket}
 */
public final class ReconnectingClient<S extends LoopSocket> implements Closeable {

  private final EventLoop loop;
  private final Backoff backoff;
  private final Consumer<? super Change> changes;
  private final Function<ReconnectingClient<S>, Connecting> dialer;
  private final Presence presence = new Presence();

  private volatile State state = State.CONNECTING;
  private volatile S socket;

  // For the loop's thread alone.
  private boolean ending; // only ever set
  private int failures; // in a row
  private long since; // when the connection came to stand
  private Connecting connecting;
  private EventLoop.Timer retry;

  /** What a client is doing. */
  public enum State {
    /** A connect is under way. */
    CONNECTING,
    /** There is a connection. */
    CONNECTED,
    /** The next try is planned. */
    WAITING,
    /** It was closed, or cannot go on; nothing follows. */
    CLOSED
  }

  /**
   * A step from one state to the next.
   *
   * @param state the new state
   * @param failures how many tries in a row have brought no connection that lasted
   * @param delay how long until the next try, of {@link State#WAITING}; else zero
   * @param cause why the last try or connection ended; {@code null} if it ended as it should, or
   *     none did
   */
  public record Change(State state, int failures, Duration delay, Throwable cause) {}

  private ReconnectingClient(
      Builder<S> builder, Function<ReconnectingClient<S>, Connecting> dialer) {
    loop = builder.loop;
    backoff = new Backoff(builder.first, builder.longest);
    changes = builder.changes;
    this.dialer = dialer;
  }

  /**
   * Describes a client of streams.
   *
   * @param loop serves its connections
   * @param network opens them
   * @param uri where to
   * @param handlers gives a new handler for each try
   * @return the builder
   */
  public static Builder<Connection> streams(
      EventLoop loop, Network network, EndpointUri uri, Supplier<? extends EventHandler> handlers) {
    requireAll(network, uri, handlers);
    return new Builder<>(
        loop,
        client -> loop.connect(network, uri, new WatchedEventHandler(handlers.get(), client)));
  }

  /**
   * Describes a client of messages.
   *
   * @param loop serves its connections
   * @param network opens them
   * @param uri where to
   * @param handlers gives a new handler for each try
   * @return the builder
   */
  public static Builder<MessageSocket> messages(
      EventLoop loop,
      Network network,
      EndpointUri uri,
      Supplier<? extends MessageHandler> handlers) {
    requireAll(network, uri, handlers);
    return new Builder<>(
        loop,
        client ->
            loop.connectMessages(network, uri, new WatchedMessageHandler(handlers.get(), client)));
  }

  private static void requireAll(Network network, EndpointUri uri, Supplier<?> handlers) {
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(handlers, "handlers");
  }

  /**
   * Describes a client. Every setter returns this builder.
   *
   * @param <S> the shape
   */
  public static final class Builder<S extends LoopSocket> {

    private final EventLoop loop;
    private final Function<ReconnectingClient<S>, Connecting> dialer;
    private Duration first = Duration.ofMillis(100);
    private Duration longest = Duration.ofSeconds(30);
    private Consumer<? super Change> changes = change -> {};

    private Builder(EventLoop loop, Function<ReconnectingClient<S>, Connecting> dialer) {
      this.loop = Objects.requireNonNull(loop, "loop");
      this.dialer = dialer;
    }

    /**
     * Sets how long it waits between two tries.
     *
     * @param shortest after the first failure; 100 milliseconds unless set
     * @param most after many; 30 seconds unless set
     * @return this
     * @throws IllegalArgumentException if the first is not positive, or the second less than it
     */
    public Builder<S> backoff(Duration shortest, Duration most) {
      if (shortest.isNegative() || shortest.isZero() || most.compareTo(shortest) < 0) {
        throw new IllegalArgumentException("no wait is from " + shortest + " to " + most);
      }
      first = shortest;
      longest = Settings.notNegative("backoff", most);
      return this;
    }

    /**
     * Sets who is told of each change of state.
     *
     * @param consumer is called on the loop's thread
     * @return this
     */
    public Builder<S> onChange(Consumer<? super Change> consumer) {
      changes = Objects.requireNonNull(consumer, "consumer");
      return this;
    }

    /**
     * Begins to connect, and returns.
     *
     * @return the client
     * @throws RejectedExecutionException if the loop is closed
     */
    public ReconnectingClient<S> start() {
      ReconnectingClient<S> client = new ReconnectingClient<>(this, dialer);
      loop.execute(client::begin);
      return client;
    }
  }

  /**
   * The connection, if there is one now.
   *
   * @return to send by; the next moment it may be closed, and tells so
   */
  public Optional<S> socket() {
    return Optional.ofNullable(socket);
  }

  /**
   * What it is doing.
   *
   * @return the state at this moment
   */
  public State state() {
    return state;
  }

  /**
   * Closes the connection, once what is kept is handed over, and does not connect again. Returns at
   * once; {@link State#CLOSED} is told when it is done. Harmless when repeated.
   */
  @Override
  public void close() {
    try {
      loop.execute(this::end);
    } catch (RejectedExecutionException e) {
      return; // The loop is closed, and this with it.
    }
  }

  // On the loop's thread.

  private void begin() {
    loop.join(presence);
    if (loop.poller().isOpen()) {
      connect();
    } else {
      closed(null);
    }
  }

  private void connect() {
    if (ending) {
      return;
    }
    change(State.CONNECTING, Duration.ZERO, null);
    try {
      connecting = dialer.apply(this);
    } catch (RuntimeException e) { // of who makes the handlers
      closed(e);
    }
  }

  void opened(S connected) {
    socket = connected;
    since = System.nanoTime();
    change(State.CONNECTED, Duration.ZERO, null);
    if (ending) {
      connected.close();
    }
  }

  void ended(S gone, Throwable cause) {
    boolean stood = socket != null;
    socket = null;
    boolean neverConnected = gone.endpoint() == null;
    if (ending || (neverConnected && isHopeless(cause)) || !loop.poller().isOpen()) {
      closed(cause);
      return;
    }
    if (stood && System.nanoTime() - since >= backoff.most(failures + 1)) {
      failures = 0;
    }
    failures++;
    Duration wait = backoff.next(failures);
    retry = loop.schedule(wait, this::connect);
    change(State.WAITING, wait, cause);
  }

  /** Of a connect that failed: a handler may throw these for what its peer has sent. */
  private static boolean isHopeless(Throwable cause) {
    return cause instanceof IllegalArgumentException
        || cause instanceof UnsupportedOperationException;
  }

  private void end() {
    S open = socket;
    if (open != null) {
      ending = true;
      open.close();
    } else if (!ending) {
      stop();
    }
  }

  private void stop() {
    ending = true;
    if (state == State.WAITING) {
      retry.cancel();
      closed(null);
    } else if (connecting != null) {
      connecting.cancel();
    }
  }

  private void closed(Throwable cause) {
    ending = true;
    loop.leave(presence);
    if (state != State.CLOSED) {
      change(State.CLOSED, Duration.ZERO, cause);
    }
  }

  private void change(State next, Duration wait, Throwable cause) {
    state = next;
    try {
      changes.accept(new Change(next, failures, wait, cause));
    } catch (Throwable e) { // It is not the client's failure.
      Log.failure(new Failure("report of a change", null, e));
    }
  }

  /** So that it ends with what its loop belongs to. */
  private final class Presence extends Member {
    @Override
    public void ready(int operations) {}

    @Override
    public void again() {}

    /** The connection is drained by itself, and may still have answers to bring. */
    @Override
    public void drain() {
      if (socket == null && !ending) {
        stop();
      }
      ending = true;
    }

    @Override
    public void end() {
      ReconnectingClient.this.end();
    }
  }
}
