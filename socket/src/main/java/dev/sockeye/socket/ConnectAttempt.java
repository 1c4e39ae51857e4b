package dev.sockeye.socket;

import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A connect that its socket's close and its timeout end, and nobody's interrupt does, unless it is
 * to. What ends a transport's connect is an interrupt: one that is meant for the thread makes it
 * connect anew.
 */
final class ConnectAttempt {

  private final Target target;
  private final boolean interruptible;

  // Guarded by this. A thread is interrupted only while it is here.
  private Thread connecting;
  private boolean timedOut; // only ever set
  private boolean cancelled; // only ever set
  private boolean signalled; // the thread was interrupted by this

  ConnectAttempt(Target target, boolean interruptible) {
    this.target = target;
    this.interruptible = interruptible;
  }

  /**
   * Connects.
   *
   * @param options what to set before, as of {@link Target#connect}
   * @param millis how long that may take; 0 for ever
   * @throws SocketTimeoutException if it took longer
   * @throws java.net.SocketException if cancelled
   */
  StreamEndpoint run(Map<String, String> options, int millis) throws IOException {
    CompletableFuture<Void> timer = millis == 0 ? null : startTimer(millis);
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= !interruptible && Thread.interrupted();
        try {
          enter();
          return target.connect(options);
        } catch (ClosedByInterruptException | InterruptedIOException e) {
          interrupted |= leave();
          throwUnlessInterrupted(e, millis);
        } finally {
          interrupted |= leave();
        }
      }
    } finally {
      if (timer != null) {
        timer.cancel(false);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private CompletableFuture<Void> startTimer(int millis) {
    Executor later =
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run);
    return CompletableFuture.runAsync(() -> end(false), later);
  }

  /** Makes the connect fail, now or when it begins; what has come about already is not undone. */
  void cancel() {
    end(true);
  }

  private synchronized void end(boolean cancel) {
    cancelled |= cancel;
    timedOut |= !cancel;
    if (connecting != null) {
      signal(connecting);
    }
  }

  private void signal(Thread thread) {
    signalled = true;
    thread.interrupt();
  }

  private synchronized void enter() {
    connecting = Thread.currentThread();
    if (cancelled || timedOut) {
      signal(connecting);
    }
  }

  /** Takes back the interrupt that was this one's, and gives whether there was another. */
  private synchronized boolean leave() {
    if (connecting == null) {
      return false;
    }
    connecting = null;
    boolean own = signalled;
    signalled = false;
    return (own || !interruptible) && Thread.interrupted() && !own;
  }

  private synchronized void throwUnlessInterrupted(IOException e, int millis) throws IOException {
    if (cancelled) {
      throw Failures.closed(e);
    } else if (timedOut) {
      SocketTimeoutException told =
          new SocketTimeoutException("connect " + target + ": timed out after " + millis + " ms");
      told.initCause(e);
      throw told;
    } else if (interruptible || e instanceof SocketTimeoutException) {
      throw e;
    }
  }
}
