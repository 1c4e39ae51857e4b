package dev.sockeye.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Whom one believes: CAFILE, else the JDK's authorities; anybody by VERIFY=false alone. */
final class Trust {

  private Trust() {}

  static TrustManager manager(TlsOptions options) throws IOException {
    if (!options.verify()) {
      return new Anybody();
    }
    String file = options.caFile().orElse(null);
    try {
      KeyStore store = file == null ? null : authorities(options, file);
      String named = file == null ? "the JDK's authorities" : "CAFILE=" + file;
      return new ExplainingTrust(manager(store), named);
    } catch (GeneralSecurityException e) {
      throw new IOException(options.uri() + ": CAFILE cannot be used: " + e.getMessage(), e);
    }
  }

  private static KeyStore authorities(TlsOptions options, String file)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (X509Certificate authority : Credentials.certificates(options, "CAFILE", file)) {
      store.setCertificateEntry("ca" + number++, authority);
    }
    return store;
  }

  private static X509ExtendedTrustManager manager(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new GeneralSecurityException("no X.509 trust manager in this JDK");
  }

  /** An extended one, since the JDK checks the name itself after any other. */
  private static final class Anybody extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
