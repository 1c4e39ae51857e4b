package dev.sockeye.sctp;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * What SCTP notifies of (RFC 6458, section 6): told to the listener of {@link
 * SctpEndpoint#onEvent}, in its order with the data and never among it.
 */
public sealed interface SctpEvent {

  /** Stands for the number of an association that has none, since it never came up. */
  int NO_ASSOCIATION = 0;

  /**
   * Which association it is about.
   *
   * @return its number, or {@link #NO_ASSOCIATION}
   */
  int association();

  /**
   * An association came up or ended, {@code SCTP_ASSOC_CHANGE}.
   *
   * @param association its number, or {@link #NO_ASSOCIATION}
   * @param state what happened
   * @param incomingStreams how many streams the peer may send on
   * @param outgoingStreams how many streams can be sent on
   */
  record AssociationChange(
      int association, AssociationState state, int incomingStreams, int outgoingStreams)
      implements SctpEvent {}

  /**
   * One of the peer's addresses, a path, changed, {@code SCTP_PEER_ADDR_CHANGE}.
   *
   * @param association the association's number
   * @param address the peer's address
   * @param state what happened
   */
  record PeerAddressChange(int association, InetSocketAddress address, PathState state)
      implements SctpEvent {}

  /**
   * A message could not be delivered, {@code SCTP_SEND_FAILED}.
   *
   * @param association the association's number, or {@link #NO_ASSOCIATION}
   * @param address where to
   * @param streamNumber its stream
   * @param errorCode the cause of RFC 9260, section 3.3.10, or 0
   * @param message what the system gave back of it, read-only
   */
  record SendFailed(
      int association,
      InetSocketAddress address,
      int streamNumber,
      int errorCode,
      ByteBuffer message)
      implements SctpEvent {}

  /**
   * The peer sends no more and takes no more, {@code SCTP_SHUTDOWN_EVENT}.
   *
   * @param association the association's number
   */
  record Shutdown(int association) implements SctpEvent {}

  /** What happens to associations. */
  enum AssociationState {
    /** It stands: data can be exchanged. Told before the first message. */
    COMM_UP,
    /** It was broken off, by the peer or because no path leads there any more. */
    COMM_LOST,
    /**
     * The peer has begun anew without having ended the association, as after a crash (RFC 9260,
     * section 5.2.2). What was queued for it is lost, and what it had sent in part is dropped. A
     * one-to-one endpoint is broken by it: see {@link SctpEndpoint}. A one-to-many endpoint goes on
     * under the same number, and what is received from now on is the new peer's.
     */
    RESTART,
    /** It was shut down in good order. */
    SHUTDOWN_COMPLETE,
    /** It could not be set up: nobody is there. */
    CANT_START
  }

  /** What happens to paths. */
  enum PathState {
    /** It is reachable (again). */
    AVAILABLE,
    /** It failed: the data takes another path. */
    UNREACHABLE,
    /** The peer has given it up. */
    REMOVED,
    /** The peer has added it. */
    ADDED,
    /** It became the primary path. */
    MADE_PRIMARY,
    /** A heartbeat showed that it leads to the peer. */
    CONFIRMED
  }
}
