package dev.sockeye.faults;

/**
 * A direction of what a {@link FaultPlan} is for.
 *
 * <p>In a {@link FaultNetwork} it is seen from the sockets of that network: behind {@code sockeye
 * relay --fault}, {@code SENT} is what goes from the client to the server. In a network in memory
 * {@code SENT} is what goes to the address that the plan is for: of a connection from who connects
 * to who listens. {@code RECEIVED} is what comes back over the connection, or from a scripted peer;
 * of messages without a connection each has its own target, and none comes back.
 */
public enum FaultDirection {
  /** What is sent. */
  SENT,
  /** What is received. */
  RECEIVED
}
