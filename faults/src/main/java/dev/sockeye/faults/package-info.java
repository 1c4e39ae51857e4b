/**
 * Faults over any network, from a seed: a {@link dev.sockeye.faults.FaultPlan} says what goes
 * wrong, a {@link dev.sockeye.faults.FaultNetwork} lets it, over real sockets too.
 */
package dev.sockeye.faults;
