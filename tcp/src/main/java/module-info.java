/**
 * TCP, RFC 9293: {@code socket(AF_INET | AF_INET6, SOCK_STREAM, IPPROTO_TCP)}.
 *
 * @provides dev.sockeye.spi.Transport the schemes {@code tcp}, {@code tcp4} and {@code tcp6}
 */
module dev.sockeye.tcp {
  requires transitive dev.sockeye;
  requires jdk.net; // for TCP_KEEPIDLE and its kin, which a channel has only where the module is

  exports dev.sockeye.tcp;

  provides dev.sockeye.spi.Transport with
      dev.sockeye.tcp.TcpTransport;
}
