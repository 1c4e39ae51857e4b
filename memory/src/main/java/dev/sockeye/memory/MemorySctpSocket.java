package dev.sockeye.memory;

import dev.sockeye.Attribute;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpAssociation;
import dev.sockeye.sctp.SctpEndpoint;
import dev.sockeye.sctp.SctpEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What the endpoints of SCTP in memory share, be they for one association or for many. */
abstract class MemorySctpSocket extends MemorySocket<MessageEndpoint>
    implements SctpEndpoint, MessageCalls, Multihomed {

  // Guarded by the kernel's lock, but for the listener.
  private final AbandonedAssociations abandoned;
  private final Inbox inbox;
  private final BoundAddresses bound;
  private final Map<Integer, Association> standing = new LinkedHashMap<>(); // as was told
  private volatile Consumer<? super SctpEvent> listener;
  private Thread teller; // which calls the listener

  MemorySctpSocket(
      Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec, AbandonedAssociations abandoned)
      throws ClosedChannelException {
    super(kernel, kind, spec, false);
    this.abandoned = abandoned;
    inbox = new Inbox(kernel.time());
    bound = new BoundAddresses(this);
    AssociationOptions.addTo(options());
  }

  /** An association was set up, or handed over. */
  abstract void associated(Association association);

  /** Nothing more can be sent on an association. */
  abstract void ended(Association association);

  /** The peer of an association has one more address. */
  void peerGained(Association association, InetSocketAddress address) {}

  /** The peer of an association has one address less. */
  void peerLost(Association association, InetSocketAddress address) {}

  /** The associations that this is to end when it is closed. */
  abstract List<Association> ownAssociations();

  /** Throws if nothing can be received. */
  abstract void requireReceivable() throws IOException;

  /** Throws if what would be received or sent next is of another conversation. */
  void requireSamePeer(String operation) throws IOException {}

  /** Takes notice of an event before the listener does. */
  void note(SctpEvent event) {}

  /** Whether nothing more comes; throws if it broke off. */
  abstract boolean hasEnded(String operation) throws IOException;

  /**
   * Throws if nothing can be sent there.
   *
   * @param target the address that was named, or {@code null}
   * @param number the association that was named, or {@code null}
   */
  abstract void requireDestination(SocketAddress target, Integer number) throws IOException;

  /**
   * Sends a message if there is room for it. Should it go nowhere, events will tell.
   *
   * @param operation the call, for messages
   * @return whether there was
   */
  abstract boolean send(String operation, Outgoing message) throws IOException;

  /** The association of a number. */
  abstract Association find(int number) throws IOException;

  /** Those of the network. */
  final AbandonedAssociations abandoned() {
    return abandoned;
  }

  final Inbox inbox() {
    return inbox;
  }

  @Override
  public final BoundAddresses boundAddresses() {
    return bound;
  }

  // Events.

  @Override
  public final SctpEndpoint onEvent(Consumer<? super SctpEvent> newListener) {
    listener = newListener;
    return this;
  }

  /** Tells the listener without holding the lock; other receives wait for their turn. */
  private void tell(Association association, SctpEvent event) throws IOException {
    follow(association, event);
    note(event);
    Consumer<? super SctpEvent> told = listener;
    if (told == null) {
      return;
    }
    teller = Thread.currentThread();
    lock().unlock();
    try {
      told.accept(event);
    } finally {
      lock().lock();
      teller = null;
    }
    if (!isOpen()) {
      throw new AsynchronousCloseException();
    }
  }

  private void follow(Association association, SctpEvent event) {
    if (event instanceof SctpEvent.AssociationChange change) {
      switch (change.state()) {
        case COMM_UP -> stands(association);
        case COMM_LOST, SHUTDOWN_COMPLETE -> standing.remove(change.association());
        case RESTART, CANT_START -> {
          // Stands as before, or never did.
        }
      }
    }
  }

  final void stands(Association association) {
    standing.put(association.id(), association);
  }

  final Association told(int number) {
    return standing.get(number);
  }

  final void forget(Association association) {
    standing.remove(association.id());
  }

  @Override
  final void networkChanged() {
    ownAssociations().forEach(association -> association.paths().networkChanged());
    super.networkChanged();
  }

  @Override
  public final List<SctpAssociation> associations() {
    lock().lock();
    try {
      return standing.values().stream().map(Association::description).toList();
    } finally {
      lock().unlock();
    }
  }

  // Receiving.

  @Override
  public final Packet take(String operation, boolean wait) throws IOException {
    lock().lock();
    try {
      if (teller == Thread.currentThread()) {
        throw new IllegalStateException("a listener of events cannot receive");
      }
      requireReceivable();
      long deadline = receiveDeadline();
      return input().enter(operation, deadline, wait) ? inTurn(operation, deadline, wait) : null;
    } finally {
      lock().unlock();
    }
  }

  private Packet inTurn(String operation, long deadline, boolean wait) throws IOException {
    try {
      input().begin();
      return next(operation, deadline, wait);
    } finally {
      input().leave();
    }
  }

  private Packet next(String operation, long deadline, boolean wait) throws IOException {
    while (true) {
      requireSamePeer(operation);
      // An event goes before what comes after it: the call after a batch tells it.
      Arrival arrival = wait ? inbox.poll() : inbox.pollMessage();
      if (arrival != null && arrival.isEvent()) {
        tell(arrival.association(), arrival.event());
      } else if (arrival != null) {
        return received(arrival);
      } else if (wait && hasEnded(operation)) {
        return Packet.END;
      } else if (!wait || !isBlocking()) {
        return null;
      } else {
        input().await(operation, deadline);
      }
    }
  }

  private Packet received(Arrival arrival) {
    arrival.association().peer().transmission().received(arrival.packet().length());
    return arrival.packet().limitedTo(options().get(Sctp.SCTP_MAX_MESSAGE_SIZE));
  }

  // Sending.

  @Override
  public final void requireCarried(Attribute<?> attribute) {
    SctpHeader.requireCarried(attribute);
  }

  @Override
  public final void check(String operation, SocketAddress target, Message header, long length)
      throws IOException {
    lock().lock();
    try {
      requireOpen();
      requireDestination(target, Outgoing.associationOf(header));
      MessageLimits.check(this, operation, length);
    } finally {
      lock().unlock();
    }
  }

  @Override
  public final boolean put(
      String operation, byte[] payload, SocketAddress target, Message header, boolean wait)
      throws IOException {
    lock().lock();
    try {
      requireOpen();
      long deadline = sendDeadline();
      if (!output().enter(operation, deadline, wait)) {
        return false;
      }
      try {
        output().begin();
        return putInTurn(operation, new Outgoing(payload, target, header), deadline, wait);
      } finally {
        output().leave();
      }
    } finally {
      lock().unlock();
    }
  }

  private boolean putInTurn(String operation, Outgoing message, long deadline, boolean wait)
      throws IOException {
    while (true) {
      requireSamePeer(operation);
      if (send(operation, message)) {
        return true;
      } else if (!wait || !isBlocking()) {
        return false;
      }
      output().await(operation, deadline);
    }
  }

  /** Sends a message on an association if there is room for it; gives whether there was. */
  static boolean send(Association association, Outgoing message) {
    message.requireStreamOf(association.outgoingStreams());
    boolean room = association.transmission().hasRoom(message.length());
    if (room) {
      association.transmission().send(message);
    }
    return room;
  }

  /** What broke off stays so, and what is not there next time is not there either. */
  @Override
  public final void failAgain(Exception failure) {}

  // Addresses.

  @Override
  public final SctpEndpoint bind(SocketAddress local) throws IOException {
    return whileOpen(
        () -> {
          bindLocal(local);
          bound.begin();
          return this;
        });
  }

  @Override
  public final SctpEndpoint bindAddress(InetAddress address) throws IOException {
    return whileOpen(
        () -> {
          InetSocketAddress added = bound.add(new InetSocketAddress(address, 0));
          ownAssociations().forEach(association -> association.addAddress(added));
          return this;
        });
  }

  @Override
  public final SctpEndpoint unbindAddress(InetAddress address) throws IOException {
    return whileOpen(
        () -> {
          InetSocketAddress removed = bound.remove(new InetSocketAddress(address, 0));
          ownAssociations().forEach(association -> association.removeAddress(removed));
          return this;
        });
  }

  @Override
  public final List<InetSocketAddress> getRemoteAddresses(int association) throws IOException {
    return whileOpen(() -> find(association).paths().addresses());
  }

  @Override
  public final InetSocketAddress getPrimaryAddress(int association) throws IOException {
    return whileOpen(() -> find(association).paths().primary());
  }

  @Override
  public final SctpEndpoint setPrimaryAddress(int association, InetSocketAddress address)
      throws IOException {
    return whileOpen(
        () -> {
          if (!find(association).paths().choose(address)) {
            throw failure("setsockopt SCTP_PRIMARY_ADDR", Errno.EINVAL);
          }
          return this;
        });
  }

  @Override
  public final SctpEndpoint setPeerPrimaryAddress(int association, InetSocketAddress address)
      throws IOException {
    return whileOpen(
        () -> {
          if (!find(association).preferAtPeer(address)) {
            throw failure("setsockopt SCTP_SET_PEER_PRIMARY_ADDR", Errno.EADDRNOTAVAIL);
          }
          return this;
        });
  }

  // Options and the end.

  @Override
  public <T> MessageEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    AssociationOptions.check(name, value);
    applyOption(name, value);
    return this;
  }

  @Override
  public final MessageEndpoint configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }

  /** As Linux does, breaks all off if anything was not read. */
  @Override
  void leave() {
    boolean breaksOff = options().linger() == 0 || inbox.hasMessages();
    ownAssociations().forEach(breaksOff ? Association::discard : Association::shutdown);
    inbox.clear();
    bound.release();
  }
}
