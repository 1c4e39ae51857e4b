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
  private final Transmission transmission;
  private MemorySctpSocket owner; // another once peeled off
  private Association peer; // set once, right after both sides were made
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
    Association there = new Association(server, admission.addresses(), client, faults, moment);
    Association here = new Association(client, source, server, faults, moment);
    here.stand(there, moment);
    there.stand(here, moment);
    return here;
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
    boolean stood = state == State.STANDS;
    abort();
    if (stood) {
      long moment = transmission.afterAll();
      undelivered.forEach(packet -> peer.tell(packet.failed(peer), moment));
    }
  }

  /** Breaks off, RFC 9260, section 9.1: what the peer has not received by then it still does. */
  void abort() {
    if (state == State.STANDS) {
      lose(Errno.ECONNRESET, peer.transmission.afterAll());
      peer.lose(Errno.ECONNRESET, transmission.afterAll());
    }
  }

  /** No path leads to the peer any more, nor from there to here. */
  void fail() {
    if (!over) {
      long now = kernel().time().nanoTime();
      lose(Errno.ETIMEDOUT, now);
      peer.lose(Errno.ETIMEDOUT, now);
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
