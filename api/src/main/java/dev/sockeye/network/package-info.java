/**
 * The {@link dev.sockeye.Network} over transports: finds the one that is asked for, and adapts the
 * shape that it has to the one that is wanted.
 */
package dev.sockeye.network;
