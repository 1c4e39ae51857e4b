package dev.sockeye;

import java.util.Objects;

/**
 * The first argument of {@code socket(2)}: the protocol family, which decides the form of
 * addresses.
 *
 * <p>A record and not an enum, so that a transport module can bring a domain that this module has
 * never heard of. The numbers behind the names differ between systems; two domains are equal when
 * their names are.
 *
 * @param name the POSIX or system name, such as {@code AF_INET}
 */
public record Domain(String name) {

  /** No particular domain: IPv4 and IPv6 alike, as {@code getaddrinfo(3)} means it. */
  public static final Domain AF_UNSPEC = new Domain("AF_UNSPEC");

  /** IPv4, {@code ip(7)}. */
  public static final Domain AF_INET = new Domain("AF_INET");

  /** IPv6, {@code ipv6(7)}. */
  public static final Domain AF_INET6 = new Domain("AF_INET6");

  /** Local communication, {@code unix(7)}; POSIX also calls it {@code AF_LOCAL}. */
  public static final Domain AF_UNIX = new Domain("AF_UNIX");

  /**
   * Creates a domain.
   *
   * @param name its name
   */
  public Domain {
    Objects.requireNonNull(name, "name");
  }

  // Written out: what a record generates is linked at its first call, which costs a program that
  // does no more than connect a third of its time.

  @Override
  public boolean equals(Object other) {
    return other instanceof Domain domain && name.equals(domain.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
