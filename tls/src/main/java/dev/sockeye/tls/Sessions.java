package dev.sockeye.tls;

import java.net.SocketOption;
import java.security.cert.Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** What an engine tells of its session. */
final class Sessions {

  private Sessions() {}

  /** The options of what is below, and {@link Tls#SESSION}. */
  static Set<SocketOption<?>> andOptions(Set<SocketOption<?>> below) {
    Set<SocketOption<?>> options = new HashSet<>(below);
    options.add(Tls.SESSION);
    return Set.copyOf(options);
  }

  /** The session is what was agreed on. */
  static void requireOther(SocketOption<?> name) {
    if (name.equals(Tls.SESSION)) {
      throw new IllegalArgumentException(name.name() + " can only be read");
    }
  }

  static TlsSession of(SSLEngine engine, boolean client) {
    SSLSession session = engine.getSession();
    String alpn = engine.getApplicationProtocol();
    return new TlsSession(
        session.getProtocol(),
        session.getCipherSuite(),
        alpn == null ? "" : alpn,
        certificates(session),
        client ? null : requestedHost(session));
  }

  private static List<Certificate> certificates(SSLSession session) {
    try {
      return List.of(session.getPeerCertificates());
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  private static String requestedHost(SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName name : extended.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName();
        }
      }
    }
    return null;
  }
}
