package dev.sockeye.tls;

import dev.sockeye.tls.Pem.Block;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Private keys in PEM files: PKCS#8 (RFC 5958), encrypted or not, PKCS#1 (RFC 8017) and SEC1 (RFC
 * 5915). The JDK reads the first alone; the others are put into one.
 */
final class PrivateKeys {

  /** Of TLS's keys; EdDSA is Ed25519 and Ed448. */
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private static final byte[] VERSION_0 = {2, 1, 0};

  /** 1.2.840.113549.1.1.1 and NULL. */
  private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");

  /** 1.2.840.10045.2.1. */
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private static final int PARAMETERS = 0xa0; // [0] of an ECPrivateKey
  private static final int OBJECT_IDENTIFIER = 0x06;

  private static final String CONVERT = "openssl pkcs8 -topk8 -v2 aes-256-cbc -in KEY -out NEW";

  private PrivateKeys() {}

  /** Gives the password of an encrypted key. */
  @FunctionalInterface
  interface Password {
    /** The password. */
    char[] get() throws IOException;
  }

  /**
   * The first key of a file.
   *
   * @param password asked for where the key is encrypted
   * @return empty if there is none
   */
  static Optional<PrivateKey> find(List<Block> blocks, Password password) throws IOException {
    for (Block block : blocks) {
      if (block.type().endsWith("PRIVATE KEY")) {
        return Optional.of(read(block, password));
      }
    }
    return Optional.empty();
  }

  private static PrivateKey read(Block block, Password password) throws IOException {
    if (block.headers().contains("ENCRYPTED")) {
      throw new IOException(
          "the key is encrypted in the way that OpenSSL had before 1.0 (Proc-Type: 4,ENCRYPTED),"
              + " which is weak: rewrite it with "
              + CONVERT);
    }
    return switch (block.type()) {
      case "PRIVATE KEY" -> key(new PKCS8EncodedKeySpec(block.der()));
      case "ENCRYPTED PRIVATE KEY" -> key(decrypted(block.der(), password.get()));
      case "RSA PRIVATE KEY" -> key(pkcs8(RSA, block.der()));
      case "EC PRIVATE KEY" -> key(pkcs8(ec(block.der()), block.der()));
      default ->
          throw new IOException(
              "a key of the kind BEGIN "
                  + block.type()
                  + " is not for TLS: use RSA, EC or Ed25519");
    };
  }

  private static byte[] ec(byte[] sec1) throws IOException {
    byte[] curve = Der.find(sec1, PARAMETERS);
    if (curve == null || curve.length == 0 || curve[0] != OBJECT_IDENTIFIER) {
      throw new IOException(
          "the EC key does not name its curve: make it with openssl ecparam -name prime256v1"
              + " -genkey (and without -param_enc explicit)");
    }
    byte[] algorithm = new byte[EC.length + curve.length];
    System.arraycopy(EC, 0, algorithm, 0, EC.length);
    System.arraycopy(curve, 0, algorithm, EC.length, curve.length);
    return algorithm;
  }

  private static PKCS8EncodedKeySpec pkcs8(byte[] algorithm, byte[] key) {
    return new PKCS8EncodedKeySpec(
        Der.value(
            Der.SEQUENCE,
            VERSION_0,
            Der.value(Der.SEQUENCE, algorithm),
            Der.value(Der.OCTET_STRING, key)));
  }

  private static PKCS8EncodedKeySpec decrypted(byte[] der, char[] password) throws IOException {
    EncryptedPrivateKeyInfo info;
    Cipher cipher;
    try {
      info = new EncryptedPrivateKeyInfo(der);
      cipher = cipher(info, password);
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          "the key is encrypted in a way that Java does not know ("
              + e
              + "): rewrite it with "
              + CONVERT,
          e);
    }
    try {
      return info.getKeySpec(cipher);
    } catch (InvalidKeySpecException e) {
      throw new IOException("the password does not fit the key: look at KEY_PASSWORD", e);
    }
  }

  private static Cipher cipher(EncryptedPrivateKeyInfo info, char[] password)
      throws GeneralSecurityException {
    AlgorithmParameters parameters = info.getAlgParameters();
    // PBES2 is a frame for many algorithms: its parameters are called by the one in it.
    boolean framed = info.getAlgName().equals("PBES2") || info.getAlgName().endsWith(".1.5.13");
    if (framed && parameters == null) {
      throw new NoSuchAlgorithmException("PBES2 with unknown parameters");
    }
    String algorithm = framed ? parameters.toString() : info.getAlgName();
    PBEKeySpec spec = new PBEKeySpec(password);
    try {
      SecretKey key = SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, key, parameters);
      return cipher;
    } finally {
      spec.clearPassword();
    }
  }

  private static PrivateKey key(PKCS8EncodedKeySpec spec) throws IOException {
    IOException failure =
        new IOException("the key cannot be used: TLS takes RSA, EC, Ed25519 and Ed448");
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }
}
