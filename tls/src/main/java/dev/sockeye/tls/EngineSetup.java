package dev.sockeye.tls;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** Makes engines as the settings say. */
final class EngineSetup {

  /** All versions, the oldest first. */
  private static final List<String> VERSIONS =
      List.of("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

  private EngineSetup() {}

  static SSLEngine engine(TlsSettings settings, SocketAddress remote) {
    String host = nameOf(settings, remote);
    int port = remote instanceof InetSocketAddress address ? address.getPort() : 0;
    SSLEngine engine =
        host == null
            ? settings.context().createSSLEngine()
            : settings.context().createSSLEngine(host, portOfSession(settings, host, port));
    engine.setUseClientMode(settings.isClient());
    engine.setSSLParameters(parameters(settings, engine.getSSLParameters()));
    return engine;
  }

  /**
   * By host and port the JDK finds the session to resume, and resumes one of another SNI: the
   * server is then told the name of that time, or none. The port is nothing but a part of the key.
   */
  private static int portOfSession(TlsSettings settings, String host, int port) {
    String sni = settings.sni();
    return sni == null || sni.equalsIgnoreCase(host)
        ? port
        : port ^ ((sni.toLowerCase(Locale.ROOT).hashCode() & Short.MAX_VALUE) << Short.SIZE);
  }

  private static String nameOf(TlsSettings settings, SocketAddress remote) {
    if (settings.peerHost() != null) {
      return settings.peerHost();
    } else if (settings.sni() != null) {
      return settings.sni();
    }
    return remote instanceof InetSocketAddress address ? address.getHostString() : null;
  }

  private static SSLParameters parameters(TlsSettings settings, SSLParameters parameters) {
    parameters.setProtocols(versions(settings.minVersion(), parameters.getProtocols()));
    if (!settings.alpn().isEmpty()) {
      parameters.setApplicationProtocols(settings.alpn().toArray(new String[0]));
    }
    if (settings.isClient()) {
      parameters.setEndpointIdentificationAlgorithm(settings.verify() ? "HTTPS" : null);
      if (settings.sni() != null) {
        parameters.setServerNames(List.of(new SNIHostName(settings.sni())));
      }
    } else if (settings.clientAuth() == ClientAuth.NEED) {
      parameters.setNeedClientAuth(true);
    } else if (settings.clientAuth() == ClientAuth.WANT) {
      parameters.setWantClientAuth(true);
    }
    return parameters;
  }

  private static String[] versions(String oldest, String[] enabled) {
    int from = VERSIONS.indexOf(oldest);
    if (from < 0) {
      throw new IllegalArgumentException(
          "no version of TLS: " + oldest + "; there are " + VERSIONS);
    }
    List<String> kept = new ArrayList<>();
    for (String version : enabled) {
      if (VERSIONS.indexOf(version) >= from) {
        kept.add(version);
      }
    }
    return kept.toArray(new String[0]);
  }
}
