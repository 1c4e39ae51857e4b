/**
 * Sockets between virtual machines and their host, {@code vsock(7)}: the sockets, addresses and
 * options of {@link dev.sockeye.vsock.Vsock}, the schemes {@code vsock} and {@code
 * vsock+seqpacket}.
 */
package dev.sockeye.vsock;
