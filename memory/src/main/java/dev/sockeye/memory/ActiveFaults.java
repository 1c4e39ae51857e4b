package dev.sockeye.memory;

import dev.sockeye.faults.FaultDirection;
import dev.sockeye.faults.FaultPlan;
import java.net.SocketAddress;

/**
 * What goes wrong on the way to one address, or back from it: by the plan that is for it now.
 * Guarded by the kernel's lock.
 */
final class ActiveFaults {

  private final Kernel kernel;
  private final Kind kind;
  private final SocketAddress target;
  private final FaultDirection direction; // null of a connect, which takes both
  private PlanState state;
  private int epoch; // of the state

  /** What becomes of a connect. */
  enum Fate {
    ARRIVES,
    REFUSED,
    HANGS
  }

  ActiveFaults(Kernel kernel, Kind kind, SocketAddress target, FaultDirection direction) {
    this.kernel = kernel;
    this.kind = kind;
    this.target = target;
    this.direction = direction;
    epoch = kernel.planEpoch();
    state = kernel.planFor(kind, target, direction);
  }

  /** What goes wrong on the way there. */
  ActiveFaults sent() {
    return new ActiveFaults(kernel, kind, target, FaultDirection.SENT);
  }

  /** What goes wrong on the way back. */
  ActiveFaults received() {
    return new ActiveFaults(kernel, kind, target, FaultDirection.RECEIVED);
  }

  /** How long it takes to get there and back; 0 for no time. */
  long roundTrip() {
    return sent().trip() + received().trip();
  }

  private long trip() {
    return delay() ? latency() : 0;
  }

  /** The plan in force; another object once it was changed. */
  PlanState state() {
    if (epoch != kernel.planEpoch()) {
      epoch = kernel.planEpoch();
      state = kernel.planFor(kind, target, direction);
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
