/**
 * UDP, RFC 768: {@code socket(AF_INET | AF_INET6, SOCK_DGRAM, IPPROTO_UDP)}.
 *
 * @uses dev.sockeye.batch.DatagramBatching batches by one system call, if some module has them
 * @provides dev.sockeye.spi.Transport the schemes {@code udp}, {@code udp4} and {@code udp6}
 */
module dev.sockeye.udp {
  requires transitive dev.sockeye;

  exports dev.sockeye.udp;

  uses dev.sockeye.batch.DatagramBatching;

  provides dev.sockeye.spi.Transport with
      dev.sockeye.udp.UdpTransport;
}
