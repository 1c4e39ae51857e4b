/** TLS, RFC 8446 and RFC 5246, over every stream, by the JDK's {@code SSLEngine} or another. */
module dev.sockeye.tls {
  requires transitive dev.sockeye;

  exports dev.sockeye.tls;
}
