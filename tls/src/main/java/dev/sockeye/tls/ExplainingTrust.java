package dev.sockeye.tls;

import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Says of a certificate that is refused what is wrong with it and what to do. */
final class ExplainingTrust extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager trust;
  private final String authorities;

  ExplainingTrust(X509ExtendedTrustManager trust, String authorities) {
    this.trust = trust;
    this.authorities = authorities;
  }

  private interface Check {
    void run() throws CertificateException;
  }

  private void explained(X509Certificate[] chain, String name, Check check)
      throws CertificateException {
    try {
      check.run();
      chain[0].checkValidity(); // the JDK does not ask a certificate that is an authority itself
    } catch (CertificateException e) {
      throw new CertificateException(sentence(chain[0], name, e), e);
    }
  }

  private String sentence(X509Certificate refused, String name, CertificateException why) {
    String who = "the certificate of " + refused.getSubjectX500Principal();
    if (caused(why, CertificateExpiredException.class)) {
      return who
          + ", or one that signed it, has expired (its own end is "
          + refused.getNotAfter().toInstant()
          + "): have it renewed";
    } else if (caused(why, CertificateNotYetValidException.class)) {
      return who
          + " is not valid before "
          + refused.getNotBefore().toInstant()
          + ": look at the clocks";
    } else if (caused(why, CertPathBuilderException.class)) {
      return who
          + " is not signed by one of "
          + authorities
          + ": add the certificate of its issuer, "
          + refused.getIssuerX500Principal()
          + ", to CAFILE";
    } else if (why.getCause() == null && name != null) { // thus the check of names
      return who
          + " is for "
          + names(refused)
          + " and not for "
          + name
          + ": connect to a name that it is for, or write SNI=NAME ("
          + why.getMessage()
          + ")";
    }
    return who + " is refused: " + why.getMessage();
  }

  private static boolean caused(Throwable failure, Class<?> by) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (by.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  /** Of the extension; the subject's common name counts no more (RFC 9525). */
  private static String names(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      return names == null
          ? "no name (it has no subjectAltName)"
          : names.stream()
              .map(List::copyOf)
              .map(entry -> String.valueOf(entry.get(1)))
              .collect(Collectors.joining(", "));
    } catch (CertificateException e) {
      return "names that cannot be read";
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    explained(chain, null, () -> trust.checkClientTrusted(chain, type));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    explained(chain, null, () -> trust.checkServerTrusted(chain, type));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    explained(chain, null, () -> trust.checkClientTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    explained(
        chain,
        String.valueOf(socket.getInetAddress()),
        () -> trust.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    explained(chain, null, () -> trust.checkClientTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    explained(chain, engine.getPeerHost(), () -> trust.checkServerTrusted(chain, type, engine));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.getAcceptedIssuers();
  }
}
