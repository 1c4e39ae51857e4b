package dev.sockeye;

import java.util.Objects;

/**
 * The second argument of {@code socket(2)}: the semantics of communication.
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
