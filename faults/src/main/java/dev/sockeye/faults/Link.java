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
    long seed = active.plan().seed();
    sent = new Line(plan(concerned, FaultDirection.SENT), seed + (2 * number) * MIX);
    received = new Line(plan(concerned, FaultDirection.RECEIVED), seed + (2 * number + 1) * MIX);
  }

  private FaultPlan plan(boolean concerned, FaultDirection direction) {
    FaultPlan plan = active.plan();
    return concerned && plan.concerns(direction) ? plan : FaultPlan.none();
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
