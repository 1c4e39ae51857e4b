package dev.sockeye;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Waits until one of many sockets can do something, {@code poll(2)}: a {@link Selector} for
 * endpoints and listeners of every transport, those without a JDK channel too. Level triggered:
 * what is ready and not dealt with is told again.
 *
 * <pre>{@code
 * try (Poller poller = Poller.open()) {
 *   poller.register(listener.configureBlocking(false), SelectionKey.OP_ACCEPT, "door");
 *   while (running) {
 *     poller.poll(ready -> handle(ready.attachment()));
 *   }
 * }
 * }</pre>
 *
 * <p>One thread polls at a time; registering, changing interests, {@link #wakeup} and {@link
 * #close} are for any thread.
 */
public final class Poller implements Closeable {

  private static final long FOR_EVER = Long.MAX_VALUE;

  private final Selector selector;
  private final Candidates candidates;

  // Tells a wakeup by the user from one by a candidate. Set before the selector is woken, and
  // cleared
  // after it has returned, so that none is lost.
  private final AtomicBoolean woken = new AtomicBoolean();

  // The action of the last poll, and what passes it on. For the polling thread.
  private Consumer<? super Registration> told;
  private Consumer<SelectionKey> telling;

  private Poller(Selector selector) {
    this.selector = selector;
    candidates = new Candidates(selector);
  }

  /**
   * Opens a poller.
   *
   * @return the poller
   * @throws IOException if the system refuses, such as for want of descriptors (EMFILE)
   */
  public static Poller open() throws IOException {
    return new Poller(Selector.open());
  }

  /**
   * Adds a socket in non-blocking mode. It leaves when it is closed or its registration cancelled.
   *
   * @param socket the endpoint or listener
   * @param interest what to wait for, of {@link SelectionKey}'s {@code OP_READ}, {@code OP_WRITE},
   *     {@code OP_CONNECT} and {@code OP_ACCEPT}
   * @param attachment anything; may be {@code null}
   * @return the registration
   * @throws IllegalBlockingModeException if the socket blocks
   * @throws IllegalArgumentException if the socket cannot do what is waited for
   * @throws CancelledKeyException if its registration here was cancelled and no poll has come since
   * @throws ClosedSelectorException if this poller is closed
   * @throws ClosedChannelException if the socket is closed
   */
  public Registration register(Pollable socket, int interest, Object attachment)
      throws ClosedChannelException {
    if (!selector.isOpen()) {
      throw new ClosedSelectorException();
    } else if (!socket.isOpen()) {
      throw new ClosedChannelException();
    } else if (socket.isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    SelectableChannel channel = unwrapped(socket, SelectableChannel.class);
    if (channel != null) {
      return new ChannelRegistration(socket, interest, attachment, channel, selector);
    }
    ReadinessSource source = socket.unwrap(ReadinessSource.class);
    return new SourceRegistration(socket, source, attachment, candidates).interest(interest);
  }

  /**
   * Waits until something is ready, for as long as that takes, and tells what: {@code poll(2)} with
   * a timeout of -1.
   *
   * @param action is called for each socket that is ready, on this thread
   * @return how many were ready; 0 if the thread was interrupted (its status stays set) or {@link
   *     #wakeup} was called
   * @throws ClosedSelectorException if this poller is closed, before or meanwhile
   * @throws IOException if the system call fails
   */
  public int poll(Consumer<? super Registration> action) throws IOException {
    return poll(FOR_EVER, Objects.requireNonNull(action, "action"));
  }

  /**
   * Waits until something is ready, and tells what, {@code poll(2)}.
   *
   * @param timeout how long to wait; with zero it only looks what is ready now
   * @param action is called for each socket that is ready, on this thread
   * @return how many were ready; 0 if the time is over, the thread was interrupted (its status
   *     stays set) or {@link #wakeup} was called
   * @throws IllegalArgumentException if the timeout is negative
   * @throws ClosedSelectorException if this poller is closed, before or meanwhile
   * @throws IOException if the system call fails
   */
  public int poll(Duration timeout, Consumer<? super Registration> action) throws IOException {
    Objects.requireNonNull(action, "action");
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout is negative: " + timeout);
    }
    return timeout.isZero() ? look(action) : poll(NANOSECONDS.convert(timeout), action);
  }

  private int look(Consumer<? super Registration> action) throws IOException {
    int ready = candidates.poll(action) + selector.selectNow(telling(action));
    woken.getAndSet(false); // as selectNow() takes its own, and not before
    return ready;
  }

  private int poll(long timeout, Consumer<? super Registration> action) throws IOException {
    long start = System.nanoTime();
    long left = timeout;
    int ready;
    do {
      ready = pollOnce(left, action);
      left = timeout == FOR_EVER ? FOR_EVER : timeout - (System.nanoTime() - start);
    } while (ready == 0 && mayWait() && left > 0);
    woken.getAndSet(false); // reads too: what was done before the wakeup is seen
    return ready;
  }

  private int pollOnce(long timeout, Consumer<? super Registration> action) throws IOException {
    int ready = candidates.poll(action);
    if (ready > 0) {
      return ready + selector.selectNow(telling(action));
    }
    ready = selector.select(telling(action), millis(timeout));
    return ready + candidates.poll(action);
  }

  /** As {@link Selector#select(long)} has it: rounded up, so that nothing ends early. */
  private static long millis(long timeout) {
    return timeout == FOR_EVER ? 0 : NANOSECONDS.toMillis(timeout - 1) + 1;
  }

  /** Tells whether a wait ended only since some socket might have been ready, which it was not. */
  private boolean mayWait() {
    if (!selector.isOpen()) {
      throw new ClosedSelectorException(); // A selector that is closed while it waits says nothing.
    }
    return !woken.get() && !Thread.currentThread().isInterrupted();
  }

  /** Makes a poll that is waiting return, or else the next one. */
  public void wakeup() {
    woken.set(true);
    selector.wakeup();
  }

  /**
   * Tells whether the poller is open.
   *
   * @return whether open
   */
  public boolean isOpen() {
    return selector.isOpen();
  }

  /**
   * Cancels all registrations, and makes a poll that waits throw. The sockets stay open. Harmless
   * when repeated.
   *
   * @throws IOException if the system call fails
   */
  @Override
  public void close() throws IOException {
    selector.close();
    candidates.clear();
  }

  private static <T> T unwrapped(Pollable socket, Class<T> type) {
    try {
      return socket.unwrap(type);
    } catch (UnsupportedOperationException e) {
      return null;
    }
  }

  /** The same object for the same action, so that a loop that polls allocates nothing. */
  private Consumer<SelectionKey> telling(Consumer<? super Registration> action) {
    if (action != told) {
      told = action;
      telling = key -> tell(key, action);
    }
    return telling;
  }

  private static void tell(SelectionKey key, Consumer<? super Registration> action) {
    ChannelRegistration registration = (ChannelRegistration) key.attachment();
    if (registration.takeReady(key)) {
      action.accept(registration);
    }
  }

  /** One socket in one poller. */
  public abstract static sealed class Registration permits ChannelRegistration, SourceRegistration {

    private final Pollable socket;
    private final Object attachment;
    private int ready; // for the polling thread

    Registration(Pollable socket, Object attachment) {
      this.socket = socket;
      this.attachment = attachment;
    }

    /**
     * The socket.
     *
     * @return the endpoint or listener
     */
    public Pollable socket() {
      return socket;
    }

    /**
     * What was attached.
     *
     * @return the object, {@code null} if none
     */
    public Object attachment() {
      return attachment;
    }

    /**
     * What is waited for.
     *
     * @return operations of {@link SelectionKey}; 0 once the registration is no longer valid
     */
    public abstract int interest();

    /**
     * Changes what is waited for; a poll that waits already may take notice only at its next turn
     * unless it is woken up. Without effect once the registration is no longer valid.
     *
     * @param operations of {@link SelectionKey}; 0 to wait for nothing
     * @return this
     * @throws IllegalArgumentException if the socket cannot do them
     */
    public abstract Registration interest(int operations);

    /**
     * What was ready when this registration was last told. For the thread that polls.
     *
     * @return operations of {@link SelectionKey}
     */
    public int ready() {
      return ready;
    }

    final void setReady(int operations) {
      ready = operations;
    }

    static IllegalArgumentException badOperations(int operations) {
      return new IllegalArgumentException("the socket cannot do the operations " + operations);
    }

    /**
     * Tells whether the registration is in force.
     *
     * @return {@code false} once cancelled, or the socket or the poller is closed
     */
    public abstract boolean isValid();

    /** Ends the registration. The socket stays open. */
    public abstract void cancel();
  }
}
