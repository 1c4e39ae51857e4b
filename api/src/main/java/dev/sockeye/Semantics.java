package dev.sockeye;

/**
 * What a socket promises: the "communication semantics" of {@code socket(2)}, of which its type is
 * no more than a hint. {@code SOCK_SEQPACKET} is a connection in the UNIX domain and one socket for
 * all associations with SCTP; {@code SOCK_RAW}, {@code SOCK_PACKET} and netlink's sockets have no
 * connections, and no name that says so. Whoever needs to know asks here; whether messages keep
 * their boundaries is {@link SocketSpec#keepsBoundaries()}.
 */
public enum Semantics {

  /**
   * A connection between two sockets, reliable and in order: TCP, {@code SOCK_STREAM} and {@code
   * SOCK_SEQPACKET} of the UNIX domain, SCTP's one-to-one style (RFC 6458 section 4).
   */
  CONNECTION(true, true, true),

  /** A connection whose messages may be lost: DCCP, RFC 4340. */
  UNRELIABLE_CONNECTION(true, true, false),

  /**
   * One socket that has a connection to each of its peers, reliable and in order, and makes it when
   * it sends: SCTP's one-to-many style (RFC 6458 section 3).
   */
  ONE_TO_MANY(true, false, true),

  /**
   * Messages from and to anybody, none of which is lost: {@code SOCK_DGRAM} of the UNIX domain
   * ({@code unix(7)}).
   */
  RELIABLE_DATAGRAM(false, false, true),

  /**
   * Messages from and to anybody, which may be lost, repeated or overtake each other: UDP, {@code
   * SOCK_RAW}, packets of a device, netlink ({@code netlink(7)}), CAN, TIPC, whose receivers drop
   * what they have no room for.
   */
  DATAGRAM(false, false, false);

  private final boolean connectionOriented;
  private final boolean accepting;
  private final boolean reliable;

  Semantics(boolean connectionOriented, boolean accepting, boolean reliable) {
    this.connectionOriented = connectionOriented;
    this.accepting = accepting;
    this.reliable = reliable;
  }

  /**
   * Tells whether there are connections, whose end and whose break both sides are told. Without
   * them {@code connect(2)} only sets the peer, a message that fails says nothing of the next, and
   * there is no end.
   *
   * @return whether it is connection-oriented
   */
  public boolean isConnectionOriented() {
    return connectionOriented;
  }

  /**
   * Tells whether peers connect to a {@link Listener}, and each that is accepted is a socket of its
   * own: {@code accept(2)}. Else one endpoint, which is bound, receives from all.
   *
   * @return whether there are listeners
   */
  public boolean isAccepting() {
    return accepting;
  }

  /**
   * Tells whether what was sent arrives, once, or its sender is told that it does not.
   *
   * @return whether it is reliable
   */
  public boolean isReliable() {
    return reliable;
  }

  /**
   * Tells whether a stream of bytes can be made of it: nothing is missing, nothing comes from
   * anybody else, and the end is told.
   *
   * @return whether it is reliable and connection-oriented
   */
  public boolean carriesStream() {
    return reliable && connectionOriented;
  }
}
