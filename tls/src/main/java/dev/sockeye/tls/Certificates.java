package dev.sockeye.tls;

import dev.sockeye.tls.Pem.Block;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;

/** Certificates in PEM files. */
final class Certificates {

  private Certificates() {}

  /** All of a file, in the order in which they stand. */
  static List<X509Certificate> all(List<Block> blocks) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks) {
      if (block.type().equals("CERTIFICATE") || block.type().equals("X509 CERTIFICATE")) {
        certificates.add(certificate(block.der()));
      }
    }
    return certificates;
  }

  private static X509Certificate certificate(byte[] der) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IOException("a certificate in it cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** Whether a key is that of a certificate; a wrong one would only show in each handshake. */
  static boolean belong(X509Certificate certificate, PrivateKey key) throws IOException {
    if (key instanceof RSAKey mine) {
      return certificate.getPublicKey() instanceof RSAKey theirs
          && mine.getModulus().equals(theirs.getModulus());
    }
    byte[] text = {1, 2, 3};
    try {
      Signature signature =
          Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA");
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // another kind of key
    }
  }
}
