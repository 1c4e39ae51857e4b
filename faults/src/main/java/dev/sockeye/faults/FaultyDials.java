package dev.sockeye.faults;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.faults.ActivePlan.Fate;
import dev.sockeye.faults.FaultySocket.Names;
import dev.sockeye.spi.SocketFailure;
import dev.sockeye.spi.UriOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Connects by URI, which the network underneath makes in one go, and who waits in them. */
final class FaultyDials {

  /** How long Linux asks six times whether anybody is there, {@code tcp_syn_retries}. */
  private static final Duration UNANSWERED = Duration.ofSeconds(127);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** What connects. */
  @FunctionalInterface
  interface Dial<E> {
    E connect(EndpointUri uri) throws IOException;
  }

  /** The plan was changed. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Connects as the plan in force lets it. */
  <E extends Endpoint> E connect(FaultNetwork network, EndpointUri uri, Names names, Dial<E> dial)
      throws IOException {
    long start = System.nanoTime();
    ActivePlan active = network.active();
    while (!active.plan().hasAddresses() && isRefused(network, uri, names, active, start)) {
      active = network.active();
    }
    E connected = dial.connect(uri);
    try {
      finish(network, uri, names, connected, start);
      return connected;
    } catch (IOException | RuntimeException e) {
      connected.close();
      throw e;
    }
  }

  /** For a plan that is for some addresses: only now it is known which this is. */
  private void finish(
      FaultNetwork network, EndpointUri uri, Names names, Endpoint connected, long start)
      throws IOException {
    ActivePlan active = network.active();
    SocketAddress peer = connected.getRemoteAddress();
    if (!connected.spec().semantics().isConnectionOriented()
        || !active.concerns(names.scheme(), peer)) {
      return;
    }
    while (active.plan().hasAddresses() && isRefused(network, uri, names, active, start)) {
      active = network.active();
    }
    long roundTrip = active.roundTrip();
    if (roundTrip > 0) {
      pause(network, active, System.nanoTime() + roundTrip);
    }
  }

  /** Throws if it is refused; waits if it hangs, and tells whether to look again. */
  private boolean isRefused(
      FaultNetwork network, EndpointUri uri, Names names, ActivePlan active, long start)
      throws IOException {
    if (!mayFail(network, uri, names, active)) {
      return false;
    }
    Fate fate = active.fateOfConnect();
    if (fate == Fate.REFUSED) {
      throw failure(uri, Errno.ECONNREFUSED);
    } else if (fate == Fate.HANGS) {
      hang(network, active, uri, start);
      return true;
    }
    return false;
  }

  private static boolean mayFail(
      FaultNetwork network, EndpointUri uri, Names names, ActivePlan active) throws IOException {
    FaultPlan plan = active.plan();
    return plan.refusedConnects() + (long) plan.hangingConnects() > 0
        && active.concerns(names.scheme(), null)
        && network.spec(uri).semantics().isConnectionOriented();
  }

  private void hang(FaultNetwork network, ActivePlan active, EndpointUri uri, long start)
      throws IOException {
    Duration limit = UriOptions.value(uri, EndpointOptions.SO_SNDTIMEO).orElse(Duration.ZERO);
    boolean limited = !limit.isZero();
    if (pause(network, active, start + (limited ? limit : UNANSWERED).toNanos())) {
      return;
    } else if (limited) {
      throw new SocketTimeoutException(sentence(uri, "timed out"));
    }
    throw failure(uri, Errno.ETIMEDOUT);
  }

  /** Waits until a moment, or until the plan is changed, which it tells. */
  private boolean pause(FaultNetwork network, ActivePlan active, long until) throws IOException {
    lock.lock();
    try {
      long left;
      while (network.active() == active && (left = until - System.nanoTime()) > 0) {
        changed.awaitNanos(left);
      }
      return network.active() != active;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    } finally {
      lock.unlock();
    }
  }

  private static IOException failure(EndpointUri uri, Errno errno) {
    return SocketFailure.describe("connect", uri.withoutOptions().toString(), null, null, errno);
  }

  private static String sentence(EndpointUri uri, String reason) {
    return SocketFailure.sentence("connect", uri.withoutOptions().toString(), null, null, reason);
  }
}
