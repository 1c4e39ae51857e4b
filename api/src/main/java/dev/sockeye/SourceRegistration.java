package dev.sockeye;

import java.nio.channels.SelectionKey;

/** Of a socket without a JDK channel, which tells its readiness itself. */
final class SourceRegistration extends Poller.Registration {

  private final Candidates candidates;
  private final ReadinessSource source;
  private volatile int interest;
  private volatile boolean valid = true;
  private boolean queued; // guarded by this
  private int armed; // guarded by this: what the source was asked for and has not told
  private int callBackFor; // for the polling thread
  private Runnable callBack; // for the polling thread

  SourceRegistration next; // among the candidates; whoever has set queued owns it

  SourceRegistration(
      Pollable socket, ReadinessSource source, Object attachment, Candidates candidates) {
    super(socket, attachment);
    this.source = source;
    this.candidates = candidates;
  }

  /** Puts this among the candidates, once, and wakes the poller. */
  private void mayBeReady() {
    if (valid && queues()) {
      candidates.add(this);
    }
  }

  /** Has the caller put this among the candidates, unless it is one of them. */
  private synchronized boolean queues() {
    boolean was = queued;
    queued = true;
    return !was;
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
    if (queues()) { // else the source has called back meanwhile, and this is one again already
      candidates.push(this);
    }
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
  public Poller.Registration interest(int operations) {
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
    return valid && candidates.isOpen() && socket().isOpen();
  }

  @Override
  public void cancel() {
    valid = false;
  }
}
