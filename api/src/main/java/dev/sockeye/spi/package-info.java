/**
 * What a transport implements.
 *
 * <p>A {@link dev.sockeye.spi.Transport} is found by {@link java.util.ServiceLoader}; it extends
 * {@link dev.sockeye.spi.AbstractTransport}, and its sockets what is nearest to what it has
 * underneath: {@link dev.sockeye.locked} where that is neither a JDK channel nor a descriptor.
 * {@link dev.sockeye.network.TransportNetwork} makes a {@link dev.sockeye.Network} of any set of
 * transports.
 */
package dev.sockeye.spi;
