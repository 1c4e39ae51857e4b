package dev.sockeye.memory;

import dev.sockeye.faults.FaultPlan;
import java.net.SocketAddress;

/**
 * What goes wrong on the way to one address: by the plan that is for it now. Guarded by the
 * kernel's lock.
 */
final class ActiveFaults {

  private final Kernel kernel;
  private final Kind kind;
  private final SocketAddress target;
  private PlanState state;
  private int epoch; // of the state

  /** What becomes of a connect. */
  enum Fate {
    ARRIVES,
    REFUSED,
    HANGS
  }

  ActiveFaults(Kernel kernel, Kind kind, SocketAddress target) {
    this.kernel = kernel;
    this.kind = kind;
    this.target = target;
    epoch = kernel.planEpoch();
    state = kernel.planFor(kind, target);
  }

  /** The plan in force; another object once it was changed. */
  PlanState state() {
    if (epoch != kernel.planEpoch()) {
      epoch = kernel.planEpoch();
      state = kernel.planFor(kind, target);
    }
    return state;
  }

  FaultPlan plan() {
    return state().plan();
  }

  /** Whether what is sent takes time. */
  boolean delay() {
    return state().delay();
  }

  long latency() {
    return state().latency();
  }

  long transmission(int bytes) {
    return state().transmission(bytes);
  }

  /** How many bytes a read may give, at least 1. */
  int readLimit() {
    return state().readLimit();
  }

  /** How many bytes a non-blocking write may take, at least 1. */
  int writeLimit() {
    return state().writeLimit();
  }

  boolean loses() {
    return state().loses();
  }

  boolean duplicates() {
    return state().duplicates();
  }

  boolean reorders() {
    return state().reorders();
  }

  Fate fateOfConnect() {
    return state().fateOfConnect();
  }
}
