/**
 * UDP, RFC 768: {@code socket(AF_INET | AF_INET6, SOCK_DGRAM, IPPROTO_UDP)}; and where there is
 * {@code dev.sockeye.posix} UDP-Lite, RFC 3828: {@code IPPROTO_UDPLITE}.
 *
 * @uses dev.sockeye.internal.DatagramBatching batches by one system call, if some module has them
 * @provides dev.sockeye.spi.Transport the schemes {@code udp}, {@code udp4}, {@code udp6}, {@code
 *     udplite}, {@code udplite4} and {@code udplite6}
 */
module dev.sockeye.udp {
  requires transitive dev.sockeye;
  requires static dev.sockeye.posix;

  exports dev.sockeye.udp;

  uses dev.sockeye.internal.DatagramBatching;

  provides dev.sockeye.spi.Transport with
      dev.sockeye.udp.UdpTransport,
      dev.sockeye.udp.UdpliteTransport;
}
