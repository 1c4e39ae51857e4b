package dev.sockeye.memory;

import dev.sockeye.faults.FaultPlan;
import java.util.SplittableRandom;

/** A plan in one network: what is left of it, and what comes next. Guarded by the kernel's lock. */
final class PlanState {

  /** Nothing goes wrong; has no state that changes. */
  static final PlanState NONE = new PlanState(FaultPlan.builder().build());

  private static final double NANOS_PER_SECOND = 1e9;

  private final FaultPlan plan;
  private final SplittableRandom random;
  private int refused;
  private int hanging;

  PlanState(FaultPlan plan) {
    this.plan = plan;
    random = new SplittableRandom(plan.seed());
  }

  FaultPlan plan() {
    return plan;
  }

  /** Whether what is sent takes time. */
  boolean delay() {
    return plan.maxLatency() > 0 || plan.bytesPerSecond() > 0;
  }

  long latency() {
    long spread = plan.maxLatency() - plan.minLatency();
    return plan.minLatency() + (spread == 0 ? 0 : random.nextLong(spread + 1));
  }

  long transmission(int bytes) {
    long rate = plan.bytesPerSecond();
    return rate == 0 ? 0 : (long) Math.ceil(bytes * NANOS_PER_SECOND / rate);
  }

  /** How many bytes a read may give, at least 1. */
  int readLimit() {
    return limit(plan.maxRead());
  }

  /** How many bytes a non-blocking write may take, at least 1. */
  int writeLimit() {
    return limit(plan.maxWrite());
  }

  private int limit(int max) {
    return max == Integer.MAX_VALUE ? max : 1 + random.nextInt(max);
  }

  boolean loses() {
    return happens(plan.loss());
  }

  boolean duplicates() {
    return happens(plan.duplication());
  }

  boolean reorders() {
    return happens(plan.reordering());
  }

  private boolean happens(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  ActiveFaults.Fate fateOfConnect() {
    if (refused < plan.refusedConnects()) {
      refused++;
      return ActiveFaults.Fate.REFUSED;
    } else if (hanging < plan.hangingConnects()) {
      hanging++;
      return ActiveFaults.Fate.HANGS;
    }
    return ActiveFaults.Fate.ARRIVES;
  }
}
