package dev.sockeye.posix;

/** How sockets of a kind behave, as was measured: each is what some kinds do and others do not. */
public enum Trait {

  /** {@code shutdown(2)} wakes whoever is blocked in a call that sends or receives. */
  SHUTDOWN_WAKES,

  /**
   * A connect that finds the backlog full fails with EAGAIN, and nothing tells when there is room.
   * Without this it is EINPROGRESS, and the socket is writable once it is decided.
   */
  FULL_BACKLOG_IS_EAGAIN,

  /**
   * A send to a receiver that is full waits where neither a shutdown nor a close wakes it; and
   * unless the socket is connected, {@code poll(2)} takes it for writable.
   */
  FULL_RECEIVER_BLOCKS_SILENTLY,

  /**
   * A send that finds its receiver full, and does not wait, fails with EAGAIN while {@code poll(2)}
   * takes the socket for writable, connected or not: it is tried again after a while.
   */
  POLL_DISREGARDS_RECEIVER,

  /**
   * What receivers have not read takes from the send buffer, of all of them together, until they
   * do. Linux, which tells how much by {@code SO_MEMINFO}.
   */
  UNREAD_TAKES_SEND_BUFFER,

  /**
   * {@code connect(2)} is refused, and a socket sends to what it is bound to, such as a device: to
   * connect is to bind to the peer's address, and sends need none from then on.
   */
  CONNECTS_BY_BINDING,

  /**
   * A bind that is refused leaves the socket with the address for a name, which it does not have.
   */
  REFUSED_BIND_NAMES,

  /** Who connects by URI takes an address of the system's choice first, so that it is answered. */
  BINDS_BEFORE_CONNECT,

  /** Received with {@code MSG_TRUNC}, a message that was cut tells its length. */
  REAL_LENGTH,

  /**
   * A receive with flags that concern what it never has, descriptors and the length of what was
   * cut, fails with EINVAL where others leave them alone.
   */
  REFUSES_FLAGS,

  /** The end is told to one call, and the next would wait for ever: it is kept in mind here. */
  END_IS_TOLD_ONCE,

  /** A close breaks the connection for a peer that has read all: it is shut down before. */
  CLOSE_RESETS,

  /** {@code shutdown(2)} ends both directions, and refuses to end one alone. */
  NO_HALF_CLOSE,

  /**
   * A message of no bytes is none of a peer's, but tells of what became of others or of who is
   * there, by its attributes: who takes bytes alone is told of the one by an exception, and not of
   * the other.
   */
  EMPTY_IS_NOTICE,

  /**
   * A send that finds the queue of its device full fails with ENOBUFS, also where it may wait, and
   * {@code poll(2)} takes the socket for writable: it is tried again after a while.
   */
  FULL_QUEUE_IS_ENOBUFS,

  /** Nobody being there is told by ICMP, of what was sent before: the port is unreachable. */
  REFUSED_BY_ICMP,

  /** A connect to where nobody listens fails with ECONNRESET, as one that is refused does. */
  REFUSED_BY_RESET,

  /**
   * The longest message is what the peer's buffer holds, and not the send buffer here: ENOMEM
   * tells, or EMSGSIZE.
   */
  PEER_LIMITS_MESSAGES,

  /** The longest message is what the interface takes, its MTU with the header of its frames. */
  INTERFACE_LIMITS_MESSAGES,

  /**
   * A send that does not wait, and finds room for a part of a message, sends that part and fails
   * with EAGAIN: the next message would go as the rest of it.
   */
  CUTS_MESSAGES,

  /**
   * A send that does not wait takes as much of a message as there is room for, and returns how much
   * that was: until the system gives it up nothing is taken but the rest of it, by its length.
   */
  TAKES_PARTS,

  /**
   * A peer can be replaced and not be taken away: who connects to {@code AF_UNSPEC} receives
   * nothing any more, or is refused.
   */
  PEER_STAYS
}
