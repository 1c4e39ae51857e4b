package dev.sockeye.tls;

import dev.sockeye.tls.Pem.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** What one shows of oneself: CERT, KEY and KEY_PASSWORD. */
final class Credentials {

  private Credentials() {}

  /** Reads them; {@code null}, for {@code SSLContext.init}, if the URI has none. */
  static KeyManager[] keyManagers(TlsOptions options) throws IOException {
    if (options.cert().isEmpty()) {
      if (options.key().isPresent()) {
        throw new IllegalArgumentException(
            options.uri() + ": a KEY without a CERT: add CERT, the file with its certificate");
      }
      return null;
    }
    String cert = options.cert().get();
    String keyFile = options.key().orElse(cert); // as socat: one file may have both
    List<X509Certificate> chain = certificates(options, "CERT", cert);
    PrivateKey key = key(options, keyFile);
    if (!Certificates.belong(chain.get(0), key)) {
      throw new IOException(
          options.uri()
              + ": the key in "
              + keyFile
              + " is not that of the first certificate in "
              + cert
              + ": the server's own certificate stands first, those that signed it follow");
    }
    return keyManagers(key, chain);
  }

  /** The certificates in the file of an option, at least one. */
  static List<X509Certificate> certificates(TlsOptions options, String option, String file)
      throws IOException {
    try {
      List<X509Certificate> all = Certificates.all(Pem.read(Path.of(file)));
      if (all.isEmpty()) {
        throw new IOException("there is no BEGIN CERTIFICATE in it: a PEM file has it");
      }
      return all;
    } catch (IOException e) {
      throw failed(options, option, file, e);
    }
  }

  private static PrivateKey key(TlsOptions options, String file) throws IOException {
    try {
      List<Block> blocks = Pem.read(Path.of(file));
      return PrivateKeys.find(blocks, () -> password(options))
          .orElseThrow(
              () ->
                  new IOException(
                      "there is no BEGIN PRIVATE KEY in it: add KEY, the file that has it"));
    } catch (IOException e) {
      throw failed(options, options.key().isPresent() ? "KEY" : "CERT", file, e);
    }
  }

  private static IOException failed(
      TlsOptions options, String option, String file, IOException cause) {
    return new IOException(
        options.uri() + ": " + option + "=" + file + ": " + cause.getMessage(), cause);
  }

  /** As OpenSSL's -passin; not in the URI itself, which ends up in logs and process lists. */
  private static char[] password(TlsOptions options) throws IOException {
    String where =
        options
            .keyPassword()
            .orElseThrow(
                () ->
                    new IOException(
                        "the key is encrypted: add KEY_PASSWORD=file:PATH or"
                            + " KEY_PASSWORD=env:NAME"));
    if (where.startsWith("env:")) {
      String value = System.getenv(where.substring(4));
      if (value == null) {
        throw new IOException("KEY_PASSWORD=" + where + ": that variable is not set");
      }
      return value.toCharArray();
    } else if (where.startsWith("file:")) {
      return firstLine(Path.of(where.substring(5)));
    }
    throw new IllegalArgumentException(
        "KEY_PASSWORD says where the password is: write file:PATH or env:NAME (in the URI itself"
            + " it would end up in logs)");
  }

  private static char[] firstLine(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      return lines.findFirst().orElse("").toCharArray();
    } catch (IOException e) {
      throw new IOException("KEY_PASSWORD=file:" + file + " cannot be read (" + e + ")", e);
    }
  }

  private static KeyManager[] keyManagers(PrivateKey key, List<X509Certificate> chain)
      throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      char[] inMemory = {'-'};
      store.setKeyEntry("key", key, inMemory, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, inMemory);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate or key cannot be used: " + e.getMessage(), e);
    }
  }
}
