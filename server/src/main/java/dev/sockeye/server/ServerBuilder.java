package dev.sockeye.server;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** Says what a server is to serve, and within which limits. Every setter returns this builder. */
public final class ServerBuilder {

  private static final int CONNECTION_LIMIT = 100_000;
  private static final int THREADS = 256;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Network network;
  final List<Services.Opening> services = new ArrayList<>();
  final Settings settings = new Settings();
  int loops = Runtime.getRuntime().availableProcessors();
  int threads = THREADS;
  int connectionLimit = CONNECTION_LIMIT;
  Duration grace = Duration.ofSeconds(10);
  HandlerTimes handlerTimes; // null for nobody
  private String name;
  Executor closer = task -> new Thread(task, "sockeye-server-close").start(); // for shutdown()

  ServerBuilder(Network network) {
    this.network = Objects.requireNonNull(network, "network");
  }

  /**
   * Serves the stream connections to a URI on the event loops.
   *
   * @param uri where to listen; of any scheme that has connections
   * @param handlers gives each connection its handler
   * @return this
   */
  public ServerBuilder serveEvents(
      EndpointUri uri, Function<? super Connection, ? extends EventHandler> handlers) {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(handlers, "handlers");
    services.add(of -> of.openEvents(network, uri, handlers));
    return this;
  }

  /**
   * Serves the stream connections to a URI with a thread each.
   *
   * @param uri where to listen; of any scheme that has connections
   * @param handler serves them
   * @return this
   */
  public ServerBuilder serveBlocking(EndpointUri uri, BlockingHandler handler) {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(handler, "handler");
    services.add(of -> of.openBlocking(network, uri, handler, threads));
    return this;
  }

  /**
   * Serves the messages that come to a URI on the event loops: over connections, where the scheme
   * has them (streams are framed), else from everybody to one socket. If that one is bound to all
   * addresses, replies leave from the one that was asked, where the system can tell: {@link
   * dev.sockeye.InetOptions#IP_PKTINFO}.
   *
   * @param uri where to listen or to bind; of any scheme
   * @param handler answers them
   * @return this
   */
  public ServerBuilder serveMessages(EndpointUri uri, MessageHandler handler) {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(handler, "handler");
    services.add(of -> of.openMessages(network, uri, any -> handler));
    return this;
  }

  /**
   * As {@link #serveMessages}, with a handler for each socket, which may keep what belongs to it: a
   * connection, or the one that receives from everybody.
   *
   * @param uri where to listen or to bind; of any scheme
   * @param handlers gives each socket its handler, on the thread of the socket's loop
   * @return this
   */
  public ServerBuilder serveMessageSockets(
      EndpointUri uri, Function<? super MessageSocket, ? extends MessageHandler> handlers) {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(handlers, "handlers");
    services.add(of -> of.openMessages(network, uri, handlers));
    return this;
  }

  /**
   * Sets how many event loops, and so threads, there are.
   *
   * @param count at least 1; one for each processor unless set
   * @return this
   */
  public ServerBuilder loops(int count) {
    loops = (int) Settings.positive("loops", count);
    return this;
  }

  /**
   * Sets for how long an event loop that has nothing to do looks for more before it sleeps. A
   * client that sends its next request soon then has its answer sooner by the time that a sleeping
   * thread takes to run again. A loop does so only while its looks take less time altogether than
   * the wake-ups would that they spare, each of which is taken to cost this time; so it sleeps at
   * once where requests come further apart on average. It lets other threads run between two looks.
   * It uses more CPU time while it looks: {@link #busyPollShare} bounds that.
   *
   * @param longest how long; 50 microseconds unless set, zero to sleep at once
   * @return this
   */
  public ServerBuilder busyPoll(Duration longest) {
    settings.busyPoll(longest);
    return this;
  }

  /**
   * Sets what share of its time each event loop may spend on looking for more. The bound holds for
   * every time that is long beside ten milliseconds, and beside the longest look divided by the
   * share, and whatever the looks find; a loop that has used its share sleeps at once until it has
   * some again. It counts the time that other threads are let run in between as well.
   *
   * @param most between 0, for never, and 1, as it is unless set, for no bound; such as 0.2, with
   *     which looking takes no more than a fifth of a processor for each loop
   * @return this
   * @throws IllegalArgumentException if it is not between 0 and 1
   * @see #busyPoll
   */
  public ServerBuilder busyPollShare(double most) {
    settings.busyPollShare(most);
    return this;
  }

  /**
   * Sets how many threads the pool of a blocking handler has where there are no virtual ones;
   * further connections wait for one.
   *
   * @param most at least 1; 256 unless set
   * @return this
   */
  public ServerBuilder threads(int most) {
    threads = (int) Settings.positive("threads", most);
    return this;
  }

  /**
   * Sets how many connections may be open at once, over all listeners. At the limit accepting
   * pauses, and the backlog holds those who connect.
   *
   * @param most at least 1; 100,000 unless set
   * @return this
   */
  public ServerBuilder connectionLimit(int most) {
    connectionLimit = (int) Settings.positive("connectionLimit", most);
    return this;
  }

  /**
   * Sets how long a connect may take that begins on a loop of this server, {@link
   * EventLoop#connect}: all of it, with the lookup of names and the handshake of TLS.
   *
   * @param timeout how long; 30 seconds unless set, zero for as long as the system lets it
   * @return this
   */
  public ServerBuilder connectTimeout(Duration timeout) {
    settings.connectTimeout(timeout);
    return this;
  }

  /**
   * Closes a connection on which nothing has moved in either direction for this long: neither has
   * the peer sent anything, nor has it taken any of what it is sent. A blocking handler is in a
   * call meanwhile, which throws {@link java.net.SocketTimeoutException}, in every thread; the time
   * that it takes for itself does not count.
   *
   * @param timeout how long; zero, as it is unless set, for no limit
   * @return this
   */
  public ServerBuilder idleTimeout(Duration timeout) {
    settings.idleTimeout(timeout);
    return this;
  }

  /**
   * Closes a connection from which nothing has come for this long while the server was reading from
   * it. A blocking handler has it as {@code SO_RCVTIMEO}.
   *
   * @param timeout how long; zero, as it is unless set, for {@code SO_RCVTIMEO} of the listener's
   *     URI, if it has one
   * @return this
   */
  public ServerBuilder readTimeout(Duration timeout) {
    settings.readTimeout(timeout);
    return this;
  }

  /**
   * Closes a connection whose peer has for this long taken nothing of what is kept for it. A
   * blocking handler has it as {@code SO_SNDTIMEO}. A connection that is being closed waits at most
   * 30 seconds for its peer even if this is not set.
   *
   * @param timeout how long; zero, as it is unless set, for {@code SO_SNDTIMEO} of the listener's
   *     URI, if it has one
   * @return this
   */
  public ServerBuilder writeTimeout(Duration timeout) {
    settings.writeTimeout(timeout);
    return this;
  }

  /**
   * Sets how long {@link Server#close} waits for what is under way.
   *
   * @param period how long; 10 seconds unless set
   * @return this
   */
  public ServerBuilder gracePeriod(Duration period) {
    grace = Settings.notNegative("gracePeriod", period);
    return this;
  }

  /**
   * Sets how much of a connection's input an event handler may leave to be given again.
   *
   * @param bytes at least 1; 64 KiB unless set. It must take the longest request.
   * @return this
   */
  public ServerBuilder inputLimit(int bytes) {
    settings.inputLimit(bytes);
    return this;
  }

  /**
   * Sets how much output is kept for one peer that does not take it, what is {@linkplain
   * Connection#post posted} to it included, and 256 bytes for each part of a file.
   *
   * @param bytes at least 1; 1 MiB unless set. A single reply is kept whatever its length.
   * @return this
   */
  public ServerBuilder outputLimit(int bytes) {
    settings.outputLimit(bytes);
    return this;
  }

  /**
   * Sets whether connections are read from while output is kept for them. Unless set they are:
   * reading and writing go on side by side, so that a peer that sends all before it reads, and one
   * that answers while it is being asked, never wait for each other for ever. A service that
   * answers requests, such as an echo, sets this: a peer that does not read its answers is then not
   * read from, so that it waits, and is not closed for passing {@link #outputLimit}.
   *
   * @param on whether what is kept of the output is to be handed over before more is read
   * @return this
   * @see Connection#halfDuplex for a single connection
   */
  public ServerBuilder halfDuplex(boolean on) {
    settings.halfDuplex(on);
    return this;
  }

  /**
   * Sets how much input and output is kept for all connections together. A connection that would
   * need more is closed.
   *
   * @param bytes at least 1; half of the largest heap unless set
   * @return this
   */
  public ServerBuilder memoryLimit(long bytes) {
    settings.memoryLimit(bytes);
    return this;
  }

  /**
   * Sets how long a request of a message handler may be. Each loop has 32 buffers of that size for
   * all of its connections. A longer request is cut, reported and not handled; it ends its
   * connection, if it has one.
   *
   * @param bytes at least 1; 64 KiB unless set
   * @return this
   */
  public ServerBuilder messageSize(int bytes) {
    settings.messageSize(bytes);
    return this;
  }

  /**
   * Sets who is told of the failures that the server survives.
   *
   * @param consumer is called on the server's threads, for every failure, be it a peer's reset;
   *     unless set, failures are logged ({@link System.Logger}, by the name {@code
   *     dev.sockeye.server}), {@linkplain LimitedFailures a few of each kind}
   * @return this
   */
  public ServerBuilder onFailure(Consumer<? super Failure> consumer) {
    settings.failures(consumer);
    return this;
  }

  /**
   * Names the server, for people and metrics: several of one process are told apart by it.
   *
   * @param unique such as {@code orders}; unless set {@code server-1} and so on
   * @return this
   */
  public ServerBuilder name(String unique) {
    name = Objects.requireNonNull(unique, "unique");
    return this;
  }

  /**
   * Sets who is told how long each call of a handler of what it serves takes.
   *
   * @param observer is called on the handlers' threads; unless set no time is taken
   * @return this
   */
  public ServerBuilder handlerTimes(HandlerTimes observer) {
    handlerTimes = Objects.requireNonNull(observer, "observer");
    return this;
  }

  /**
   * Opens all listeners and begins to serve.
   *
   * @return the server
   * @throws IllegalStateException if there is nothing to serve
   * @throws IllegalArgumentException if a URI cannot be used; the message says why
   * @throws UnsupportedOperationException if a scheme cannot be served in this way, or this host
   *     cannot run it
   * @throws IOException if a listener cannot be opened; none is open then
   */
  public Server start() throws IOException {
    if (services.isEmpty()) {
      throw new IllegalStateException(
          "nothing to serve: call serveEvents, serveBlocking or serveMessages");
    }
    return new Server(this);
  }

  String name() {
    return name == null ? "server-" + NUMBER.incrementAndGet() : name;
  }
}
