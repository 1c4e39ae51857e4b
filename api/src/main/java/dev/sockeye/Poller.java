package dev.sockeye;

import dev.sockeye.spi.Deadline;
import dev.sockeye.spi.ReadinessSource;
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
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
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

  private final Selector selector;

  // Foreign registrations whose source may be ready, each once (Foreign.queued): a stack, linked by
  // Foreign.next, since the nodes of a queue would be an allocation for each event.
  private final AtomicReference<Foreign> candidates = new AtomicReference<>();

  // Those taken from the stack and not looked at yet, the oldest first. For the polling thread.
  private final ArrayDeque<Foreign> due = new ArrayDeque<>();

  // Tells a wakeup by the user from one by a Foreign. Set before the selector is woken and cleared
  // after it has returned, so that none is lost.
  private final AtomicBoolean woken = new AtomicBoolean();

  // The action of the last poll, and what passes it on. For the polling thread.
  private Consumer<? super Registration> told;
  private Consumer<SelectionKey> telling;

  private Poller(Selector selector) {
    this.selector = selector;
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
      return new Keyed(socket, interest, attachment, channel, selector);
    }
    ReadinessSource source = socket.unwrap(ReadinessSource.class);
    return new Foreign(socket, source, attachment).interest(interest);
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
    return poll(Deadline.NEVER, Objects.requireNonNull(action, "action"));
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
    return timeout.isZero() ? look(action) : poll(Deadline.after(Deadline.nanos(timeout)), action);
  }

  private int look(Consumer<? super Registration> action) throws IOException {
    int ready = pollForeign(action) + selector.selectNow(telling(action));
    woken.getAndSet(false); // as selectNow() takes its own, and not before
    return ready;
  }

  private int poll(long deadline, Consumer<? super Registration> action) throws IOException {
    int ready;
    do {
      ready = pollOnce(deadline, action);
    } while (ready == 0 && mayWait(deadline));
    woken.getAndSet(false); // reads too: what was done before the wakeup is seen
    return ready;
  }

  private int pollOnce(long deadline, Consumer<? super Registration> action) throws IOException {
    int ready = pollForeign(action);
    if (ready > 0) {
      return ready + selector.selectNow(telling(action));
    }
    ready = selector.select(telling(action), Deadline.remainingMillis(deadline));
    return ready + pollForeign(action);
  }

  /** Tells whether a wait ended only since some socket might have been ready, which it was not. */
  private boolean mayWait(long deadline) {
    if (!selector.isOpen()) {
      throw new ClosedSelectorException(); // A selector that is closed while it waits says nothing.
    }
    return !woken.get()
        && !Thread.currentThread().isInterrupted()
        && Deadline.remaining(deadline) > 0;
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
    candidates.set(null);
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
    Keyed registration = (Keyed) key.attachment();
    if (registration.takeReady(key)) {
      action.accept(registration);
    }
  }

  private void push(Foreign candidate) {
    Foreign top;
    do {
      top = candidates.get();
      candidate.next = top;
    } while (!candidates.compareAndSet(top, candidate));
  }

  private void takeCandidates() {
    Foreign candidate = candidates.getAndSet(null);
    int older = due.size(); // which an action that threw has left
    while (candidate != null) {
      due.addFirst(candidate);
      Foreign below = candidate.next;
      candidate.next = null;
      candidate = below;
    }
    for (; older > 0; older--) {
      due.addFirst(due.removeLast());
    }
  }

  /** Looks at each candidate once: those that are ready come back to the end of the queue. */
  private int pollForeign(Consumer<? super Registration> action) {
    takeCandidates();
    int told = 0;
    for (int left = due.size(); left > 0; left--) {
      Foreign registration = due.remove();
      if (registration.check()) {
        action.accept(registration);
        told++;
      }
    }
    return told;
  }

  /** One socket in one poller. */
  public abstract static sealed class Registration permits Keyed, Foreign {

    private final Pollable socket;
    private final Object attachment;
    private int ready; // for the polling thread

    private Registration(Pollable socket, Object attachment) {
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

    /**
     * Tells whether the registration is in force.
     *
     * @return {@code false} once cancelled, or the socket or the poller is closed
     */
    public abstract boolean isValid();

    /** Ends the registration. The socket stays open. */
    public abstract void cancel();
  }

  private static final class Keyed extends Registration {

    private final SelectionKey key;

    Keyed(
        Pollable socket,
        int interest,
        Object attachment,
        SelectableChannel channel,
        Selector selector)
        throws ClosedChannelException {
      super(socket, attachment);
      if ((interest & ~channel.validOps()) != 0) {
        throw badOperations(interest);
      }
      key = channel.register(selector, 0, this);
      interest(interest); // only now, since a poll under way may tell of this at once
    }

    /** Takes over what is ready; {@code false} if the socket was closed meanwhile. */
    boolean takeReady(SelectionKey told) {
      try {
        setReady(told.readyOps());
        return told.isValid();
      } catch (CancelledKeyException e) {
        return false;
      }
    }

    @Override
    public int interest() {
      try {
        return key.interestOps();
      } catch (CancelledKeyException e) {
        return 0;
      }
    }

    @Override
    public Registration interest(int operations) {
      try {
        key.interestOps(operations);
      } catch (CancelledKeyException e) {
        // Nothing is waited for any more.
      }
      return this;
    }

    @Override
    public boolean isValid() {
      return key.isValid();
    }

    @Override
    public void cancel() {
      key.cancel();
    }
  }

  private final class Foreign extends Registration {

    private final ReadinessSource source;
    private volatile int interest;
    private volatile boolean valid = true;
    private boolean queued; // guarded by this
    private Foreign next; // in the stack of candidates; whoever has set queued owns it
    private int armed; // guarded by this: what the source was asked for and has not told
    private int callBackFor; // for the polling thread
    private Runnable callBack; // for the polling thread

    Foreign(Pollable socket, ReadinessSource source, Object attachment) {
      super(socket, attachment);
      this.source = source;
    }

    /** Puts this among the candidates, once, and wakes the poller. */
    private void mayBeReady() {
      synchronized (this) {
        if (queued || !valid) {
          return;
        }
        queued = true;
      }
      push(this);
      selector.wakeup();
    }

    /** Taken out of the candidates: stays one if ready, is armed to come back if not. */
    boolean check() {
      synchronized (this) {
        queued = false;
      }
      if (!isValid()) {
        cancel();
        return false;
      }
      int ready = source.readyOps() & interest;
      setReady(ready);
      if (ready == 0) {
        arm(interest);
        return false;
      }
      synchronized (this) {
        queued = true;
      }
      push(this);
      return true;
    }

    /** Asks the source for what it was not asked for yet: it forgets nothing before it has told. */
    private void arm(int operations) {
      int missing;
      synchronized (this) {
        missing = operations & ~armed;
        armed |= missing;
      }
      if (missing != 0) {
        source.arm(missing, callBack(missing));
      }
    }

    /** The same object for the same operations, as mostly they are. */
    private Runnable callBack(int operations) {
      if (operations != callBackFor) {
        callBackFor = operations;
        callBack = () -> fired(operations);
      }
      return callBack;
    }

    private void fired(int operations) {
      synchronized (this) {
        armed &= ~operations;
      }
      mayBeReady();
    }

    @Override
    public int interest() {
      return isValid() ? interest : 0;
    }

    @Override
    public Registration interest(int operations) {
      int possible =
          socket() instanceof Listener
              ? SelectionKey.OP_ACCEPT
              : SelectionKey.OP_READ | SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;
      if ((operations & ~possible) != 0) {
        throw badOperations(operations);
      }
      interest = operations;
      mayBeReady();
      return this;
    }

    @Override
    public boolean isValid() {
      return valid && selector.isOpen() && socket().isOpen();
    }

    @Override
    public void cancel() {
      valid = false;
    }
  }

  private static IllegalArgumentException badOperations(int operations) {
    return new IllegalArgumentException("the socket cannot do the operations " + operations);
  }
}
