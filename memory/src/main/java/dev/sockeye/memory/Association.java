package dev.sockeye.memory;

import dev.sockeye.Errno;
import dev.sockeye.sctp.SctpAssociation;
import dev.sockeye.sctp.SctpEvent;
import dev.sockeye.sctp.SctpEvent.AssociationState;
import dev.sockeye.sctp.SctpEvent.PathState;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** One side of an association. Guarded by the kernel's lock. */
final class Association {

  private final int id;
  private final int incomingStreams;
  private final int outgoingStreams;
  private final List<InetSocketAddress> addresses; // this side's
  private final AssociationPaths paths;
  private Transmission transmission; // another once the peer has begun anew
  private MemorySctpSocket owner; // another once peeled off
  private Association peer; // right after both sides were made; another once it has begun anew
  private State state = State.STANDS; // only ever goes on from there
  private Errno lostTo = Errno.ECONNRESET;
  private boolean over; // its last event was told; only ever set

  /** What can be sent on this side. */
  enum State {
    STANDS,
    /** Nothing more, since this side was shut down. */
    SHUT,
    /** Nothing more, since the peer shut down. */
    SHUT_BY_PEER,
    /** Nothing more, since it broke off. */
    LOST
  }

  private Association(
      MemorySctpSocket owner,
      List<InetSocketAddress> addresses,
      MemorySctpSocket peer,
      ActiveFaults faults,
      long moment) {
    this.owner = owner;
    this.addresses = new ArrayList<>(addresses);
    id = owner.kernel().nextAssociation();
    incomingStreams =
        Math.min(
            AssociationOptions.incomingStreams(owner.options()),
            AssociationOptions.outgoingStreams(peer.options()));
    outgoingStreams =
        Math.min(
            AssociationOptions.outgoingStreams(owner.options()),
            AssociationOptions.incomingStreams(peer.options()));
    paths = new AssociationPaths(this);
    transmission = new Transmission(this, faults, moment);
  }

  /**
   * Sets an association up, RFC 9260, section 5: both sides are told that it stands before anything
   * else.
   *
   * @param target the address at which the acceptor was found
   * @param moment when they learn of it
   * @return the client's side
   */
  static Association setUp(
      MemorySctpSocket client,
      InetSocketAddress target,
      AssociationAcceptor.Admission admission,
      ActiveFaults faults,
      long moment) {
    MemorySctpSocket server = admission.socket();
    List<InetSocketAddress> source = client.boundAddresses().towards(target);
    Association there =
        new Association(server, admission.addresses(), client, faults.received(), moment);
    Association here = new Association(client, source, server, faults.sent(), moment);
    here.stand(there, moment);
    there.stand(here, moment);
    return here;
  }

  /**
   * Sets an association up anew of which the peer has kept its side, RFC 9260, section 5.2.2.
   *
   * @param target the address at which that side was found
   * @param moment when they learn of it
   */
  static void restart(
      MemorySctpSocket client,
      InetSocketAddress target,
      Association kept,
      ActiveFaults faults,
      long moment) {
    List<InetSocketAddress> source = client.boundAddresses().towards(target);
    Association anew = new Association(client, source, kept.owner, faults.sent(), moment);
    kept.goOnWith(anew, faults.received(), moment);
    anew.stand(kept, moment);
  }

  /** What was queued for the old peer is lost, and what is under way from it. */
  private void goOnWith(Association anew, ActiveFaults faults, long moment) {
    transmission.giveUp(moment);
    owner.inbox().takeUndelivered(this, Integer.MAX_VALUE);
    peer = anew;
    transmission = new Transmission(this, faults, moment);
    tell(change(AssociationState.RESTART), moment);
    owner.output().changed();
  }

  private void stand(Association other, long moment) {
    peer = other;
    owner.inbox().add(this, change(AssociationState.COMM_UP), moment);
    owner.associated(this);
    paths.begin(other.addresses);
    announce(moment);
  }

  int id() {
    return id;
  }

  int outgoingStreams() {
    return outgoingStreams;
  }

  SctpAssociation description() {
    return new SctpAssociation(id, incomingStreams, outgoingStreams);
  }

  MemorySctpSocket owner() {
    return owner;
  }

  Association peer() {
    return peer;
  }

  AssociationPaths paths() {
    return paths;
  }

  Transmission transmission() {
    return transmission;
  }

  State state() {
    return state;
  }

  /** What a call fails with once this is lost. */
  Errno lostTo() {
    return lostTo;
  }

  boolean isOver() {
    return over;
  }

  List<InetSocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  private Kernel kernel() {
    return owner.kernel();
  }

  private SctpEvent change(AssociationState newState) {
    return new SctpEvent.AssociationChange(id, newState, incomingStreams, outgoingStreams);
  }

  /** Tells the owner of an event, in its order with what arrives then. */
  void tell(SctpEvent event, long moment) {
    owner.inbox().add(this, event, moment);
    announce(moment);
  }

  void tellPath(InetSocketAddress address, PathState newState) {
    tell(new SctpEvent.PeerAddressChange(id, address, newState), kernel().time().nanoTime());
  }

  /** Wakes who receives, at the moment when there is something for it. */
  void announce(long moment) {
    kernel().at(moment, () -> owner.input().changed());
  }

  /** Hands this over to another socket, {@code sctp_peeloff(3)}. */
  void moveTo(MemorySctpSocket newOwner) {
    owner.inbox().moveTo(newOwner.inbox(), this);
    owner.ended(this);
    owner = newOwner;
    newOwner.associated(this);
  }

  /** Shuts down in good order, RFC 9260, section 9.2: nothing that was sent is lost. */
  void shutdown() {
    if (state != State.STANDS) {
      return;
    }
    end(State.SHUT);
    peer.end(State.SHUT_BY_PEER);
    transmission.whenAllIsSent(() -> peer.transmission.whenAllIsSent(this::tellShutdown));
  }

  private void tellShutdown() {
    over = true;
    peer.over = true;
    long there = transmission.afterAll();
    peer.tell(new SctpEvent.Shutdown(peer.id), there);
    peer.tell(peer.change(AssociationState.SHUTDOWN_COMPLETE), there);
    tell(change(AssociationState.SHUTDOWN_COMPLETE), Math.max(there, peer.transmission.afterAll()));
  }

  /**
   * Breaks off since the owner wants no more: as {@link #abort}, and the peer is told which of its
   * messages the owner's system had no room for.
   */
  void discard() {
    List<SctpPacket> undelivered =
        owner.inbox().takeUndelivered(this, owner.options().receiveBuffer());
    boolean told = state == State.STANDS && !paths.areCut();
    abort();
    if (told) {
      long moment = transmission.afterAll();
      undelivered.forEach(packet -> peer.tell(packet.failed(peer), moment));
    }
  }

  /**
   * Breaks off, RFC 9260, section 9.1: what the peer has not received by then it still does. The
   * ABORT is sent once: where no path is open, the peer keeps its side.
   */
  void abort() {
    if (state == State.STANDS && (paths.areCut() || isAbandoned())) {
      peer.owner.abandoned().add(peer);
      lose(Errno.ECONNRESET, kernel().time().nanoTime());
    } else if (state == State.STANDS) {
      lose(Errno.ECONNRESET, peer.transmission.afterAll());
      peer.lose(Errno.ECONNRESET, transmission.afterAll());
    }
  }

  /** Whether the peer has broken off, and could not tell. */
  boolean isAbandoned() {
    return state == State.STANDS && peer.over;
  }

  /** The peer's host answers with an ABORT what it knows nothing of, RFC 9260, section 8.4. */
  void loseAbandoned() {
    if (isAbandoned()) {
      lose(Errno.ECONNRESET, kernel().time().nanoTime());
    }
  }

  /** No path leads to the peer any more, nor from there to here. */
  void fail() {
    if (!over) {
      long now = kernel().time().nanoTime();
      lose(Errno.ETIMEDOUT, now);
      if (!peer.over) {
        peer.lose(Errno.ETIMEDOUT, now);
      }
    }
  }

  private void lose(Errno reason, long moment) {
    over = true;
    lostTo = reason;
    end(State.LOST);
    tell(change(AssociationState.COMM_LOST), moment);
    transmission.giveUp(moment);
  }

  private void end(State newState) {
    state = newState;
    owner.ended(this);
  }

  /** Lets the peer take one of this side's addresses as primary; gives whether it is one. */
  boolean preferAtPeer(InetSocketAddress address) {
    return state == State.STANDS && addresses.contains(address) && peer.paths.choose(address);
  }

  void addAddress(InetSocketAddress added) {
    addresses.add(added);
    peer.paths.add(added);
    paths.update();
    peer.owner.peerGained(peer, added);
    peer.tellPath(added, PathState.ADDED);
  }

  void removeAddress(InetSocketAddress removed) {
    addresses.remove(removed);
    peer.paths.remove(removed);
    paths.update();
    peer.owner.peerLost(peer, removed);
    peer.tellPath(removed, PathState.REMOVED);
  }
}
