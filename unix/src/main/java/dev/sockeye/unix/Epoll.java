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

  Epoll() {
    epoll = Native.libc().epoll_create1(Layout.SOCK_CLOEXEC);
    if (epoll < 0) {
      throw refused("epoll_create1");
    }
    Thread thread = new Thread(this::run, "sockeye-epoll");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public synchronized void arm(int fd, int events, Runnable callback) {
    Waiter waiter = new Waiter(events, callback);
    List<Waiter> present = waiters.get(fd);
    if (present == null) {
      control(Layout.EPOLL_CTL_ADD, fd, events);
      present = new ArrayList<>(2);
      waiters.put(fd, present);
    } else {
      int others = 0;
      for (Waiter other : present) {
        others |= other.events;
      }
      control(Layout.EPOLL_CTL_MOD, fd, events | others);
    }
    if (!present.contains(waiter)) {
      present.add(waiter);
    }
  }

  @Override
  public void forget(int fd) {
    List<Waiter> gone;
    synchronized (this) {
      gone = waiters.remove(fd); // closing takes the descriptor out of the epoll
    }
    if (gone != null) {
      gone.forEach(waiter -> waiter.callback.run());
    }
  }

  private void run() {
    Memory events = Memory.allocate(EVENTS * eventSize);
    while (true) {
      int count = Native.libc().epoll_wait(epoll, events.address, EVENTS, -1);
      for (int i = 0; i < count; i++) {
        tell(
            events.getInt(i * eventSize + dataAt), // the low half: little-endian throughout
            events.getInt(i * eventSize));
      }
    }
  }

  private void tell(int fd, int ready) {
    for (Waiter waiter : take(fd, ready)) {
      waiter.callback.run();
    }
  }

  private synchronized List<Waiter> take(int fd, int ready) {
    List<Waiter> present = waiters.get(fd);
    if (present == null) {
      return List.of(); // forgotten meanwhile
    }
    List<Waiter> taken = new ArrayList<>(present.size());
    int rest = 0;
    for (Iterator<Waiter> all = present.iterator(); all.hasNext(); ) {
      Waiter waiter = all.next();
      if ((ready & (waiter.events | ALWAYS)) != 0) {
        all.remove();
        taken.add(waiter);
      } else {
        rest |= waiter.events;
      }
    }
    if (rest != 0) {
      control(Layout.EPOLL_CTL_MOD, fd, rest);
    }
    return taken;
  }

  /** The caller holds the monitor. */
  private void control(int operation, int fd, int events) {
    change.putInt(0, events | Layout.EPOLLONESHOT);
    change.bytes.putLong(dataAt, fd);
    if (Native.libc().epoll_ctl(epoll, operation, fd, change.address) < 0) {
      throw refused("epoll_ctl");
    }
  }

  private static IllegalStateException refused(String operation) {
    int errno = Native.errno();
    return new IllegalStateException(
        operation + ": " + Errno.ofNumber(errno).map(Errno::text).orElse("errno " + errno));
  }
}
