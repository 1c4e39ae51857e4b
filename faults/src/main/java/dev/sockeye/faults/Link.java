package dev.sockeye.faults;

/**
 * A connection, or a socket that has none, under one plan. Guarded by the socket's lock, but for
 * its number.
 */
final class Link {

  private static final long MIX = 0x9E3779B97F4A7C15L; // spreads the seeds of neighbours

  private final ActivePlan active;
  private final long number;
  private final Line sent;
  private final Line received;
  private boolean silent; // only ever set

  /**
   * Creates it.
   *
   * @param active the plan
   * @param number which of the plan's
   * @param concerned whether the plan is for it
   */
  Link(ActivePlan active, long number, boolean concerned) {
    this.active = active;
    this.number = number;
    FaultPlan plan = concerned ? active.plan() : FaultPlan.none();
    sent = new Line(plan, active.plan().seed() + (2 * number) * MIX);
    received = new Line(plan, active.plan().seed() + (2 * number + 1) * MIX);
  }

  FaultPlan plan() {
    return sent.plan();
  }

  boolean isOf(ActivePlan other) {
    return active == other;
  }

  Line sent() {
    return sent;
  }

  Line received() {
    return received;
  }

  /** Whether nothing gets through any more. */
  boolean isSilent() {
    return silent;
  }

  void fallSilent() {
    silent = true;
  }

  /** Tells of a fault. */
  void tell(FaultEvent.What what, Line line) {
    active.tell(new FaultEvent(what, number, line == sent, line.position()));
  }
}
