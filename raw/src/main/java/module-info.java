/**
 * Raw sockets of IPv4 and IPv6, {@code raw(7)}: {@code socket(AF_INET | AF_INET6, SOCK_RAW,
 * protocol)}, the ping sockets of {@code icmp(7)}, and views of the headers that they carry.
 *
 * @provides dev.sockeye.spi.Transport the schemes {@code raw}, {@code raw4}, {@code raw6}, {@code
 *     ping}, {@code ping4} and {@code ping6}
 */
module dev.sockeye.raw {
  requires transitive dev.sockeye;
  requires transitive dev.sockeye.posix;

  exports dev.sockeye.raw;

  provides dev.sockeye.spi.Transport with
      dev.sockeye.raw.RawTransport,
      dev.sockeye.raw.PingTransport;
}
