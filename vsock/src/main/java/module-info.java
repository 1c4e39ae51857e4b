/**
 * Sockets between virtual machines and their host, {@code vsock(7)}: {@code socket(AF_VSOCK,
 * SOCK_STREAM | SOCK_SEQPACKET, 0)}.
 *
 * @provides dev.sockeye.spi.Transport the schemes {@code vsock} and {@code vsock+seqpacket}
 */
module dev.sockeye.vsock {
  requires transitive dev.sockeye;
  requires dev.sockeye.posix;

  exports dev.sockeye.vsock;

  provides dev.sockeye.spi.Transport with
      dev.sockeye.vsock.VsockTransport;
}
