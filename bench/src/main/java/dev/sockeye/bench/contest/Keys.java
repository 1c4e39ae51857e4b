package dev.sockeye.bench.contest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;

/**
 * A key for {@code localhost}, made by {@code keytool(1)}, and who trusts it: the same for all.
 *
 * @param keys what has the key
 * @param trust what trusts it
 * @param context of both
 */
public record Keys(KeyManagerFactory keys, TrustManagerFactory trust, SSLContext context) {

  static final String HOST = "localhost";

  private static final String ALIAS = "bench";
  private static final String PASSWORD = "password";

  private static final class Made {
    static final Keys ONCE = make();
  }

  public static Keys get() {
    return Made.ONCE;
  }

  /** Writes certificate and key to files, as PEM. */
  public void write(Path chain, Path key) throws IOException {
    X509KeyManager manager = (X509KeyManager) keys.getKeyManagers()[0];
    try {
      byte[] certificate = manager.getCertificateChain(ALIAS)[0].getEncoded();
      Files.writeString(chain, pem("CERTIFICATE", certificate));
    } catch (CertificateEncodingException e) {
      throw new IOException(e);
    }
    Files.writeString(key, pem("PRIVATE KEY", manager.getPrivateKey(ALIAS).getEncoded()));
  }

  private static String pem(String what, byte[] content) {
    String lines = Base64.getMimeEncoder().encodeToString(content);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, lines);
  }

  private static Keys make() {
    try {
      Path folder = Files.createTempDirectory("sockeye-bench");
      Path file = folder.resolve("keys.p12");
      try {
        generate(file);
        return read(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("no key was made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("no key was made", e);
    }
  }

  private static void generate(Path file) throws IOException, InterruptedException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> what = List.of("-genkeypair", "-alias", ALIAS, "-keyalg", "EC");
    List<String> where = List.of("-keystore", file.toString(), "-storetype", "PKCS12");
    List<String> whose = List.of("-dname", "CN=" + HOST, "-ext", "SAN=dns:" + HOST);
    ProcessBuilder program = new ProcessBuilder(keytool);
    program.command().addAll(what);
    program.command().addAll(where);
    program.command().addAll(whose);
    program.command().addAll(List.of("-storepass", PASSWORD));
    Process process = program.inheritIO().redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    if (process.waitFor() != 0) {
      throw new IOException("keytool failed: " + process.exitValue());
    }
  }

  private static Keys read(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return new Keys(keys, trust, context);
  }
}
