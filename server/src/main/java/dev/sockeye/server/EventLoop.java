package dev.sockeye.server;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Poller;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * A thread that serves any number of endpoints of any transports by callbacks, {@code poll(2)} and
 * run to completion: what is ready is read into one shared direct buffer and given to its handler
 * at once. A {@link Server} has some of its own; {@link #builder} makes one for a program's own
 * clients.
 *
 * <pre>{@code
 * try (EventLoop loop = EventLoop.start("clients")) {
 *   loop.connect(network, uri, handler); // whose opened() writes a request
 *   ...
 * }
 * }</pre>
 *
 * <p>All calls are for any thread.
 */
public final class EventLoop implements Executor, Closeable {

  private final Poller poller = Poller.open();
  private final Thread thread;
  private final OwnSockets own;

  private final TaskQueue tasks = new TaskQueue(task -> attempt("task", task::run));
  private volatile boolean stopping;

  // For the loop's thread alone.
  private final TimedPoll poll;
  private final Timers timers = new Timers();
  private final Members members = new Members();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
  private final Agenda again = new Agenda();
  private MessageBatch batch;

  /** A task that is planned. */
  public interface Timer {

    /** Forgets the task, if it has not begun. For any thread; harmless when repeated. */
    void cancel();
  }

  private EventLoop(String name, BusyPoll busyPoll, Consumer<? super Failure> failures, Terms terms)
      throws IOException {
    own = new OwnSockets(this, terms, failures);
    poll = new TimedPoll(poller, busyPoll, tasks, () -> stopping || !tasks.isEmpty());
    thread = new Thread(this::run, "sockeye-" + name);
  }

  /**
   * Starts a loop. What its handlers throw is logged ({@link System.Logger}, by the name {@code
   * dev.sockeye.server}), {@linkplain LimitedFailures a few of each kind}.
   *
   * @param name the name of its thread, after {@code sockeye-}; the thread keeps the process alive
   *     until the loop is closed
   * @return the loop
   * @throws IOException if the system refuses, such as for want of descriptors (EMFILE)
   */
  public static EventLoop start(String name) throws IOException {
    return builder().name(name).start();
  }

  /**
   * Describes a loop: its limits, its timeouts, and who is told of failures.
   *
   * @return the builder
   */
  public static EventLoopBuilder builder() {
    return new EventLoopBuilder();
  }

  /**
   * Starts a loop.
   *
   * @param busyPoll for this loop alone
   * @param terms those of what a program registers by itself
   */
  static EventLoop start(
      String name, BusyPoll busyPoll, Consumer<? super Failure> failures, Terms terms)
      throws IOException {
    EventLoop loop = new EventLoop(name, busyPoll, failures, terms);
    boolean started = false;
    try {
      loop.thread.start();
      started = true;
      return loop;
    } finally {
      if (!started) { // the system has no thread left
        loop.poller.close();
      }
    }
  }

  /**
   * Runs a task on the loop's thread, after those that were given before. Between the tasks that
   * have come by one moment and those that come later the sockets have their turn.
   *
   * <p>The queue of tasks has no limit, and never makes the caller wait: whoever gives tasks faster
   * than they are run fills the memory, and has to slow down by itself, such as by counting those
   * that have not run yet. What tasks write counts as what callbacks write, towards {@link
   * ServerBuilder#outputLimit}.
   *
   * @param task what to run; an exception of its is reported
   * @throws RejectedExecutionException if the loop is closed
   */
  @Override
  public void execute(Runnable task) {
    if (!tasks.add(Objects.requireNonNull(task, "task"))) {
      throw new RejectedExecutionException(thread.getName() + " is closed");
    }
    if (!inLoop() && tasks.needsWakeup()) {
      poller.wakeup();
    }
  }

  /**
   * Runs a task on the loop's thread later.
   *
   * @param delay when from now on
   * @param task what to run
   * @return to cancel it by
   * @throws RejectedExecutionException if the loop is closed
   */
  public Timer schedule(Duration delay, Runnable task) {
    long nanos = delay.isNegative() ? 0 : Deadline.nanos(delay);
    Timers.Planned planned =
        new Timers.Planned(System.nanoTime() + nanos, Objects.requireNonNull(task, "task"));
    if (inLoop()) {
      timers.add(planned);
    } else {
      execute(() -> timers.add(planned));
    }
    return planned;
  }

  /**
   * Tells whether the calling thread is the loop's.
   *
   * @return whether callbacks run on it
   */
  public boolean inLoop() {
    return Thread.currentThread() == thread;
  }

  /**
   * Serves a stream endpoint, connected or with a connect under way in non-blocking mode. The loop
   * owns it from now on; a failure to begin is told by {@link EventHandler#closed}. On a server's
   * loop the server's limits hold for it, but not its timeouts.
   *
   * @param endpoint the endpoint
   * @param handler its handler
   * @return the connection
   * @throws RejectedExecutionException if the loop is closed
   */
  public Connection register(StreamEndpoint endpoint, EventHandler handler) {
    Objects.requireNonNull(handler, "handler");
    StreamConnection connection = own.stream(endpoint, handler);
    open(connection);
    return connection;
  }

  /**
   * Serves a message endpoint, connected, with a connect under way in non-blocking mode, or bound.
   * The loop owns it from now on; a failure to begin is told by {@link MessageHandler#closed}. What
   * is sent before the connection stands is kept until then. On a server's loop the server's limits
   * hold for it, such as {@link ServerBuilder#messageSize}, but not its timeouts.
   *
   * @param endpoint the endpoint
   * @param handler is given what comes
   * @return to send by what is no reply, and to close it
   * @throws RejectedExecutionException if the loop is closed
   */
  public MessageSocket register(MessageEndpoint endpoint, MessageHandler handler) {
    Objects.requireNonNull(handler, "handler");
    MessageConnection connection = own.messages(endpoint, handler);
    open(connection);
    return connection.socket();
  }

  /**
   * Connects to a URI and serves the stream. Neither the caller nor the loop waits: names are
   * looked up, their addresses tried (RFC 8305), and hands shaken ({@code tls+...}), on a thread of
   * its own, which goes when that is done; TCP to an IP address, without options, takes none. At
   * most 256 connects of the process wait on threads; further ones begin as others end. {@link
   * EventHandler#opened} is told the connection; a failure, {@link EventLoopBuilder#connectTimeout}
   * among them, is reported, and {@link EventHandler#closed} is told of it with a connection that
   * was never open, whose {@link Connection#endpoint} is {@code null}. For the rest it is as {@link
   * #register registered}.
   *
   * @param network opens it
   * @param uri where to
   * @param handler its handler
   * @return to break it off
   * @throws RejectedExecutionException if the loop is closed
   */
  public Connecting connect(Network network, EndpointUri uri, EventHandler handler) {
    Objects.requireNonNull(handler, "handler");
    return begin(own.dial(Objects.requireNonNull(uri, "uri"), new StreamOpening(network), handler));
  }

  /**
   * Connects to a URI and serves the messages, framed where it names a stream, as {@link #connect}
   * does for streams, but always on a thread.
   *
   * @param network opens it
   * @param uri where to
   * @param handler its handler
   * @return to break it off
   * @throws RejectedExecutionException if the loop is closed
   */
  public Connecting connectMessages(Network network, EndpointUri uri, MessageHandler handler) {
    Objects.requireNonNull(handler, "handler");
    return begin(own.dial(Objects.requireNonNull(uri, "uri"), network::connectMessages, handler));
  }

  private Connecting begin(Dial<?> dial) {
    runInLoop(dial::begin);
    return dial;
  }

  void open(LoopConnection connection) {
    runInLoop(connection::open);
  }

  private void runInLoop(Runnable task) {
    if (inLoop()) {
      task.run();
    } else {
      execute(task);
    }
  }

  /**
   * What it has done so far for what the program connected or registered. What a server's loop
   * serves for the server is among the {@linkplain Server#counters server's} numbers.
   *
   * @return the numbers at this moment
   */
  public ServerCounters counters() {
    return own.snapshot();
  }

  /** Closes all that it serves and ends the thread, for which it waits unless it is the caller. */
  @Override
  public void close() {
    stopping = true;
    poller.wakeup();
    if (inLoop()) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Attempt turn = this::turn; // the same object each time
    while (!stopping) {
      attempt("poll", turn);
    }
    attempt("close", poller::close); // what still comes to be registered fails, and is closed
    abortMembers();
    tasks.end();
    abortMembers(); // that have joined by these tasks
  }

  private void abortMembers() {
    for (Member member : members()) {
      attempt("close", member::end);
    }
  }

  private void turn() throws IOException {
    poll.beginTurn();
    tasks.run();
    again.run();
    if (timers.remaining(now()) == 0) {
      poll.lookAtAll(members.size());
      runTimers();
    }
    if (stopping || !again.isEmpty() || !tasks.isEmpty()) { // of which no poll tells
      poll.look();
      return;
    }
    long remaining = timers.remaining(now());
    if (remaining == 0) {
      poll.look();
    } else {
      poll.waitFor(remaining);
    }
  }

  private void runTimers() {
    Runnable task;
    while ((task = timers.next(now())) != null) {
      attempt("timer", task::run);
    }
  }

  /** What may fail, and must not end the loop. */
  @FunctionalInterface
  interface Attempt {
    void run() throws Exception;
  }

  private void attempt(String during, Attempt attempt) {
    TimedPoll.forgetInterrupt();
    try {
      attempt.run();
    } catch (Throwable e) {
      own.failed(new Failure(during, null, e));
    }
  }

  // For what it serves, on its thread.

  /** The buffer that all read into; whoever reads is done with it on return. */
  ByteBuffer buffer() {
    return buffer;
  }

  MessageBatch batch(int messageSize) {
    if (batch == null || batch.messageSize() < messageSize) {
      batch = new MessageBatch(messageSize);
    }
    return batch;
  }

  /** The time at which this turn began, or at which what it waited for came. */
  long now() {
    return poll.now();
  }

  Poller poller() {
    return poller;
  }

  /** Calls the member again in the next turn. */
  void again(Member member) {
    again.add(member);
  }

  /** Calls {@link LoopConnection#left} once the poller has let go of what is cancelled. */
  void depart(LoopConnection connection) {
    poll.depart(connection);
  }

  Timers.Planned plan(long nanos, Runnable task) {
    Timers.Planned planned = new Timers.Planned(System.nanoTime() + nanos, task);
    timers.add(planned);
    return planned;
  }

  void join(Member member) {
    members.add(member);
  }

  void leave(Member member) {
    members.remove(member);
  }

  /** All that it serves, at this moment. */
  List<Member> members() {
    return members.list();
  }

  Thread thread() {
    return thread;
  }

  void requireInLoop() {
    if (!inLoop()) {
      throw new IllegalStateException(
          "called on "
              + Thread.currentThread().getName()
              + ": only callbacks and tasks of "
              + thread.getName()
              + " may; use connection.loop().execute(...)");
    }
  }
}
