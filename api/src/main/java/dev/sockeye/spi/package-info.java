/**
 * What a transport implements and builds upon.
 *
 * <p>A {@link dev.sockeye.spi.Transport} is found by {@link java.util.ServiceLoader}. One over JDK
 * channels extends {@link dev.sockeye.spi.AbstractTransport} and {@link
 * dev.sockeye.spi.NioStreamEndpoint} and is done in a few small files, as the {@code tcp} module
 * shows; {@link dev.sockeye.spi.NioSocket} has what all sockets over channels share: options,
 * blocking mode, timeouts, close, and the translation of errors. {@link
 * dev.sockeye.spi.TransportNetwork} makes a {@link dev.sockeye.Network} of any set of transports.
 */
package dev.sockeye.spi;
