/**
 * TLS, RFC 8446 and RFC 5246, over every stream: {@link dev.sockeye.tls.Tls} puts it over a socket,
 * and {@link dev.sockeye.tls.TlsSettings} says how.
 */
package dev.sockeye.tls;
