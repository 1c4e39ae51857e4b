/**
 * Sockets that are neither a JDK channel nor a descriptor: in memory, over a pipe, a library or
 * another connection. A transport extends {@link dev.sockeye.locked.LockedStreamEndpoint} and
 * {@link dev.sockeye.locked.LockedListener} and says how bytes and connections come; blocking mode,
 * timeouts, interrupts, close, readiness and options are there.
 */
package dev.sockeye.locked;
