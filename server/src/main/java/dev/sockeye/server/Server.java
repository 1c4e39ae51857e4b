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
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
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
 * ServerBuilder#onFailure}); the others go on. Where the process has no descriptors left (EMFILE)
 * the server pauses accepting until a connection closes, or for a tenth of a second; those who
 * connect wait in the backlog.
 *
 * <p>Safe for use by several threads.
 */
public final class Server implements Closeable {

  private final Counters counters = new Counters();
  private final Slots slots;
  private final Terms terms;
  private final Duration grace;
  private final Consumer<? super Failure> failures;
  private final Executor closer;
  private final List<EventLoop> loops = new ArrayList<>();
  private final Locations locations = new Locations();
  private final OpenSockets sockets = new OpenSockets();
  private final List<BlockingConnections> blocking = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  Server(ServerBuilder builder) throws IOException {
    slots = new Slots(builder.connectionLimit);
    terms = builder.settings.terms();
    grace = builder.grace;
    failures = builder.settings.failures();
    closer = builder.closer;
    try {
      for (int i = 0; i < builder.loops; i++) {
        loops.add(
            EventLoop.start(
                "server-" + i, builder.settings.busyPoll(), this::report, terms.limits()));
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
  interface Opening {
    void open(Server server) throws IOException;
  }

  /**
   * Describes a server over the transports that are present.
   *
   * @return the builder
   */
  public static ServerBuilder builder() {
    return builder(Network.system());
  }

  /**
   * Describes a server.
   *
   * @param network opens the listeners; one in memory for a test
   * @return the builder
   */
  public static ServerBuilder builder(Network network) {
    return new ServerBuilder(network);
  }

  /**
   * Where it listens.
   *
   * @return the addresses, with real ports, in the order of the builder's calls
   */
  public List<SocketAddress> addresses() {
    return locations.addresses();
  }

  /**
   * Where it listens, as it was asked to, with the addresses that its sockets have: several for
   * SCTP. They hold the options that were given, too.
   *
   * @return the URIs, with real ports, in the order of the builder's calls
   */
  public List<EndpointUri> uris() {
    return locations.uris();
  }

  /**
   * The stream connections that are open on its event loops, from before {@link
   * EventHandler#opened} until before {@link EventHandler#closed}; those of {@code serveBlocking}
   * are their threads' alone. For what goes to all, from any thread:
   *
   * <pre>{@code
   * server.connections().forEach(connection -> connection.post(news.duplicate()));
   * }</pre>
   *
   * @return a view that goes with the time, which may be walked through while connections come and
   *     go
   */
  public Collection<Connection> connections() {
    return sockets.connections();
  }

  /**
   * The sockets by which it serves messages: connections, and those that receive from everybody.
   *
   * @return a view, as that of {@link #connections}
   */
  public Collection<MessageSocket> messageSockets() {
    return sockets.messageSockets();
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
   * Begins to close, and returns. The server accepts no more connections. For at most the grace
   * period, handlers answer what has come, and what they write is handed over; what is still open
   * then is closed. A stream ends when its handler has taken all that has come; a blocked read then
   * gives the end of the stream. May be called by a handler. Harmless when repeated.
   */
  public void shutdown() {
    if (!beginClosing()) {
      return;
    }
    try {
      closer.execute(this::finishApart);
    } catch (OutOfMemoryError e) { // no thread for it
      EventLoop loop = nextLoop();
      long deadline = System.nanoTime() + grace.toNanos();
      loop.execute(() -> finishOn(loop, deadline));
    }
  }

  private boolean beginClosing() {
    boolean first = closing.compareAndSet(false, true);
    if (first) {
      for (EventLoop loop : loops) {
        loop.execute(() -> loop.members().forEach(Member::drain));
      }
    }
    return first;
  }

  /**
   * {@linkplain #shutdown Begins} to close, and waits until that is done, at most a moment longer
   * than the grace period. Needs no further thread for that. An interrupt ends the wait and closes
   * everything at once.
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
    try {
      if (beginClosing()) {
        finish();
      }
      await();
    } catch (InterruptedException e) {
      force();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until the server is closed, whoever closes it.
   *
   * @throws InterruptedException if interrupted
   */
  public void await() throws InterruptedException {
    closed.await();
  }

  /** Waits for what is under way, as long as it may take, and ends the rest. */
  private void finish() throws InterruptedException {
    long deadline = System.nanoTime() + grace.toNanos();
    try {
      while (!isDone(deadline)) {
        blocking.forEach(BlockingConnections::endIdleReads);
      }
    } finally {
      force();
    }
  }

  /** As {@link #finish}, on a thread for that alone. */
  private void finishApart() {
    try {
      finish();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As {@link #finish}, by looking now and then, on a loop's thread, which must not wait. */
  private void finishOn(EventLoop loop, long deadline) {
    blocking.forEach(BlockingConnections::endIdleReads);
    if (slots.isNone() || System.nanoTime() - deadline >= 0) {
      force();
    } else {
      loop.schedule(Duration.ofNanos(BlockingConnections.LOOK), () -> finishOn(loop, deadline));
    }
  }

  private boolean isDone(long deadline) throws InterruptedException {
    long left = deadline - System.nanoTime();
    long wait = blocking.isEmpty() ? left : Math.min(left, BlockingConnections.LOOK);
    return slots.awaitNone(wait) || left <= 0;
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
      new ServerOwner(closing::get, counters, this::report, sockets) {
        @Override
        public void released() {
          counters.open.decrementAndGet(); // before another takes the slot
          slots.release();
        }
      };

  /** Of sockets that receive from everybody, which take no slot. */
  private final Owner boundOwner =
      new ServerOwner(closing::get, counters, this::report, sockets) {
        @Override
        public void released() {
          slots.unbound();
        }
      };

  // How each kind of service opens.

  void openEvents(
      Network network,
      EndpointUri uri,
      Function<? super Connection, ? extends EventHandler> handlers)
      throws IOException {
    accept(
        network,
        uri,
        network.listenStream(uri),
        endpoint -> {
          EventLoop loop = nextLoop();
          loop.open(new StreamConnection(loop, endpoint, handlers, owner, terms));
        });
  }

  void openBlocking(Network network, EndpointUri uri, BlockingHandler handler, int threads)
      throws IOException {
    Listener<StreamEndpoint> listener = network.listenStream(uri);
    try {
      BlockingConnections connections =
          new BlockingConnections(
              handler,
              Threads.forConnectionsOf(listener, threads),
              terms.timeouts(),
              owner,
              this::nextLoop);
      blocking.add(connections);
      accept(network, uri, listener, connections);
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  /** Of what carries messages some have connections to accept and some have not. */
  void openMessages(
      Network network,
      EndpointUri uri,
      Function<? super MessageSocket, ? extends MessageHandler> handlers)
      throws IOException {
    Listener<MessageEndpoint> listener;
    try {
      listener = network.listenMessages(uri);
    } catch (UnsupportedOperationException e) {
      bind(network, uri, handlers);
      return;
    }
    accept(
        network,
        uri,
        listener,
        endpoint -> {
          EventLoop loop = nextLoop();
          loop.open(new MessageConnection(loop, endpoint, handlers, owner, terms));
        });
  }

  private <E extends Endpoint> void accept(
      Network network, EndpointUri uri, Listener<E> listener, Acceptor.Service<E> service)
      throws IOException {
    Acceptor<E> acceptor = new Acceptor<>(nextLoop(), listener, service, slots, owner);
    slots.add(acceptor);
    try {
      locations.add(network, uri, listener);
      acceptor.open();
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  private void bind(
      Network network,
      EndpointUri uri,
      Function<? super MessageSocket, ? extends MessageHandler> handlers)
      throws IOException {
    MessageEndpoint endpoint = network.bindMessages(uri);
    AskedAddress.tellBy(endpoint, uri);
    EventLoop loop = nextLoop();
    locations.add(network, uri, endpoint);
    slots.bound();
    loop.open(new MessageConnection(loop, endpoint, handlers, boundOwner, terms));
  }
}
