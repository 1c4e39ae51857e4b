package dev.sockeye.faults;

import java.net.SocketAddress;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A plan in one network, from when it was set until there is another. */
final class ActivePlan {

  private final FaultPlan plan;
  private final Consumer<? super FaultEvent> listener;

  // Guarded by this.
  private final SplittableRandom random;
  private long links;
  private int refused;
  private int hung;

  /** What becomes of a connect. */
  enum Fate {
    ARRIVES,
    REFUSED,
    HANGS
  }

  ActivePlan(FaultPlan plan, Consumer<? super FaultEvent> listener) {
    this.plan = plan;
    this.listener = listener;
    random = new SplittableRandom(plan.seed());
  }

  FaultPlan plan() {
    return plan;
  }

  boolean concerns(String scheme, SocketAddress peer) {
    return plan.concerns(scheme, peer);
  }

  synchronized long nextNumber() {
    return ++links;
  }

  /** What becomes of a connect that the plan is for. */
  Fate fateOfConnect() {
    FaultEvent event = null;
    synchronized (this) {
      if (refused < plan.refusedConnects()) {
        refused++;
        event = new FaultEvent(FaultEvent.What.REFUSED, ++links, false, 0);
      } else if (hung < plan.hangingConnects()) {
        hung++;
        event = new FaultEvent(FaultEvent.What.HUNG, ++links, false, 0);
      }
    }
    if (event == null) {
      return Fate.ARRIVES;
    }
    tell(event);
    return event.what() == FaultEvent.What.REFUSED ? Fate.REFUSED : Fate.HANGS;
  }

  /** How long a connect takes that the plan is for: a round trip, in nanoseconds. */
  synchronized long roundTrip() {
    return latency(FaultDirection.SENT) + latency(FaultDirection.RECEIVED);
  }

  private long latency(FaultDirection direction) {
    if (!plan.concerns(direction)) {
      return 0;
    }
    long spread = plan.maxLatency() - plan.minLatency();
    return plan.minLatency() + (spread == 0 ? 0 : random.nextLong(spread + 1));
  }

  void tell(FaultEvent event) {
    listener.accept(event);
  }
}
