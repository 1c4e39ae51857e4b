/**
 * Sockets over the JDK's channels, for the transports over them. {@link dev.sockeye.nio.NioSocket}
 * has what all of them share: options, blocking mode, timeouts, close, and the translation of
 * errors. The modules of Sockeye only have this package, and it may change with any release.
 */
package dev.sockeye.nio;
