package dev.sockeye.unix;

import dev.sockeye.Errno;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

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
  private static final int ALWAYS = Layout.POLLERR | Layout.POLLHUP;

  private final int epoll;
  private final int eventSize = Layout.CURRENT.epollEventSize();
  private final int dataAt = Layout.CURRENT.epollDataAt();
  private final Memory change = Memory.allocate(eventSize); // guarded by this
  private final Map<Integer, List<Waiter>> waiters = new HashMap<>(); // guarded by this

  private record Waiter(int events, Runnable callback) {}

  private Epoll(int epoll) {
    this.epoll = epoll;
  }

  /** With a daemon thread that runs as long as the process; {@code null} if the system refuses. */
  static Epoll start() {
    int descriptor = Native.libc().epoll_create1(Layout.SOCK_CLOEXEC);
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
    Waiter waiter = new Waiter(events, callback);
    List<Waiter> present = waiters.get(fd);
    int operation = present == null ? Layout.EPOLL_CTL_ADD : Layout.EPOLL_CTL_MOD;
    if (!control(operation, fd, events | (present == null ? 0 : eventsOf(present)))) {
      return false;
    }
    if (present == null) {
      present = new ArrayList<>(2);
      waiters.put(fd, present);
    }
    if (!present.contains(waiter)) {
      present.add(waiter);
    }
    return true;
  }

  private static int eventsOf(List<Waiter> several) {
    int events = 0;
    for (Waiter waiter : several) {
      events |= waiter.events;
    }
    return events;
  }

  /** Taken out here, since a close leaves it in as long as there is a duplicate of it anywhere. */
  @Override
  public void forget(int fd) {
    List<Waiter> gone;
    synchronized (this) {
      gone = waiters.remove(fd);
      if (gone != null) {
        control(Layout.EPOLL_CTL_DEL, fd, 0);
      }
    }
    if (gone != null) {
      gone.forEach(waiter -> Readiness.call(waiter.callback));
    }
  }

  private void run() {
    Memory events = Memory.allocate(EVENTS * eventSize);
    while (true) {
      int count = Native.libc().epoll_wait(epoll, events.address, EVENTS, -1);
      if (count < 0 && !Native.failedWith(Errno.EINTR)) {
        throw new IllegalStateException("epoll_wait: errno " + Native.errno());
      }
      for (int i = 0; i < count; i++) {
        tell(
            events.getInt(i * eventSize + dataAt), // the low half: little-endian throughout
            events.getInt(i * eventSize));
      }
    }
  }

  private void tell(int fd, int ready) {
    for (Waiter waiter : take(fd, ready)) {
      Readiness.call(waiter.callback);
    }
  }

  private synchronized List<Waiter> take(int fd, int ready) {
    List<Waiter> present = waiters.get(fd);
    if (present == null) {
      return List.of(); // forgotten meanwhile
    }
    List<Waiter> taken = new ArrayList<>(present.size());
    for (Iterator<Waiter> all = present.iterator(); all.hasNext(); ) {
      Waiter waiter = all.next();
      if ((ready & (waiter.events | ALWAYS)) != 0) {
        all.remove();
        taken.add(waiter);
      }
    }
    if (!present.isEmpty() && !control(Layout.EPOLL_CTL_MOD, fd, eventsOf(present))) {
      taken.addAll(present); // who cannot be armed again has to look
      present.clear();
    }
    return taken;
  }

  /** The caller holds the monitor. */
  private boolean control(int operation, int fd, int events) {
    change.putInt(0, events | Layout.EPOLLONESHOT);
    change.bytes.putLong(dataAt, fd);
    return Native.libc().epoll_ctl(epoll, operation, fd, change.address) == 0;
  }
}
