package dev.sockeye;

import java.util.Objects;

/**
 * The second argument of {@code socket(2)}. What its sockets promise differs between domains and
 * protocols, and is the {@link Semantics} of their {@link SocketSpec}.
 *
 * @param name the POSIX or system name, such as {@code SOCK_STREAM}
 */
public record SocketType(String name) {

  /** Sequenced, reliable, two-way, connection-based. */
  public static final SocketType SOCK_STREAM = new SocketType("SOCK_STREAM");

  /** Datagrams: connectionless messages of a fixed maximum length, unreliable unless local. */
  public static final SocketType SOCK_DGRAM = new SocketType("SOCK_DGRAM");

  /** Sequenced, reliable messages that keep their boundaries. */
  public static final SocketType SOCK_SEQPACKET = new SocketType("SOCK_SEQPACKET");

  /** Access to a protocol below the transport layer, {@code raw(7)}; also CAN's and netlink's. */
  public static final SocketType SOCK_RAW = new SocketType("SOCK_RAW");

  /** Reliably delivered messages, connectionless, which may overtake each other: TIPC's. */
  public static final SocketType SOCK_RDM = new SocketType("SOCK_RDM");

  /** Linux's older way to a device's packets; {@code packet(7)} is what came after it. */
  public static final SocketType SOCK_PACKET = new SocketType("SOCK_PACKET");

  /**
   * Creates a type.
   *
   * @param name its name
   */
  public SocketType {
    Objects.requireNonNull(name, "name");
  }

  // Written out: what a record generates is linked at its first call, which costs a program that
  // does no more than connect a third of its time.

  @Override
  public boolean equals(Object other) {
    return other instanceof SocketType type && name.equals(type.name);
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
