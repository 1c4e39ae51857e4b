package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Serves any number of listeners, of any transports, until it is closed.
 *
 * <pre>{@code
 * try (Server server = Server.builder()
 *     .serveEvents(EndpointUri.valueOf("tcp://:5000"), connection -> (c, in) -> c.write(in))
 *     .serveMessages(EndpointUri.valueOf("udp://:5000"), request -> request.reply(request.payload()))
 *     .connectionLimit(10_000)
 *     .idleTimeout(Duration.ofMinutes(5))
 *     .start()) {
 *   server.await();
 * }
 * }</pre>
 *
 * <p>A connection that fails, or whose handler throws, is closed and reported ({@link
 * Builder#onFailure}); the others go on. Where the process has no descriptors left (EMFILE) the
 * server pauses accepting until a connection closes, or for a tenth of a second; those who connect
 * wait in the backlog.
 *
 * <p>Safe for use by several threads.
 */
public final class Server implements Closeable {

  private final Counters counters = new Counters();
  private final Slots slots;
  private final Terms terms;
  private final Duration grace;
  private final Consumer<? super Failure> failures;
  private final List<EventLoop> loops = new ArrayList<>();
  private final List<SocketAddress> addresses = new ArrayList<>();
  private final List<BlockingConnections> blocking = new ArrayList<>();
  private final AtomicInteger boundOpen = new AtomicInteger();
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  private Server(Builder builder) throws IOException {
    slots = new Slots(builder.connectionLimit, counters.open);
    terms = builder.terms();
    grace = builder.grace;
    failures = builder.failures;
    try {
      for (int i = 0; i < builder.loops; i++) {
        loops.add(EventLoop.start("server-" + i, this::report));
      }
      for (Opening service : builder.services) {
        service.open(this);
      }
    } catch (IOException | RuntimeException | Error e) {
      force();
      throw e;
    }
  }

  /** Opens the listener of one service. */
  @FunctionalInterface
  private interface Opening {
    void open(Server server) throws IOException;
  }

  /**
   * Describes a server over the transports that are present.
   *
   * @return the builder
   */
  public static Builder builder() {
    return builder(Network.system());
  }

  /**
   * Describes a server.
   *
   * @param network opens the listeners; one in memory for a test
   * @return the builder
   */
  public static Builder builder(Network network) {
    return new Builder(network);
  }

  /**
   * Where it listens.
   *
   * @return the addresses, with real ports, in the order of the builder's calls
   */
  public List<SocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  /**
   * What it has done so far.
   *
   * @return the numbers at this moment
   */
  public ServerCounters counters() {
    return counters.snapshot(terms.memory().used());
  }

  /**
   * Begins to close and returns: no more connections; what has come is answered and what was
   * written handed over, for at most the grace period; what is still open then is closed. A stream
   * ends when its handler has taken all that has come, a blocked read then gives the end of the
   * stream. May be called by a handler. Harmless when repeated.
   */
  public void shutdown() {
    if (closing.compareAndSet(false, true)) {
      for (EventLoop loop : loops) {
        loop.execute(() -> loop.members().forEach(Member::drain));
      }
      new Thread(this::finish, "sockeye-server-close").start();
    }
  }

  /**
   * {@linkplain #shutdown Begins} to close and waits for the end, at most a moment longer than the
   * grace period. An interrupt shortens that.
   *
   * @throws IllegalStateException if called by a handler on an event loop, which would wait for
   *     itself: call {@link #shutdown}
   */
  @Override
  public void close() {
    for (EventLoop loop : loops) {
      if (loop.inLoop()) {
        throw new IllegalStateException("close() waits for this handler: call shutdown()");
      }
    }
    shutdown();
    try {
      await();
    } catch (InterruptedException e) {
      force();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until the server is closed, by whomever.
   *
   * @throws InterruptedException if interrupted
   */
  public void await() throws InterruptedException {
    closed.await();
  }

  /** Waits for what is under way, as long as it may take, and ends the rest. */
  private void finish() {
    long deadline = System.nanoTime() + grace.toNanos();
    try {
      while (!isDone(deadline)) {
        blocking.forEach(BlockingConnections::endIdleReads);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      force();
    }
  }

  private boolean isDone(long deadline) throws InterruptedException {
    long look = Math.min(TimeUnit.MILLISECONDS.toNanos(20), deadline - System.nanoTime());
    boolean none = slots.awaitNone(Math.max(0, look));
    if (none && boundOpen.get() > 0) {
      TimeUnit.NANOSECONDS.sleep(Math.max(0, look));
    }
    return (none && boundOpen.get() == 0) || look <= 0;
  }

  private void force() {
    closing.set(true);
    blocking.forEach(BlockingConnections::abort);
    loops.forEach(EventLoop::close);
    closed.countDown();
  }

  private EventLoop nextLoop() {
    return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
  }

  private void report(Failure failure) {
    counters.failures.increment();
    try {
      failures.accept(failure);
    } catch (Throwable e) { // Nobody else hears of it, and the server goes on.
      Log.failure(new Failure("report of a failure", null, e));
    }
  }

  private final Owner owner =
      new OwnerBase() {
        @Override
        public void released() {
          slots.release();
        }
      };

  /** Of sockets that receive from everybody, which take no slot. */
  private final Owner boundOwner =
      new OwnerBase() {
        @Override
        public void released() {
          boundOpen.decrementAndGet();
        }
      };

  private abstract class OwnerBase implements Owner {
    @Override
    public boolean isClosing() {
      return closing.get();
    }

    @Override
    public void failed(Failure failure) {
      report(failure);
    }

    @Override
    public Counters counters() {
      return counters;
    }
  }

  // How each kind of service opens.

  private void openEvents(
      Network network,
      EndpointUri uri,
      Function<? super Connection, ? extends EventHandler> handlers)
      throws IOException {
    accept(
        network.listenStream(uri),
        endpoint -> {
          EventLoop loop = nextLoop();
          loop.open(new StreamConnection(loop, endpoint, handlers, owner, terms));
        });
  }

  private void openBlocking(Network network, EndpointUri uri, BlockingHandler handler, int threads)
      throws IOException {
    Listener<StreamEndpoint> listener = network.listenStream(uri);
    BlockingConnections connections =
        new BlockingConnections(
            handler, Threads.forConnectionsOf(listener, threads), terms.timeouts(), owner);
    blocking.add(connections);
    accept(listener, connections);
  }

  /** Of what carries messages some have connections to accept and some have not. */
  private void openMessages(Network network, EndpointUri uri, MessageHandler handler)
      throws IOException {
    Listener<MessageEndpoint> listener;
    try {
      listener = network.listenMessages(uri);
    } catch (UnsupportedOperationException e) {
      bind(network.bindMessages(uri), handler);
      return;
    }
    accept(
        listener,
        endpoint -> {
          EventLoop loop = nextLoop();
          loop.open(new MessageConnection(loop, endpoint, handler, owner, terms));
        });
  }

  private <E extends Endpoint> void accept(Listener<E> listener, Acceptor.Service<E> service)
      throws IOException {
    Acceptor<E> acceptor = new Acceptor<>(nextLoop(), listener, service, slots, owner);
    slots.add(acceptor);
    try {
      addresses.add(listener.getLocalAddress());
      acceptor.open();
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  private void bind(MessageEndpoint endpoint, MessageHandler handler) throws IOException {
    EventLoop loop = nextLoop();
    addresses.add(endpoint.getLocalAddress());
    boundOpen.incrementAndGet();
    loop.open(new MessageConnection(loop, endpoint, handler, boundOwner, terms));
  }

  /** What a server is to do; every call gives the builder back. */
  public static final class Builder {

    private static final int CONNECTION_LIMIT = 100_000;
    private static final int THREADS = 256;

    private final Network network;
    private final List<Opening> services = new ArrayList<>();
    private int loops = Runtime.getRuntime().availableProcessors();
    private int threads = THREADS;
    private int connectionLimit = CONNECTION_LIMIT;
    private Duration idleTimeout = Duration.ZERO;
    private Duration readTimeout = Duration.ZERO;
    private Duration writeTimeout = Duration.ZERO;
    private Duration grace = Duration.ofSeconds(10);
    private int inputLimit = Terms.INPUT_LIMIT;
    private int outputLimit = Terms.OUTPUT_LIMIT;
    private int messageSize = Terms.MESSAGE_SIZE;
    private long memoryLimit = Runtime.getRuntime().maxMemory() / 2;
    private Consumer<? super Failure> failures = Log::failure;

    private Builder(Network network) {
      this.network = Objects.requireNonNull(network, "network");
    }

    /**
     * Serves the stream connections to a URI on the event loops.
     *
     * @param uri where to listen; of any scheme that has connections
     * @param handlers gives each connection its handler
     * @return this
     */
    public Builder serveEvents(
        EndpointUri uri, Function<? super Connection, ? extends EventHandler> handlers) {
      Objects.requireNonNull(uri, "uri");
      Objects.requireNonNull(handlers, "handlers");
      services.add(server -> server.openEvents(network, uri, handlers));
      return this;
    }

    /**
     * Serves the stream connections to a URI with a thread each.
     *
     * @param uri where to listen; of any scheme that has connections
     * @param handler serves them
     * @return this
     */
    public Builder serveBlocking(EndpointUri uri, BlockingHandler handler) {
      Objects.requireNonNull(uri, "uri");
      Objects.requireNonNull(handler, "handler");
      services.add(server -> server.openBlocking(network, uri, handler, threads));
      return this;
    }

    /**
     * Serves the messages that come to a URI on the event loops: over connections, where the scheme
     * has them (streams are framed), else from everybody to one socket.
     *
     * @param uri where to listen or to bind; of any scheme
     * @param handler answers them
     * @return this
     */
    public Builder serveMessages(EndpointUri uri, MessageHandler handler) {
      Objects.requireNonNull(uri, "uri");
      Objects.requireNonNull(handler, "handler");
      services.add(server -> server.openMessages(network, uri, handler));
      return this;
    }

    /**
     * Sets how many event loops, and so threads, there are.
     *
     * @param count at least 1; one for each processor unless set
     * @return this
     */
    public Builder loops(int count) {
      loops = (int) positive("loops", count);
      return this;
    }

    /**
     * Sets how many threads the pool of a blocking handler has where there are no virtual ones;
     * further connections wait for one.
     *
     * @param most at least 1; 256 unless set
     * @return this
     */
    public Builder threads(int most) {
      threads = (int) positive("threads", most);
      return this;
    }

    /**
     * Sets how many connections may be open at once, over all listeners. At the limit accepting
     * pauses, and the backlog holds those who connect.
     *
     * @param most at least 1; 100,000 unless set
     * @return this
     */
    public Builder connectionLimit(int most) {
      connectionLimit = (int) positive("connectionLimit", most);
      return this;
    }

    /**
     * Closes a connection on which nothing has moved for so long, in neither direction. A blocking
     * handler meets it as a read that times out.
     *
     * @param timeout how long; zero for ever, as it is unless set
     * @return this
     */
    public Builder idleTimeout(Duration timeout) {
      idleTimeout = notNegative("idleTimeout", timeout);
      return this;
    }

    /**
     * Closes a connection from which nothing has come for so long while it was read from. A
     * blocking handler has it as {@code SO_RCVTIMEO}.
     *
     * @param timeout how long; zero, as it is unless set, for {@code SO_RCVTIMEO} of the listener's
     *     URI, if it has one
     * @return this
     */
    public Builder readTimeout(Duration timeout) {
      readTimeout = notNegative("readTimeout", timeout);
      return this;
    }

    /**
     * Closes a connection whose peer has taken nothing of what is kept for it for so long. A
     * blocking handler has it as {@code SO_SNDTIMEO}. A connection that is to be closed waits for
     * its peer no longer than 30 seconds even if this is not set.
     *
     * @param timeout how long; zero, as it is unless set, for {@code SO_SNDTIMEO} of the listener's
     *     URI, if it has one
     * @return this
     */
    public Builder writeTimeout(Duration timeout) {
      writeTimeout = notNegative("writeTimeout", timeout);
      return this;
    }

    /**
     * Sets how long {@link Server#close} lets go on what is under way.
     *
     * @param period how long; 10 seconds unless set
     * @return this
     */
    public Builder gracePeriod(Duration period) {
      grace = notNegative("gracePeriod", period);
      return this;
    }

    /**
     * Sets how much of a connection's input an event handler may leave to be given again.
     *
     * @param bytes at least 1; 64 KiB unless set. It must take the longest request.
     * @return this
     */
    public Builder inputLimit(int bytes) {
      inputLimit = (int) positive("inputLimit", bytes);
      return this;
    }

    /**
     * Sets how much is kept for one peer of what it has not taken.
     *
     * @param bytes at least 1; 1 MiB unless set. One reply is kept however long it is.
     * @return this
     */
    public Builder outputLimit(int bytes) {
      outputLimit = (int) positive("outputLimit", bytes);
      return this;
    }

    /**
     * Sets how much all connections together keep of input and output. One that would need more is
     * closed.
     *
     * @param bytes at least 1; half of the largest heap unless set
     * @return this
     */
    public Builder memoryLimit(long bytes) {
      memoryLimit = positive("memoryLimit", bytes);
      return this;
    }

    /**
     * Sets how long a request of a message handler may be. Each loop has 32 buffers of that size
     * for all of its connections. A longer request is cut, reported and not handled; it ends its
     * connection, if it has one.
     *
     * @param bytes at least 1; 64 KiB unless set
     * @return this
     */
    public Builder messageSize(int bytes) {
      messageSize = (int) positive("messageSize", bytes);
      return this;
    }

    /**
     * Sets who hears of what the server survives.
     *
     * @param consumer is called on the server's threads; unless set, failures are logged ({@link
     *     System.Logger}, by the name {@code dev.sockeye.server})
     * @return this
     */
    public Builder onFailure(Consumer<? super Failure> consumer) {
      failures = Objects.requireNonNull(consumer, "consumer");
      return this;
    }

    /**
     * Opens all listeners and begins to serve.
     *
     * @return the server
     * @throws IllegalStateException if there is nothing to serve
     * @throws IllegalArgumentException if a URI cannot be used; the message says why
     * @throws UnsupportedOperationException if a scheme cannot be served so, or not on this host
     * @throws IOException if a listener cannot be opened; none is open then
     */
    public Server start() throws IOException {
      if (services.isEmpty()) {
        throw new IllegalStateException(
            "nothing to serve: call serveEvents, serveBlocking or serveMessages");
      }
      return new Server(this);
    }

    private Terms terms() {
      return new Terms(
          new Timeouts(idleTimeout.toNanos(), readTimeout.toNanos(), writeTimeout.toNanos()),
          inputLimit,
          outputLimit,
          messageSize,
          new MemoryBudget(memoryLimit));
    }

    private static long positive(String name, long value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " is at least 1, not " + value);
      }
      return value;
    }

    private static Duration notNegative(String name, Duration value) {
      if (value.isNegative() || value.compareTo(Duration.ofDays(365)) > 0) {
        throw new IllegalArgumentException(name + " is between zero and 365 days, not " + value);
      }
      return value;
    }
  }
}
