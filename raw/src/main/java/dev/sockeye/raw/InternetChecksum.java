package dev.sockeye.raw;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The checksum of the Internet, RFC 1071: the complement of the sum, in ones' complement, of words
 * of 16 bits in network order. The buffer's own order does not matter, nor do its position and
 * limit change.
 */
public final class InternetChecksum {

  private InternetChecksum() {}

  /**
   * The checksum of some bytes. Over bytes that have their checksum among them it is 0.
   *
   * @param bytes the buffer
   * @param at where they begin
   * @param length how many; an odd one counts as if a 0 followed
   * @return the checksum, 16 bits
   */
  public static int of(ByteBuffer bytes, int at, int length) {
    return ~sum(bytes, at, length) & 0xffff;
  }

  /**
   * The sum of some bytes, to be added to others by {@link #add}.
   *
   * @param bytes the buffer
   * @param at where they begin
   * @param length how many; an odd number only if nothing follows
   * @return the sum, 16 bits
   */
  public static int sum(ByteBuffer bytes, int at, int length) {
    long sum = 0;
    int even = at + (length & ~1);
    for (int i = at; i < even; i += 2) {
      sum += bytes.getShort(i) & 0xffff;
    }
    boolean network = bytes.order() == ByteOrder.BIG_ENDIAN;
    if ((length & 1) != 0) {
      sum += (bytes.get(even) & 0xff) << (network ? 8 : 0);
    }
    int folded = fold(sum);
    return network ? folded : Short.reverseBytes((short) folded) & 0xffff; // RFC 1071, 2 (B)
  }

  /**
   * Adds two sums.
   *
   * @param one a sum, or any number of 16 bits
   * @param other another
   * @return their sum, 16 bits
   */
  public static int add(int one, int other) {
    return fold((long) one + other);
  }

  private static int fold(long sum) {
    long folded = sum;
    while (folded > 0xffff) {
      folded = (folded & 0xffff) + (folded >>> 16);
    }
    return (int) folded;
  }
}
