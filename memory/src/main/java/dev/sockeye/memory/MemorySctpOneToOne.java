package dev.sockeye.memory;

import com.sun.nio.sctp.SctpStandardSocketOptions;
import dev.sockeye.Errno;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Shutdownable;
import dev.sockeye.SocketSpec;
import dev.sockeye.locked.ConnectCall;
import dev.sockeye.sctp.SctpEndpoint;
import dev.sockeye.sctp.SctpEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Objects;

/** An endpoint of SCTP in memory with one association. */
final class MemorySctpOneToOne extends MemorySctpSocket implements Shutdownable {

  // Guarded by the kernel's lock.
  private final ConnectCall connect = new ConnectCall(this);
  private Association association; // null until connected
  private SocketAddress remote; // known as soon as the connect begins
  private SctpEvent.AssociationState last = SctpEvent.AssociationState.COMM_UP; // as was told

  MemorySctpOneToOne(
      Kernel kernel, SocketSpec<MessageEndpoint> spec, AbandonedAssociations abandoned)
      throws ClosedChannelException {
    super(kernel, Kind.SCTP_ONE_TO_ONE, spec, abandoned);
    options().add(SctpStandardSocketOptions.SCTP_PRIMARY_ADDR, null);
  }

  @Override
  public SocketAddress knownRemote() {
    return remote;
  }

  // Connecting.

  @Override
  public boolean connect(SocketAddress peer) throws IOException {
    Objects.requireNonNull(peer, "remote");
    lock().lock();
    try {
      requireOpen();
      if (association != null) {
        throw new AlreadyConnectedException();
      }
      connect.requireNone();
      kind().family().check(peer, spec().domain());
      output().begin();
      reserveLocal(peer);
      remote = peer;
      ConnectAttempt attempt = attempt((InetSocketAddress) peer);
      return connect.begin(attempt, attempt::start);
    } finally {
      lock().unlock();
    }
  }

  private ConnectAttempt attempt(InetSocketAddress peer) {
    InetSocketAddress source = boundAddresses().towards(peer).get(0);
    return new ConnectAttempt(this, peer) {
      /** Where the path is cut, the first packet gets through when it no longer is. */
      @Override
      void start() {
        long now = kernel().time().nanoTime();
        long open = kernel().cuts().openFrom(source, peer, now);
        if (open == now) {
          super.start();
        } else if (open != MemoryTime.NEVER) {
          kernel().schedule(open, super::start);
        } else if (kernel().isCut(source, peer)) {
          kernel().whenHealed(MemorySctpOneToOne.this, this::startUnlessOver);
        }
      }

      private void startUnlessOver() {
        if (!isOver()) {
          start();
        }
      }
    };
  }

  @Override
  public boolean finishConnect() throws IOException {
    lock().lock();
    try {
      return connect.finish(association != null);
    } finally {
      lock().unlock();
    }
  }

  @Override
  public boolean isConnected() {
    lock().lock();
    try {
      return association != null && !connect.isPending() && isOpen();
    } finally {
      lock().unlock();
    }
  }

  private void requireConnected() throws ClosedChannelException {
    requireOpen();
    if (association == null || connect.isPending()) {
      throw new NotYetConnectedException();
    }
  }

  @Override
  public MessageEndpoint disconnect() throws IOException {
    requireOpen();
    throw new UnsupportedOperationException(
        "sctp is connection-oriented: close instead and open another");
  }

  // The association.

  @Override
  void associated(Association established) {
    association = established;
    stands(established); // known without having been told
    InetSocketAddress own = established.addresses().get(0);
    shareLocal(own);
    remote = established.peer().addresses().get(0);
  }

  @Override
  void ended(Association which) {
    output().changed();
  }

  @Override
  List<Association> ownAssociations() {
    return association == null ? List.of() : List.of(association);
  }

  @Override
  void note(SctpEvent event) {
    if (event instanceof SctpEvent.AssociationChange change) {
      last = change.state();
    }
  }

  @Override
  void requireSamePeer(String operation) throws IOException {
    if (last == SctpEvent.AssociationState.RESTART) {
      throw failure(operation, Errno.ECONNRESET);
    }
  }

  @Override
  boolean hasEnded(String operation) throws IOException {
    if (last == SctpEvent.AssociationState.COMM_LOST) {
      throw failure(operation, association.lostTo());
    }
    return last == SctpEvent.AssociationState.SHUTDOWN_COMPLETE;
  }

  @Override
  void requireReceivable() throws IOException {
    requireConnected();
  }

  @Override
  Association find(int number) throws IOException {
    requireConnected();
    return association;
  }

  // Sending.

  /** One of the peer's addresses may be named; which path it takes is not for the caller to say. */
  @Override
  void requireDestination(SocketAddress target, Integer number) throws IOException {
    requireConnected();
    if (target != null
        && !target.equals(remote)
        && !association.paths().addresses().contains(target)) {
      throw new AlreadyConnectedException();
    }
  }

  @Override
  boolean send(String operation, Outgoing message) throws IOException {
    requireDestination(message.target(), message.association());
    switch (association.state()) {
      case STANDS -> {
        return send(association, message);
      }
      case SHUT -> throw new ClosedChannelException();
      case SHUT_BY_PEER -> throw failure(operation, Errno.EPIPE);
      case LOST -> throw failure(operation, association.lostTo());
    }
    throw new AssertionError(association.state());
  }

  // Addresses.

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return whileOpen(() -> association == null ? null : remote);
  }

  @Override
  public List<InetSocketAddress> getLocalAddresses() throws IOException {
    return whileOpen(
        () -> {
          if (association != null) {
            return association.addresses();
          }
          return isBound() ? boundAddresses().towards((InetSocketAddress) local()) : List.of();
        });
  }

  // Ending.

  @Override
  public MemorySctpOneToOne shutdownInput() {
    throw new UnsupportedOperationException(
        "sctp has no half close: shutdownOutput ends both directions");
  }

  @Override
  public MemorySctpOneToOne shutdownOutput() throws IOException {
    return whileOpen(
        () -> {
          requireConnected();
          association.shutdown();
          return this;
        });
  }

  @Override
  public SctpEndpoint shutdown(int number) throws IOException {
    shutdownOutput();
    return this;
  }

  @Override
  public SctpEndpoint peelOff(int number) {
    throw new UnsupportedOperationException("a one-to-one endpoint has one association only");
  }

  @Override
  void leave() {
    connect.cancel();
    if (last == SctpEvent.AssociationState.RESTART) {
      association.abort(); // or the peer would take what it got of the old for the whole
    }
    super.leave();
  }

  @Override
  protected int readyOpsNow() {
    if (connect.isPending()) {
      return connect.isOver() ? SelectionKey.OP_CONNECT : 0;
    } else if (association == null) {
      return 0;
    }
    return (inbox().hasArrived() || isOver() ? SelectionKey.OP_READ : 0)
        | (isWritable() ? SelectionKey.OP_WRITE : 0);
  }

  private boolean isOver() {
    return last == SctpEvent.AssociationState.COMM_LOST
        || last == SctpEvent.AssociationState.RESTART
        || last == SctpEvent.AssociationState.SHUTDOWN_COMPLETE;
  }

  private boolean isWritable() {
    return association.state() != Association.State.STANDS || association.transmission().hasRoom(1);
  }

  // The primary path is an option, too.

  @Override
  public <T> MessageEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    if (name.equals(SctpStandardSocketOptions.SCTP_PRIMARY_ADDR)) {
      kind().family().check((SocketAddress) value, spec().domain());
      return setPrimaryAddress(SctpEvent.NO_ASSOCIATION, (InetSocketAddress) value);
    }
    return super.setOption(name, value);
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    if (name.equals(SctpStandardSocketOptions.SCTP_PRIMARY_ADDR)) {
      return name.type().cast(getPrimaryAddress(SctpEvent.NO_ASSOCIATION));
    }
    return super.getOption(name);
  }
}
