/**
 * Sockets between the services of a cluster, {@code tipc(7)}: {@code socket(AF_TIPC, SOCK_STREAM |
 * SOCK_SEQPACKET | SOCK_RDM | SOCK_DGRAM, 0)}.
 *
 * @provides dev.sockeye.spi.Transport the schemes {@code tipc}, {@code tipc+seqpacket}, {@code
 *     tipc+rdm} and {@code tipc+dgram}
 */
module dev.sockeye.tipc {
  requires transitive dev.sockeye;
  requires dev.sockeye.posix;

  exports dev.sockeye.tipc;

  provides dev.sockeye.spi.Transport with
      dev.sockeye.tipc.TipcTransport;
}
