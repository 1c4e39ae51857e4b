/**
 * UNIX domain sockets: the sockets, options and attributes of {@link dev.sockeye.unix.Unix}, the
 * schemes {@code unix}, {@code unix+dgram} and {@code unix+seqpacket}.
 *
 * <p>Addresses are path names ({@link java.net.UnixDomainSocketAddress}), or on Linux abstract
 * names ({@link dev.sockeye.unix.AbstractAddress}). Binding replaces a socket file that nobody
 * serves any more, never one that is served and never a file that is no socket; closing removes the
 * file that binding made.
 *
 * <p>Streams with path names are the JDK's channels and need nothing else. All other sockets call
 * the C library through jffi, which comes with {@code com.github.jnr:jnr-unixsocket}. Linux is
 * complete; macOS has no seqpacket sockets and no abstract names.
 */
package dev.sockeye.unix;
