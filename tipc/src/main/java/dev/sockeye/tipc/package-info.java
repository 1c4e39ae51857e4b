/**
 * Sockets between the services of a cluster, {@code tipc(7)}: the sockets, options and attributes
 * of {@link dev.sockeye.tipc.Tipc}, their addresses, {@link dev.sockeye.tipc.TipcAddress}, and who
 * is there, {@link dev.sockeye.tipc.TipcTopology}.
 */
package dev.sockeye.tipc;
