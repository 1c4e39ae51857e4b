package dev.sockeye.cli;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A running SHA-256 and the count of what went into it. */
final class Checksum {

  private final MessageDigest digest = sha256();
  private long bytes;

  /** Adds what the buffer has, and leaves the buffer as it was. */
  void add(ByteBuffer data) {
    bytes += data.remaining();
    digest.update(data.duplicate());
  }

  long bytes() {
    return bytes;
  }

  /** Ends it. */
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
