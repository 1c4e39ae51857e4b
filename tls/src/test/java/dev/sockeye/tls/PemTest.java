package dev.sockeye.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of every kind that openssl writes, each that of a certificate openssl makes with it. */
class PemTest {

  @TempDir Path folder;
  private OpenSsl openssl;

  @BeforeEach
  void setUp() {
    openssl = new OpenSsl(folder);
  }

  private PrivateKey key(String file, String password) throws IOException {
    return PrivateKeys.find(Pem.read(openssl.file(file)), password::toCharArray).orElseThrow();
  }

  private X509Certificate certificate(String key) throws IOException {
    openssl.run("req -x509 -subj /CN=me -days 2 -key " + key + " -out cert.pem");
    return Certificates.all(Pem.read(openssl.file("cert.pem"))).get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048, PRIVATE KEY",
    "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048, PRIVATE KEY",
    "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256, PRIVATE KEY",
    "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384, PRIVATE KEY",
    "genpkey -algorithm ED25519, PRIVATE KEY",
    "genpkey -algorithm ED448, PRIVATE KEY",
    "genrsa -traditional 2048, RSA PRIVATE KEY",
    "genrsa 2048, PRIVATE KEY",
    "ecparam -name prime256v1 -genkey, EC PRIVATE KEY",
    "ecparam -name secp521r1 -genkey -noout, EC PRIVATE KEY",
  })
  void readsKeys(String made, String type) throws IOException {
    List<String> words = new ArrayList<>(List.of(made.split(" ")));
    words.addAll(words.get(0).equals("genrsa") ? 1 : words.size(), List.of("-out", "key.pem"));
    openssl.run(String.join(" ", words));
    String text = Files.readString(openssl.file("key.pem"));
    assertTrue(text.contains("-----BEGIN " + type + "-----"), text);
    assertTrue(Certificates.belong(certificate("key.pem"), key("key.pem", "unused")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-v2 aes-256-cbc",
        "-v2 aes-128-cbc -v2prf hmacWithSHA1",
        "-v2 aes-256-cbc -v2prf hmacWithSHA512 -iter 4096"
      })
  void readsEncryptedKeys(String how) throws IOException {
    openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out plain.pem");
    openssl.run("pkcs8 -topk8 " + how + " -passout pass:secret -in plain.pem -out key.pem");
    assertTrue(Files.readString(openssl.file("key.pem")).contains("BEGIN ENCRYPTED PRIVATE KEY"));
    assertTrue(Certificates.belong(certificate("plain.pem"), key("key.pem", "secret")));
    String told = assertThrows(IOException.class, () -> key("key.pem", "wrong")).getMessage();
    assertEquals("the password does not fit the key: look at KEY_PASSWORD", told);
  }

  @Test
  void saysHowToRewriteAKeyThatJavaCannotDecrypt() {
    openssl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out plain.pem");
    openssl.run("pkcs8 -topk8 -scrypt -passout pass:secret -in plain.pem -out key.pem");
    String told = assertThrows(IOException.class, () -> key("key.pem", "secret")).getMessage();
    assertTrue(told.contains("rewrite it with openssl pkcs8 -topk8"), told);
  }

  @Test
  void refusesTheOldEncryption() {
    openssl.run("genrsa -traditional -aes128 -passout pass:secret -out key.pem 2048");
    String told = assertThrows(IOException.class, () -> key("key.pem", "secret")).getMessage();
    assertTrue(told.contains("Proc-Type: 4,ENCRYPTED"), told);
  }

  @Test
  void refusesCurvesWithoutAName() {
    openssl.run("ecparam -name prime256v1 -genkey -param_enc explicit -noout -out key.pem");
    String told = assertThrows(IOException.class, () -> key("key.pem", "")).getMessage();
    assertTrue(told.contains("does not name its curve"), told);
  }

  @Test
  void readsChainsWithTextAround() throws IOException {
    openssl.authority("ca");
    openssl.certificate("leaf", "ca", "DNS:leaf", 10);
    String text = openssl.run("x509 -in ca.pem -text"); // text, then the certificate
    Path file = openssl.file("chain.pem");
    String chain = Files.readString(openssl.file("leaf.pem"));
    Files.writeString(file, chain.replace("\n", "\r\n") + text);
    assertEquals(
        List.of("CN=leaf", "CN=ca", "CN=ca"),
        Certificates.all(Pem.read(file)).stream()
            .map(certificate -> certificate.getSubjectX500Principal().getName())
            .toList());
  }

  @Test
  void tellsWhetherAKeyBelongs() throws IOException {
    openssl.authority("one");
    openssl.authority("other");
    X509Certificate one = Certificates.all(Pem.read(openssl.file("one.pem"))).get(0);
    assertTrue(Certificates.belong(one, key("one.key", "")));
    assertFalse(Certificates.belong(one, key("other.key", "")));
    openssl.run("genpkey -algorithm ED25519 -out ed.pem");
    assertFalse(Certificates.belong(one, key("ed.pem", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MII", "MIIBAAA=", "MIME", "MIT/////", "MIQ="})
  void refusesWhatIsCutOff(String base64) {
    String text = "-----BEGIN EC PRIVATE KEY-----\n" + base64 + "\n-----END EC PRIVATE KEY-----\n";
    assertThrows(IOException.class, () -> PrivateKeys.find(Pem.parse(text), "secret"::toCharArray));
  }

  @Test
  void saysWhichFileIsMissing() {
    Path absent = folder.resolve("absent.pem");
    String told = assertThrows(IOException.class, () -> Pem.read(absent)).getMessage();
    assertEquals("there is no file " + absent, told);
  }
}
