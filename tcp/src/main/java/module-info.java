/**
 * TCP, RFC 9293: {@code socket(AF_INET | AF_INET6, SOCK_STREAM, IPPROTO_TCP)}; and where there is
 * {@code dev.sockeye.posix} Multipath TCP, RFC 8684: {@code IPPROTO_MPTCP}.
 *
 * @provides dev.sockeye.spi.Transport the schemes {@code tcp}, {@code tcp4}, {@code tcp6}, {@code
 *     mptcp}, {@code mptcp4} and {@code mptcp6}
 */
module dev.sockeye.tcp {
  requires transitive dev.sockeye;
  requires static dev.sockeye.posix;
  requires jdk.net; // for TCP_KEEPIDLE and its kin, which a channel has only where the module is

  exports dev.sockeye.tcp;

  provides dev.sockeye.spi.Transport with
      dev.sockeye.tcp.TcpTransport,
      dev.sockeye.tcp.MptcpTransport;
}
