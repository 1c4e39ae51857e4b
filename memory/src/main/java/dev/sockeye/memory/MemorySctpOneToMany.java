package dev.sockeye.memory;

import dev.sockeye.BrokenPipeException;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpEndpoint;
import dev.sockeye.sctp.SctpEvent;
import dev.sockeye.sctp.SctpEvent.AssociationState;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** An endpoint of SCTP in memory with any number of associations. */
final class MemorySctpOneToMany extends MemorySctpSocket implements AssociationAcceptor {

  /** After how long a peer that does not answer is given up, as measured on Linux. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(341);

  // Guarded by the kernel's lock.
  private final Set<Association> associations = new LinkedHashSet<>(); // that stand
  private final Map<InetSocketAddress, Association> peers = new HashMap<>(); // by their addresses
  private final Map<InetSocketAddress, CookieWait> unanswered = new LinkedHashMap<>();
  private volatile SocketAddress remote; // where send goes to

  MemorySctpOneToMany(
      Kernel kernel, SocketSpec<MessageEndpoint> spec, AbandonedAssociations abandoned)
      throws ClosedChannelException {
    super(kernel, Kind.SCTP_ONE_TO_MANY, spec, abandoned);
  }

  @Override
  public SocketAddress knownRemote() {
    return remote;
  }

  // Where send goes to.

  @Override
  public boolean connect(SocketAddress peer) throws IOException {
    Objects.requireNonNull(peer, "remote");
    lock().lock();
    try {
      requireOpen();
      kind().family().check(peer, spec().domain());
      if (!isBound()) {
        bind(new InetSocketAddress(ports().addressTowards(peer), 0));
      }
      remote = peer;
      return true;
    } finally {
      lock().unlock();
    }
  }

  private PortTable ports() {
    return (PortTable) kernel().table(kind());
  }

  /** A connect is over when it returns. */
  @Override
  public boolean finishConnect() throws IOException {
    if (getRemoteAddress() == null) { // which throws if closed
      throw new NoConnectionPendingException();
    }
    return true;
  }

  @Override
  public MessageEndpoint disconnect() throws IOException {
    return whileOpen(
        () -> {
          remote = null;
          return this;
        });
  }

  @Override
  public boolean isConnected() {
    return remote != null && isOpen();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return whileOpen(() -> remote);
  }

  @Override
  public List<InetSocketAddress> getLocalAddresses() throws IOException {
    return whileOpen(
        () -> isBound() ? boundAddresses().towards((InetSocketAddress) local()) : List.of());
  }

  // Associations.

  /** Bound, it takes whatever comes. */
  @Override
  public Admission admit(InetSocketAddress target) {
    List<InetSocketAddress> own = boundAddresses().list();
    return new Admission(this, own.isEmpty() ? List.of(target) : own);
  }

  @Override
  void associated(Association association) {
    associations.add(association);
    association.peer().addresses().forEach(address -> peers.put(address, association));
  }

  @Override
  void ended(Association association) {
    associations.remove(association);
    association.peer().addresses().forEach(address -> peers.remove(address, association));
    output().changed();
  }

  @Override
  void peerGained(Association association, InetSocketAddress address) {
    peers.put(address, association);
  }

  @Override
  void peerLost(Association association, InetSocketAddress address) {
    peers.remove(address, association);
  }

  @Override
  List<Association> ownAssociations() {
    return List.copyOf(associations);
  }

  @Override
  Association find(int number) throws IOException {
    requireOpen();
    Association found = told(number);
    if (found == null) {
      throw new IllegalArgumentException("there is no association " + number + " here");
    }
    return found;
  }

  @Override
  public SctpEndpoint shutdown(int number) throws IOException {
    return whileOpen(
        () -> {
          find(number).shutdown();
          return this;
        });
  }

  @Override
  public SctpEndpoint peelOff(int number) throws IOException {
    return whileOpen(
        () -> {
          Association found = find(number);
          MemorySctpOneToOne peeled =
              new MemorySctpOneToOne(kernel(), Sctp.ONE_TO_ONE, abandoned());
          peeled.options().inherit(options());
          peeled.boundAddresses().share(boundAddresses());
          found.moveTo(peeled);
          forget(found);
          return peeled;
        });
  }

  // Sending.

  @Override
  void requireDestination(SocketAddress target, Integer number) throws IOException {
    if (target != null) {
      kind().family().check(target, spec().domain());
    } else if (number == null && remote == null) {
      throw new NotYetConnectedException();
    }
  }

  @Override
  boolean send(String operation, Outgoing message) throws IOException {
    requireDestination(message.target(), message.association());
    Integer number = message.association();
    Association known = number == null ? null : told(number);
    if (known != null && known.state() == Association.State.STANDS) {
      return send(known, message);
    } else if (number != null) {
      throw new BrokenPipeException(
          SocketFailure.sentence(
              operation, kind().scheme(), local(), null, "association " + number + " is gone"));
    }
    SocketAddress to = message.target() == null ? remote : message.target();
    return send((InetSocketAddress) to, message);
  }

  private boolean send(InetSocketAddress to, Outgoing message) throws IOException {
    Association found = peers.get(to);
    if (found == null) {
      message.requireStreamOf(AssociationOptions.outgoingStreams(options()));
      CookieWait begun = unanswered.get(to);
      if (begun != null) {
        return begun.add(message, options().sendBuffer());
      } else if (!isBound()) {
        bind(null);
      }
      found = setUp(to, List.of(message));
    }
    return found == null || send(found, message);
  }

  /**
   * Sets an association up for messages.
   *
   * @return {@code null} if there is none yet, or nobody: events will tell
   */
  private Association setUp(InetSocketAddress to, List<Outgoing> messages) {
    if (kernel().isCut(boundAddresses().towards(to).get(0), to)) {
      await(new CookieWait(to, true, messages));
      kernel().whenHealed(this, this::tryAgain);
      return null;
    }
    ActiveFaults faults = kernel().faultsOfConnect(kind(), to);
    ActiveFaults.Fate fate = faults.fateOfConnect();
    long answered = fate == ActiveFaults.Fate.HANGS ? MemoryTime.NEVER : answered(to, faults);
    if (answered > kernel().time().nanoTime() + PATIENCE) {
      await(new CookieWait(to, false, messages));
      return null;
    }
    Admission admission = fate == ActiveFaults.Fate.ARRIVES ? admission(to) : null;
    if (admission == null) {
      cannotStart(to, messages, answered);
      return null;
    }
    return Association.setUp(this, to, admission, faults, answered);
  }

  /** The first packet is sent again and again, for as long as there is patience. */
  private void await(CookieWait begun) {
    unanswered.put(begun.peer(), begun);
    long moment = kernel().time().after(PATIENCE);
    kernel().schedule(moment, () -> giveUp(begun, moment));
  }

  private void giveUp(CookieWait begun, long moment) {
    if (unanswered.remove(begun.peer(), begun)) {
      cannotStart(begun.peer(), begun.messages(), moment);
      output().changed();
    }
  }

  private void tryAgain() {
    for (CookieWait begun : List.copyOf(unanswered.values())) {
      if (begun.isCut()) {
        unanswered.remove(begun.peer());
        Association found = peers.get(begun.peer());
        Association to = found == null ? setUp(begun.peer(), begun.messages()) : found;
        if (to != null) {
          begun.messages().forEach(message -> sendLate(to, message));
        }
      }
    }
    output().changed();
  }

  private void sendLate(Association to, Outgoing message) {
    if (message.stream() < to.outgoingStreams()) {
      to.transmission().send(message);
    } else { // the peer has fewer streams
      to.tell(message.failed(to), to.transmission().afterAll());
    }
  }

  @Override
  void leave() {
    unanswered.clear();
    super.leave();
  }

  /** When the peer's answer is here. */
  private long answered(InetSocketAddress to, ActiveFaults faults) {
    InetSocketAddress source = boundAddresses().towards(to).get(0);
    long open = kernel().cuts().openFrom(source, to, kernel().time().nanoTime());
    long roundTrip = faults.roundTrip();
    return open == MemoryTime.NEVER ? open : open + roundTrip;
  }

  private Admission admission(InetSocketAddress to) {
    MemorySocket<?> found = ports().find(to);
    return found != this && found instanceof AssociationAcceptor acceptor
        ? acceptor.admit(to)
        : null;
  }

  private void cannotStart(InetSocketAddress to, List<Outgoing> messages, long moment) {
    SctpEvent change =
        new SctpEvent.AssociationChange(
            SctpEvent.NO_ASSOCIATION, AssociationState.CANT_START, 0, 0);
    inbox().add(null, change, moment);
    messages.forEach(message -> inbox().add(null, message.failed(to), moment));
    kernel().at(moment, () -> input().changed());
  }

  // Receiving.

  @Override
  void requireReceivable() throws IOException {
    requireOpen();
    if (!isBound()) {
      throw new NotYetConnectedException();
    }
  }

  /** There is no end while others may come: events tell of each association's. */
  @Override
  boolean hasEnded(String operation) {
    return false;
  }

  @Override
  protected int readyOpsNow() {
    return (inbox().hasArrived() ? SelectionKey.OP_READ : 0)
        | (isWritable() ? SelectionKey.OP_WRITE : 0);
  }

  /** As far as one can tell without knowing where to. */
  private boolean isWritable() {
    Association known = remote == null ? null : peers.get((InetSocketAddress) remote);
    CookieWait begun = remote == null ? null : unanswered.get((InetSocketAddress) remote);
    return known != null
        ? known.transmission().hasRoom(1)
        : begun == null || begun.hasRoom(1, options().sendBuffer());
  }
}
