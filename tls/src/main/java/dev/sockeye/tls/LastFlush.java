package dev.sockeye.tls;

import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gets to the peer what writes had taken before a close, and the end, as the system does with what
 * a socket has taken: the stream underneath is closed then, or when the peer has not read it all
 * for a minute.
 */
final class LastFlush {

  private static final long LINGER_SECONDS = 60;

  private final TlsCore core;
  private final StreamEndpoint below;

  private LastFlush(TlsCore core) {
    this.core = core;
    below = core.below();
  }

  /** Begins it, in non-blocking mode. */
  static void begin(TlsCore core) {
    LastFlush flush = new LastFlush(core);
    CompletableFuture.delayedExecutor(LINGER_SECONDS, TimeUnit.SECONDS).execute(flush::close);
    flush.arm();
  }

  private void arm() {
    Below.arm(below, OP_WRITE, () -> Readiness.shared().execute(this::goOn));
  }

  private void goOn() {
    if (!below.isOpen()) {
      return;
    } else if (isOver()) {
      close();
    } else {
      arm();
    }
  }

  private boolean isOver() {
    ReentrantLock lock = core.output().lock();
    lock.lock();
    try {
      return core.output().farewell();
    } catch (IOException e) {
      return true; // The peer is gone.
    } finally {
      lock.unlock();
    }
  }

  private void close() {
    try {
      below.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
