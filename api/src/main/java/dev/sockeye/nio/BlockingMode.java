package dev.sockeye.nio;

import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * The blocking mode of a socket over a channel, as its user sees it and as its channel has it.
 *
 * <p>The two are the same as long as no timeout is set; then a call goes straight to the channel
 * and is one system call ({@linkplain #enterPlain plain}). With a timeout the channel is
 * non-blocking underneath, and a blocking call tries and waits by turns ({@linkplain #enterTimed
 * timed}). The channel cannot change its mode while a plain call blocks in it: a call that a
 * timeout limits waits for that, no longer than for its own time; one without a limit becomes plain
 * as well.
 */
final class BlockingMode {

  /** Set in {@link #calls} while a blocking call may not go straight to the channel. */
  private static final int DETOUR = 1 << 30;

  /** How long calls that come wait for a change of mode that waits for others. */
  private static final long PRECEDENCE_NANOS = 10_000_000;

  private final SelectableChannel channel;
  private volatile SocketTimeouts timeouts = SocketTimeouts.NONE; // set holding the monitor

  // What threads wait by, each null until one does; set holding the monitor.
  private volatile ReadinessWait input;
  private volatile ReadinessWait output;

  /**
   * The number of plain calls under way, and {@link #DETOUR}. A call counts itself and sees that
   * the flag is not set in one step, so whoever has set the flag and then sees no call may change
   * the channel's mode, and a call that is seen is one that may block. Not counted are those of a
   * channel whose mode is {@link #fixed}, which nobody changes.
   */
  private volatile int calls;

  private static final AtomicIntegerFieldUpdater<BlockingMode> CALLS =
      AtomicIntegerFieldUpdater.newUpdater(BlockingMode.class, "calls");

  // Guarded by this. The channel changes its mode only with the monitor held, while DETOUR is set
  // and no plain call is under way; it becomes blocking only when no timed call is either.
  private boolean blocking = true;
  private boolean channelBlocking = true;
  private boolean fixed; // to stay non-blocking; only ever set
  private int detours; // times that are under way in which calls are timed ones anyway
  private int timedCalls;
  private int limitedWaiters; // calls with a limit that wait for plain ones
  private int changers; // threads that wait for plain calls, to go to non-blocking mode

  BlockingMode(SelectableChannel channel) {
    this.channel = channel;
  }

  /** What the thread that reads or accepts waits by. */
  ReadinessWait input() {
    ReadinessWait made = input;
    return made == null ? makeInput() : made;
  }

  private synchronized ReadinessWait makeInput() {
    if (input == null) {
      input = new ReadinessWait(channel, SharedSelector.INPUT);
    }
    return input;
  }

  /** What the thread that writes or connects waits by. */
  ReadinessWait output() {
    ReadinessWait made = output;
    return made == null ? makeOutput() : made;
  }

  private synchronized ReadinessWait makeOutput() {
    if (output == null) {
      output = new ReadinessWait(channel, SharedSelector.OUTPUT);
    }
    return output;
  }

  /** Makes a call that waits for output try again. One that begins later tries before it waits. */
  void wakeWriter() {
    if (hasTimedCalls()) {
      output().wakeup();
    }
  }

  private synchronized boolean hasTimedCalls() {
    return timedCalls > 0;
  }

  SocketTimeouts timeouts() {
    return timeouts;
  }

  synchronized boolean isBlocking() {
    return blocking;
  }

  /** Sets one of the timeouts. */
  synchronized void timeout(SocketOption<?> name, long nanos) {
    timeouts = timeouts.with(name, nanos);
    updateDetour();
  }

  /** Begins a time in which calls are timed ones, with or without a timeout; or ends it, by -1. */
  synchronized void detour(int more) {
    detours += more;
    updateDetour();
  }

  /** Sets the mode that the user sees. */
  void configure(boolean block) throws IOException {
    if (block) {
      leaveNonBlocking();
    } else {
      enterNonBlocking();
    }
  }

  /** The channel blocks then, if it may: a timed call, and one that is under way, changes that. */
  private synchronized void leaveNonBlocking() throws IOException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    } else if (fixed) {
      throw new IllegalBlockingModeException();
    }
    try {
      if (!blocking && timedCalls == 0 && haltPlainCalls()) {
        makeChannelBlock();
      }
      blocking = true;
    } finally {
      updateDetour();
    }
  }

  /**
   * Stays in non-blocking mode from now on, if it is in that: no call can find the channel in
   * another mode then, and none need be counted.
   *
   * @return whether it does
   */
  synchronized boolean stayNonBlocking() {
    fixed |= !blocking && !channelBlocking;
    return fixed;
  }

  private synchronized void enterNonBlocking() throws IOException {
    boolean interrupted = false;
    changers++;
    try {
      while (channelBlocking && channel.isOpen() && !haltPlainCalls()) {
        interrupted |= isInterruptedWhileWaiting();
      }
      channel.configureBlocking(false);
      channelBlocking = false;
      blocking = false;
    } finally {
      changers--;
      updateDetour();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (timedCalls > 0) { // such a call that waits ends as it would have in this mode
      input().wakeup();
      output().wakeup();
    }
  }

  /**
   * Sees to it that no further call goes straight to the channel before the monitor is released,
   * and tells whether none is there. Only then may the channel change its mode: the JDK's would let
   * a call begin that has one mode by the descriptor and the other by the flag, and an interrupt,
   * or a close, of such a call hangs (seen on Java 17).
   */
  private boolean haltPlainCalls() {
    return (CALLS.getAndUpdate(this, n -> n | DETOUR) & ~DETOUR) == 0;
  }

  /**
   * Begins a call that may go straight to the channel; to be ended by {@link #exitPlain}.
   *
   * @param limited whether a timeout limits the call
   * @return {@code false} if the call has to be a timed one
   */
  boolean enterPlain(boolean limited) throws IOException {
    int before = calls;
    while ((before & DETOUR) == 0) {
      if (CALLS.compareAndSet(this, before, before + 1)) {
        return true;
      }
      before = calls;
    }
    return returnToPlain() || (!limited && joinPlainCalls());
  }

  void exitPlain() {
    if (CALLS.decrementAndGet(this) == DETOUR) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /** Goes back to plain calls if the timeouts are gone, and begins one. */
  private synchronized boolean returnToPlain() throws IOException {
    letChangersPass();
    if (blocking && (timeouts.any() || detours > 0 || timedCalls > 0)) {
      return false;
    } else if (blocking && !channelBlocking) {
      if (!haltPlainCalls()) {
        return false; // of the time before; soon over
      }
      makeChannelBlock();
      updateDetour();
    }
    CALLS.incrementAndGet(this);
    return true;
  }

  /** For a moment only: what is under way may need this call to end. */
  private void letChangersPass() throws IOException {
    long until = changers == 0 ? 0 : Deadline.after(PRECEDENCE_NANOS);
    while (changers > 0 && channelBlocking && Deadline.remaining(until) > 0) {
      awaitChange(until);
    }
  }

  /**
   * Begins a plain call beside another. Without a limit it would else wait for that one for ever,
   * though the two may need each other: a read for what the peer answers to a write. Calls with a
   * limit that wait go first, so that they are not overtaken for ever either.
   */
  private synchronized boolean joinPlainCalls() throws IOException {
    while (limitedWaiters > 0 && channelBlocking && channel.isOpen()) {
      awaitChange(Deadline.NEVER);
    }
    int before = calls;
    while (channelBlocking && (before & ~DETOUR) > 0) {
      if (CALLS.compareAndSet(this, before, before + 1)) {
        return true;
      }
      before = calls;
    }
    return false;
  }

  /**
   * Begins a call that tries and waits by turns; to be ended by {@link #exitTimed}.
   *
   * @param deadline until when the call may wait
   */
  synchronized void enterTimed(long deadline) throws IOException {
    try {
      while (channelBlocking) {
        boolean halted = haltPlainCalls(); // the timeouts may be gone since enterPlain()
        if (!channel.isOpen()) {
          throw new AsynchronousCloseException();
        } else if (halted) {
          channel.configureBlocking(false);
          channelBlocking = false;
        } else {
          awaitPlainCalls(deadline);
        }
      }
      timedCalls++;
    } finally {
      updateDetour();
    }
  }

  /** As {@link #enterTimed}, but gives {@code false} where that would wait. */
  synchronized boolean tryEnterTimed() throws IOException {
    try {
      if (channelBlocking) {
        if (!haltPlainCalls()) {
          return false;
        }
        channel.configureBlocking(false);
        channelBlocking = false;
      }
      timedCalls++;
      return true;
    } finally {
      updateDetour();
    }
  }

  synchronized void exitTimed() {
    timedCalls--;
  }

  /** Wakes calls that wait, and those that wait to begin; the channel is closed. */
  void close() throws IOException {
    ReadinessWait in;
    ReadinessWait out;
    synchronized (this) { // What is made from now on, of the closed channel, is closed itself.
      in = input;
      out = output;
      notifyAll();
    }
    if (in != null) {
      in.close();
    }
    if (out != null) {
      out.close();
    }
  }

  /** Sees to it that no selector of a wait holds the channel. No thread waits. */
  synchronized void releaseSelectors() throws IOException {
    if (input != null) {
      input.release();
    }
    if (output != null) {
      output.release();
    }
  }

  /** Whoever waits for plain calls looks again, and sets the flag again if it is cleared here. */
  private void updateDetour() {
    if (blocking && (timeouts.any() || detours > 0 || !channelBlocking)) {
      CALLS.getAndUpdate(this, n -> n | DETOUR);
    } else {
      CALLS.getAndUpdate(this, n -> n & ~DETOUR);
    }
    notifyAll();
  }

  private void awaitPlainCalls(long deadline) throws IOException {
    if (Deadline.remaining(deadline) <= 0) {
      throw new SocketTimeoutException(
          "timed out, because another thread is in a call without a timeout on this socket: set"
              + " timeouts before such a call, and for both directions");
    }
    int limited = deadline == Deadline.NEVER ? 0 : 1;
    limitedWaiters += limited;
    try {
      awaitChange(deadline);
    } finally {
      limitedWaiters -= limited;
    }
  }

  @SuppressWarnings("WaitNotInLoop") // those who call this are the loops
  private void awaitChange(long deadline) throws IOException {
    try {
      wait(Deadline.remainingMillis(deadline));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      channel.close();
      throw new ClosedByInterruptException();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // enterNonBlocking() is the loop
  private boolean isInterruptedWhileWaiting() {
    try {
      wait();
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** Throws if a selector holds the channel, other than those that are let go of here. */
  private void makeChannelBlock() throws IOException {
    releaseSelectors();
    channel.configureBlocking(true);
    channelBlocking = true;
  }
}
