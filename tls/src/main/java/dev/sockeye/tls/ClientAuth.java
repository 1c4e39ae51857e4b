package dev.sockeye.tls;

/** Whether a server asks its clients for a certificate. */
public enum ClientAuth {
  /** It does not ask. */
  NONE,
  /** It asks, and goes on without; a certificate that it does not trust fails the handshake. */
  WANT,
  /** It asks, and the handshake fails without one that it trusts. */
  NEED
}
