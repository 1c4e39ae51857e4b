package dev.sockeye.locked;

import java.io.IOException;
import java.nio.channels.NotYetBoundException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * What is established at a listener that is a {@link LockedSocket}, and waits to be accepted.
 * Guarded by the listener's lock.
 *
 * @param <T> what is accepted
 */
public final class AcceptQueue<T extends LockedSocket<?>> {

  /** What stands for 0: SOMAXCONN, as Linux had it for long. */
  private static final int SYSTEM_BACKLOG = 128;

  private final LockedSocket<?> listener;
  private final Runnable sift;
  private final Runnable madeRoom;
  private final Queue<T> established = new ArrayDeque<>();
  private int backlog; // 0 until bound

  /**
   * Creates a queue.
   *
   * @param listener whose it is
   * @param sift runs before each look for what can be accepted; may {@linkplain #clear clear}
   * @param madeRoom runs when there is room for another
   */
  public AcceptQueue(LockedSocket<?> listener, Runnable sift, Runnable madeRoom) {
    this.listener = listener;
    this.sift = sift;
    this.madeRoom = madeRoom;
  }

  /**
   * Throws unless a number can be a backlog.
   *
   * @param size the number
   * @throws IllegalArgumentException if it is negative
   */
  public static void check(int size) {
    if (size < 0) {
      throw new IllegalArgumentException("BACKLOG is negative: " + size);
    }
  }

  /**
   * Begins to take what is established.
   *
   * @param size how many may wait, 0 for the system's default
   */
  public void listen(int size) {
    backlog = size == 0 ? SYSTEM_BACKLOG : size;
  }

  /**
   * Tells whether another may be established.
   *
   * @return whether
   */
  public boolean hasRoom() {
    return established.size() < backlog;
  }

  /**
   * Tells whether nobody waits.
   *
   * @return whether
   */
  public boolean isEmpty() {
    return established.isEmpty();
  }

  /**
   * Adds what is established.
   *
   * @param endpoint the listener's side
   */
  public void add(T endpoint) {
    established.add(endpoint);
    listener.input().changed();
  }

  /**
   * Takes all out.
   *
   * @return what nobody has accepted
   */
  public List<T> clear() {
    List<T> all = List.copyOf(established);
    established.clear();
    return all;
  }

  /**
   * Takes the next out, {@code accept(2)}, which inherits the listener's options.
   *
   * @return {@code null} in non-blocking mode if nobody waits
   * @throws IOException as {@link dev.sockeye.Listener#accept()} throws
   */
  public T accept() throws IOException {
    return listener.whileOpen(
        () -> {
          if (!listener.isBound()) {
            throw new NotYetBoundException();
          }
          long deadline = listener.receiveDeadline();
          return listener.input().enter("accept", deadline, true) ? acceptInTurn(deadline) : null;
        });
  }

  private T acceptInTurn(long deadline) throws IOException {
    try {
      listener.input().begin();
      while (isNobodyWaiting()) {
        if (!listener.isBlocking()) {
          return null;
        }
        listener.input().await("accept", deadline);
      }
      return acceptFirst();
    } finally {
      listener.input().leave();
    }
  }

  private boolean isNobodyWaiting() {
    sift.run();
    return established.isEmpty();
  }

  private T acceptFirst() {
    T accepted = established.remove();
    accepted.options().inherit(listener.options());
    madeRoom.run();
    return accepted;
  }
}
