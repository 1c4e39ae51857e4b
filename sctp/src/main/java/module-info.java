/**
 * SCTP, RFC 9260 and RFC 6458: {@code socket(AF_INET | AF_INET6, SOCK_STREAM | SOCK_SEQPACKET,
 * IPPROTO_SCTP)}. Open sockets it takes over where there is {@code dev.sockeye.posix}.
 *
 * @provides dev.sockeye.spi.Transport the schemes {@code sctp} and {@code sctp+seqpacket}
 */
module dev.sockeye.sctp {
  requires transitive dev.sockeye;
  requires static dev.sockeye.posix;
  requires jdk.sctp;

  exports dev.sockeye.sctp;

  provides dev.sockeye.spi.Transport with
      dev.sockeye.sctp.SctpTransport;
}
