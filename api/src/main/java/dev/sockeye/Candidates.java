package dev.sockeye;

import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The registrations of one poller that no selector looks after and that may be ready, each once.
 * Any thread adds; the one that polls looks at them.
 */
final class Candidates {

  private final Selector selector;

  // A stack, linked by SourceRegistration.next, since the nodes of a queue would be an allocation
  // for each event.
  private final AtomicReference<SourceRegistration> stack = new AtomicReference<>();

  // Those taken from the stack and not looked at yet, the oldest first. For the polling thread.
  private final ArrayDeque<SourceRegistration> due = new ArrayDeque<>();

  Candidates(Selector selector) {
    this.selector = selector;
  }

  boolean isOpen() {
    return selector.isOpen();
  }

  /** Adds one that is not among them, and ends the wait of the poller. */
  void add(SourceRegistration candidate) {
    push(candidate);
    selector.wakeup();
  }

  /** Adds one that is not among them, on the thread that polls. */
  void push(SourceRegistration candidate) {
    SourceRegistration top;
    do {
      top = stack.get();
      candidate.next = top;
    } while (!stack.compareAndSet(top, candidate));
  }

  void clear() {
    stack.set(null);
  }

  /** Looks at each once: those that are ready come back to the end of the queue. */
  int poll(Consumer<? super Poller.Registration> action) {
    take();
    int told = 0;
    for (int left = due.size(); left > 0; left--) {
      SourceRegistration registration = due.remove();
      if (registration.check()) {
        action.accept(registration);
        told++;
      }
    }
    return told;
  }

  private void take() {
    SourceRegistration candidate = stack.getAndSet(null);
    int older = due.size(); // which an action that threw has left
    while (candidate != null) {
      due.addFirst(candidate);
      SourceRegistration below = candidate.next;
      candidate.next = null;
      candidate = below;
    }
    for (; older > 0; older--) {
      due.addFirst(due.removeLast());
    }
  }
}
