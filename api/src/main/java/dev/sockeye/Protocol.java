package dev.sockeye;

import java.util.Objects;

/**
 * The third argument of {@code socket(2)}: the protocol within the domain. As there it is a number;
 * two protocols are equal when their numbers are.
 *
 * @param name what messages call it, such as {@code IPPROTO_TCP}
 * @param number the number that goes to the system; for IP the one that IANA assigned, the same
 *     everywhere
 */
public record Protocol(String name, int number) {

  /** 0: the only or the default protocol of the domain and type, where none has this number. */
  public static final Protocol DEFAULT = new Protocol("0", 0);

  /** TCP, RFC 9293. */
  public static final Protocol IPPROTO_TCP = new Protocol("IPPROTO_TCP", 6);

  /** UDP, RFC 768. */
  public static final Protocol IPPROTO_UDP = new Protocol("IPPROTO_UDP", 17);

  /** SCTP, RFC 9260. */
  public static final Protocol IPPROTO_SCTP = new Protocol("IPPROTO_SCTP", 132);

  /**
   * Creates a protocol.
   *
   * @param name its name
   * @param number its number, not negative
   */
  public Protocol {
    Objects.requireNonNull(name, "name");
    if (number < 0) {
      throw new IllegalArgumentException("negative protocol number " + number);
    }
  }

  // Written out: what a record generates is linked at its first call, which costs a program that
  // does no more than connect a third of its time.

  @Override
  public boolean equals(Object other) {
    return other instanceof Protocol protocol && number == protocol.number;
  }

  @Override
  public int hashCode() {
    return number;
  }

  @Override
  public String toString() {
    return name;
  }
}
