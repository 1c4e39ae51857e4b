package dev.sockeye.server;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
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

  private final String name;
  private final Terms terms;
  private final Duration grace;
  private final Executor closer;
  private final List<EventLoop> loops = new ArrayList<>();
  private final Services services;
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  Server(ServerBuilder builder) throws IOException {
    name = builder.name();
    terms = builder.settings.terms();
    grace = builder.grace;
    closer = builder.closer;
    services = new Services(builder, terms, this::nextLoop, closing::get);
    try {
      for (int i = 0; i < builder.loops; i++) {
        loops.add(
            EventLoop.start(
                "server-" + i, builder.settings.busyPoll(), services::tell, terms.limits()));
      }
      for (Services.Opening service : builder.services) {
        service.open(services);
      }
    } catch (IOException | RuntimeException | Error e) {
      force();
      throw e;
    }
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
    return services.served().stream().map(ServedUri::address).toList();
  }

  /**
   * Where it listens, as it was asked to, with the addresses that its sockets have: several for
   * SCTP. They hold the options that were given, too.
   *
   * @return the URIs, with real ports, in the order of the builder's calls
   */
  public List<EndpointUri> uris() {
    return services.served().stream().map(ServedUri::location).toList();
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
    return services.sockets().connections();
  }

  /**
   * The sockets by which it serves messages: connections, and those that receive from everybody.
   *
   * @return a view, as that of {@link #connections}
   */
  public Collection<MessageSocket> messageSockets() {
    return services.sockets().messageSockets();
  }

  /**
   * What it has done so far: its {@linkplain #services services} together. The failures are all
   * that were reported, and the memory that is kept is that of all connections, those of {@link
   * #clients} included.
   *
   * @return the numbers at this moment
   */
  public ServerCounters counters() {
    ServerCounters served = ServerCounters.sum(services().stream().map(ServiceCounters::counters));
    return served.with(served.failures() + clients().failures(), terms.memory().used());
  }

  /**
   * What each of the builder's URIs has done so far.
   *
   * @return the numbers at this moment, in the order of the builder's calls
   */
  public List<ServiceCounters> services() {
    return services.served().stream().map(ServedUri::status).toList();
  }

  /**
   * What its loops have done so far for no service: for what the program {@linkplain
   * EventLoop#connect connected} or registered there, such as a proxy's other sides, and for its
   * tasks.
   *
   * @return the numbers at this moment, those of {@link EventLoop#counters} of all loops together;
   *     of the memory that is kept the server has one for all, and it is 0 here
   */
  public ServerCounters clients() {
    ServerCounters all = ServerCounters.sum(loops.stream().map(EventLoop::counters));
    return all.with(all.failures(), 0);
  }

  /**
   * Its name, for people and metrics.
   *
   * @return as {@link ServerBuilder#name} said
   */
  public String name() {
    return name;
  }

  /**
   * Tells what it does now: its listeners, its loops, and of each connection how long it is open,
   * what it waits for and what is kept for it. Each loop is asked, and waited for at most a second;
   * of one that does not answer its thread's stack is shown, in which a handler holds it up.
   *
   * <p>For people: the form may change. Not for a loop's own thread, which would wait for others.
   *
   * @return lines of text
   */
  public String dump() {
    return new ServerDump(toString(), services, loops).text();
  }

  /** Its name, and what it serves with how many connections. */
  @Override
  public String toString() {
    ServerCounters now = counters();
    return "server "
        + name
        + (closed.getCount() == 0 ? " (closed)" : closing.get() ? " (closing)" : "")
        + ": "
        + now.open()
        + " connections open of "
        + now.accepted()
        + " accepted, "
        + now.failures()
        + " failures, "
        + now.bytesKept()
        + " bytes kept";
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
        services.blocking().forEach(BlockingConnections::endIdleReads);
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
    services.blocking().forEach(BlockingConnections::endIdleReads);
    if (services.slots().isNone() || System.nanoTime() - deadline >= 0) {
      force();
    } else {
      loop.schedule(Duration.ofNanos(BlockingConnections.LOOK), () -> finishOn(loop, deadline));
    }
  }

  private boolean isDone(long deadline) throws InterruptedException {
    long left = deadline - System.nanoTime();
    long wait = services.blocking().isEmpty() ? left : Math.min(left, BlockingConnections.LOOK);
    return services.slots().awaitNone(wait) || left <= 0;
  }

  private void force() {
    closing.set(true);
    services.blocking().forEach(BlockingConnections::abort);
    loops.forEach(EventLoop::close);
    closed.countDown();
  }

  private EventLoop nextLoop() {
    return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
  }
}
