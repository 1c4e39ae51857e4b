package dev.sockeye.posix;

import dev.sockeye.Errno;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Linux's {@code epoll(7)}, one-shot: what becomes ready is told to whom it may concern, and what
 * the others wait for is armed again.
 *
 * <p>An event names a descriptor by number. One that was fetched before its descriptor was
 * forgotten may be taken for its successor's of the same number, whose waiters then look once in
 * vain.
 */
final class Epoll implements Readiness.Poll {

  private static final int EVENTS = 64;
  private static final int ALWAYS = Abi.POLLERR | Abi.POLLHUP;

  private final int epoll;
  private final int eventSize = Abi.CURRENT.epollEventSize();
  private final int dataAt = Abi.CURRENT.epollDataAt();
  private final Memory change = Memory.allocate(eventSize); // guarded by this
  private Waiters[] waiters = new Waiters[64]; // by descriptor; guarded by this
  private final List<Runnable> taken = new ArrayList<>(); // for the thread that waits alone

  private Epoll(int epoll) {
    this.epoll = epoll;
  }

  /** With a daemon thread that runs as long as the process; {@code null} if the system refuses. */
  static Epoll start() {
    int descriptor = Bindings.libc().epoll_create1(Abi.SOCK_CLOEXEC);
    if (descriptor < 0) {
      return null;
    }
    Epoll started = new Epoll(descriptor);
    Thread thread = new Thread(started::run, "sockeye-epoll");
    thread.setDaemon(true);
    thread.start();
    return started;
  }

  @Override
  public synchronized boolean arm(int fd, int events, Runnable callback) {
    Waiters present = of(fd);
    int operation = present == null ? Abi.EPOLL_CTL_ADD : Abi.EPOLL_CTL_MOD;
    if (!control(operation, fd, events | (present == null ? 0 : present.events()))) {
      return false;
    }
    if (present == null) {
      present = new Waiters();
      waiters[fd] = present;
    }
    present.add(events, callback);
    return true;
  }

  private Waiters of(int fd) {
    if (fd >= waiters.length) {
      waiters = Arrays.copyOf(waiters, Math.max(fd + 1, 2 * waiters.length));
    }
    return waiters[fd];
  }

  /** Taken out here, since a close leaves it in as long as there is a duplicate of it anywhere. */
  @Override
  public void forget(int fd) {
    List<Runnable> gone = new ArrayList<>();
    synchronized (this) {
      Waiters present = of(fd);
      waiters[fd] = null;
      if (present != null) {
        control(Abi.EPOLL_CTL_DEL, fd, 0);
        present.take(ALWAYS, gone);
      }
    }
    gone.forEach(Readiness::call);
  }

  private void run() {
    Memory events = Memory.allocate(EVENTS * eventSize);
    while (true) {
      int count = Bindings.libc().epoll_wait(epoll, events.address, EVENTS, -1);
      if (count < 0 && count != -Errno.EINTR.number()) {
        throw new IllegalStateException("epoll_wait: errno " + -count);
      }
      for (int i = 0; i < count; i++) {
        tell(
            events.getInt(i * eventSize + dataAt), // the low half: little-endian throughout
            events.getInt(i * eventSize));
      }
    }
  }

  private void tell(int fd, int ready) {
    take(fd, ready);
    for (int i = 0; i < taken.size(); i++) {
      Readiness.call(taken.get(i));
    }
    taken.clear();
  }

  private synchronized void take(int fd, int ready) {
    Waiters present = of(fd);
    if (present == null) {
      return; // forgotten meanwhile
    }
    present.take(ready, taken);
    if (present.isAny() && !control(Abi.EPOLL_CTL_MOD, fd, present.events())) {
      present.take(ALWAYS, taken); // who cannot be armed again has to look
    }
  }

  /** The caller holds the monitor. */
  private boolean control(int operation, int fd, int events) {
    change.putInt(0, events | Abi.EPOLLONESHOT);
    change.bytes.putLong(dataAt, fd);
    return Bindings.libc().epoll_ctl(epoll, operation, fd, change.address) == 0;
  }

  /**
   * Who waits for a descriptor, and for what. Arrays, since a loop arms its sockets at every turn
   * and is to allocate nothing.
   */
  private static final class Waiters {
    private int[] events = new int[2];
    private Runnable[] callbacks = new Runnable[2];
    private int count;

    int events() {
      int all = 0;
      for (int i = 0; i < count; i++) {
        all |= events[i];
      }
      return all;
    }

    /** Once, however often it asks for the same. */
    void add(int wanted, Runnable callback) {
      for (int i = 0; i < count; i++) {
        if (events[i] == wanted && callbacks[i].equals(callback)) {
          return;
        }
      }
      if (count == events.length) {
        events = Arrays.copyOf(events, 2 * count);
        callbacks = Arrays.copyOf(callbacks, 2 * count);
      }
      events[count] = wanted;
      callbacks[count++] = callback;
    }

    boolean isAny() {
      return count > 0;
    }

    /** Moves those out who wait for one of the events; {@link #ALWAYS} is what all wait for. */
    void take(int ready, List<Runnable> into) {
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (((events[i] | ALWAYS) & ready) != 0) {
          into.add(callbacks[i]);
        } else {
          events[kept] = events[i];
          callbacks[kept++] = callbacks[i];
        }
      }
      Arrays.fill(callbacks, kept, count, null);
      count = kept;
    }
  }
}
