package dev.sockeye.testkit;

/**
 * What a transport may lack without breaking the contract. A {@link Fixture} has all of these but
 * the ones that it says it is {@linkplain Fixture#missing missing}, each with the reason.
 */
public enum Capability {
  /** {@code SO_RCVTIMEO} and {@code SO_SNDTIMEO}. */
  TIMEOUTS("timeouts"),
  /** Failures of Sockeye's classes, whose messages tell operation, transport and addresses. */
  ERROR_TEXTS("failures that tell operation, transport, addresses and errno"),
  /** {@code shutdownOutput} ends one direction only. */
  HALF_CLOSE("half close"),
  /** {@code SO_LINGER} 0 makes a close break the connection off. */
  RESET("an abortive close"),
  /** A peer that closes before it has read all breaks the connection, and does not just end it. */
  LOSS_BREAKS("word of what a peer's close lost"),
  /** Reads after a write that was told of a break are told of it too, and find no end. */
  LASTING_BREAKS("breaks that are told to reads after a write was told"),
  /** Writes to a peer that has read all and closed fail as soon as it can answer them. */
  PROMPT_BREAKS("prompt word to writers that the peer has closed"),
  /** A write to a peer that reads nothing waits, at the latest after some megabytes. */
  BACK_PRESSURE("back-pressure"),
  /** A blocking write hands over all its bytes, or fails if it is broken off. */
  WHOLE_WRITES("writes that hand over all bytes or fail"),
  /** A connect to a listener whose backlog is full waits, and is not refused. */
  BACKLOG_BLOCKS("a connect that waits while the backlog is full"),
  /** A connect to a listener that accepts nobody yet succeeds. */
  CONNECTS_UNACCEPTED("a connect that does not wait to be accepted"),
  /** What is written before the connection is accepted waits for whoever accepts it. */
  WRITES_UNACCEPTED("writes that do not wait to be accepted"),
  /** An endpoint has no address until it is bound, connected or sends. */
  UNNAMED_AT_FIRST("endpoints that have no address at first"),
  /** The peer of who connected is the listener's address, and not one of the connection's own. */
  LISTENERS_ADDRESS("connections that have their listener's address"),
  /** A connected endpoint without connections receives from its peer only. */
  PEER_FILTER("peers that keep others' messages away"),
  /** A connecting endpoint may be bound before, and its peer sees that address. */
  BOUND_CLIENT("an endpoint that is bound before it connects"),
  /** An endpoint that was not bound can connect. */
  CONNECTS_UNBOUND("a connect of endpoints that were not bound"),
  /** Every connected endpoint has a local address, chosen by the system if need be. */
  AUTOBIND("local addresses that the system chooses"),
  /**
   * Endpoints can be opened first and connected later, {@code socket(2)} and {@code connect(2)}.
   */
  SOCKETS("endpoints that are opened before they are connected"),
  /** What is set on a listener holds for the endpoints that it accepts. */
  INHERITED_OPTIONS("options that accepted endpoints inherit"),
  /** {@code SO_SNDBUF} and {@code SO_RCVBUF}. */
  BUFFER_SIZES("buffer sizes to choose"),
  /** Endpoints can be polled, and non-blocking. */
  NON_BLOCKING("non-blocking mode"),
  /** The address of a taken listener is refused to another. */
  EXCLUSIVE_ADDRESSES("addresses that only one listener can have"),
  /** An Internet address that has a name and no IP address is refused. */
  RESOLVED_ADDRESSES("addresses that have to be resolved first"),
  /** Blocking calls work on virtual threads. */
  VIRTUAL_THREADS("blocking calls on virtual threads"),
  /** Each socket is a file descriptor of this process, counted in {@code /proc/self/fd}. */
  FILE_DESCRIPTORS("descriptors to count"),
  /** A peer in another process is reached by URI. */
  PROCESS_PEER("a peer in another process"),
  /** A listener accepts connections; datagrams have none. */
  CONNECTIONS("connections to accept"),
  /** Messages neither get lost nor overtake each other, and a full receiver makes senders wait. */
  RELIABLE("reliable messages"),
  /** Messages whose text is of length zero. */
  EMPTY_MESSAGES("messages of length zero"),
  /** An endpoint that was not bound has no address and receives nothing. */
  UNBOUND("endpoints that are bound to nothing at first"),
  /** {@code connect(2)} sets the peer. */
  CONNECT("endpoints that connect to a peer"),
  /** {@code disconnect} takes the peer away, and the endpoint receives from anybody again. */
  DISCONNECT("endpoints that can do without their peer again"),
  /** {@code Network.pair} gives two endpoints that are connected to each other. */
  PAIRS("pairs by one call"),
  /** Both ends of a pair are endpoints, and it is not the system that answers. */
  TWO_ENDS("a peer that is an endpoint as well"),
  /** A message reaches the endpoint that it is addressed to, and no other. */
  ADDRESSEES("messages for one endpoint alone"),
  /** An endpoint receives what it sends to its own address. */
  OWN_MESSAGES("messages to itself"),
  /** A message tells the address that its sender is bound to. */
  SENDERS("messages that tell who sent them"),
  /** A message that has arrived can be sent as it is. */
  RETURNABLE("messages that arrive in the form in which they are sent"),
  /** A connected datagram endpoint is told when nobody is there. */
  UNREACHABLE("word of a peer that is not there");

  private final String text;

  Capability(String text) {
    this.text = text;
  }

  /** Completes "this transport has no ...". */
  @Override
  public String toString() {
    return text;
  }
}
