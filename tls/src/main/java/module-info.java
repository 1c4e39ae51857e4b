/**
 * TLS, RFC 8446 and RFC 5246, over every stream, by the JDK's {@code SSLEngine} or another.
 *
 * @provides dev.sockeye.spi.StreamLayer the schemes {@code tls+X}
 */
module dev.sockeye.tls {
  requires transitive dev.sockeye;

  exports dev.sockeye.tls;

  provides dev.sockeye.spi.StreamLayer with
      dev.sockeye.tls.TlsLayer;
}
