package dev.sockeye.tls;

import java.security.cert.Certificate;
import java.util.List;

/**
 * What a handshake agreed on; {@link Tls#SESSION} tells it.
 *
 * @param protocol the version, as the JDK names it: {@code TLSv1.3}
 * @param cipherSuite the suite, as the registry names it: {@code TLS_AES_256_GCM_SHA384}
 * @param alpn the protocol of RFC 7301; empty if none was agreed on
 * @param peerCertificates the peer's own certificate first; empty if it showed none
 * @param requestedHost of a server, the name that the client asked for, RFC 6066; else {@code null}
 */
public record TlsSession(
    String protocol,
    String cipherSuite,
    String alpn,
    List<Certificate> peerCertificates,
    String requestedHost) {}
