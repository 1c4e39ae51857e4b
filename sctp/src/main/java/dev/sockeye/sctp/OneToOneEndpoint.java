package dev.sockeye.sctp;

import com.sun.nio.sctp.Association;
import com.sun.nio.sctp.MessageInfo;
import com.sun.nio.sctp.NotificationHandler;
import com.sun.nio.sctp.SctpChannel;
import com.sun.nio.sctp.SctpSocketOption;
import com.sun.nio.sctp.SctpStandardSocketOptions;
import dev.sockeye.Errno;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Shutdownable;
import dev.sockeye.SocketSpec;
import dev.sockeye.internal.CurrentThread;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;

/** An endpoint with one association. */
final class OneToOneEndpoint extends SctpMessages<SctpChannel> implements Shutdownable {

  /** What a receive fails with when the association is gone. */
  private static final Set<Errno> BROKEN_OFF =
      EnumSet.of(Errno.ECONNRESET, Errno.ECONNABORTED, Errno.ETIMEDOUT, Errno.EPIPE);

  private volatile boolean connected; // only ever set
  private volatile SocketAddress asked; // what connect was last called with
  private final PeerPaths paths;

  // Guarded by the send lock: the same for all messages but for what is set each time.
  private final MessageInfo outgoing = MessageInfo.createOutgoing(null, 0);

  // Guarded by the receive lock; only ever set.
  private boolean ended;
  private boolean lost;
  private IOException lostTo;
  private volatile boolean restarted; // written under that lock; only ever set

  /** Creates an endpoint over a channel that is neither bound nor connected. */
  OneToOneEndpoint(SocketSpec<MessageEndpoint> spec, SctpChannel channel) {
    this(
        spec,
        channel,
        new LocalAddresses(
            channel::getAllLocalAddresses, channel::bindAddress, channel::unbindAddress));
  }

  private OneToOneEndpoint(
      SocketSpec<MessageEndpoint> spec, SctpChannel channel, LocalAddresses addresses) {
    super(spec, channel, addresses);
    paths = new PeerPaths(channel);
  }

  /** Creates an endpoint over a channel that was accepted or branched off. */
  static OneToOneEndpoint connected(SocketSpec<MessageEndpoint> spec, SctpChannel channel)
      throws IOException {
    OneToOneEndpoint endpoint = new OneToOneEndpoint(spec, channel);
    endpoint.becomeConnected();
    return endpoint;
  }

  /**
   * Creates an endpoint over a channel whose socket was connected before.
   *
   * @param local where that is bound
   * @param association its association, {@code null} if that is gone
   */
  static OneToOneEndpoint adopted(SctpChannel channel, SocketAddress local, Association association)
      throws IOException {
    LocalAddresses addresses = LocalAddresses.adopted(channel::getAllLocalAddresses, local);
    OneToOneEndpoint endpoint = new OneToOneEndpoint(Sctp.ONE_TO_ONE, channel, addresses);
    endpoint.becomeConnected();
    if (association != null) {
      endpoint.associationTable().addSole(association);
    }
    return endpoint;
  }

  /** Notes the addresses, since they are gone with the association. */
  private void becomeConnected() throws IOException {
    Association association = channel().association();
    if (association != null) { // else receiving tells of it
      associationTable().add(association);
    }
    setRemote(paths.begin((InetSocketAddress) asked));
    connected = true;
  }

  // Binding and connecting.

  @Override
  void bindChannel(SocketAddress local) throws IOException {
    channel().bind(local);
  }

  @Override
  public boolean connect(SocketAddress peer) throws IOException {
    Objects.requireNonNull(peer, "remote");
    SocketAddress before = asked;
    asked = peer;
    try {
      return finish(enterPlainOutput() ? plainConnect(peer) : timedConnect(peer));
    } catch (IOException e) {
      throw connectFailure(e);
    } catch (RuntimeException e) {
      asked = before; // a call out of order, or an address that cannot be
      throw e;
    }
  }

  private boolean plainConnect(SocketAddress peer) throws IOException {
    try {
      return VirtualThreads.callHere(channel(), () -> channel().connect(peer));
    } finally {
      exitPlain();
    }
  }

  private boolean timedConnect(SocketAddress peer) throws IOException {
    long deadline = sendDeadline();
    enterTimed(deadline);
    try {
      return tryCall(() -> channel().connect(peer)) || awaitConnected(deadline);
    } finally {
      exitTimed();
    }
  }

  private boolean tryCall(Callable<Boolean> call) throws IOException {
    return CurrentThread.isVirtual()
        ? VirtualThreads.tryElsewhere(call)
        : VirtualThreads.callHere(channel(), call);
  }

  private boolean awaitConnected(long deadline) throws IOException {
    while (!tryCall(channel()::finishConnect)) {
      if (!isBlocking()) {
        return false;
      }
      awaitWritable(SelectionKey.OP_CONNECT, deadline);
    }
    return true;
  }

  @Override
  public boolean finishConnect() throws IOException {
    try {
      return finish(enterPlainOutput() ? plainFinishConnect() : timedFinishConnect());
    } catch (IOException e) {
      throw connectFailure(e);
    }
  }

  private boolean plainFinishConnect() throws IOException {
    try {
      return VirtualThreads.callHere(channel(), channel()::finishConnect);
    } finally {
      exitPlain();
    }
  }

  private boolean timedFinishConnect() throws IOException {
    long deadline = sendDeadline();
    enterTimed(deadline);
    try {
      return awaitConnected(deadline);
    } finally {
      exitTimed();
    }
  }

  private boolean finish(boolean stands) throws IOException {
    if (stands && !connected) {
      becomeConnected();
    }
    return stands;
  }

  /** The state of a socket whose connect failed is unspecified: it is closed. */
  private IOException connectFailure(IOException e) throws IOException {
    close();
    return SocketFailure.describe("connect", transport(), null, asked, e);
  }

  @Override
  public boolean isConnected() {
    return connected && isOpen();
  }

  @Override
  public MessageEndpoint disconnect() {
    throw new UnsupportedOperationException(
        "sctp is connection-oriented: close instead and open another");
  }

  // Addresses.

  @Override
  public List<InetSocketAddress> getRemoteAddresses(int association) throws IOException {
    requireConnected();
    return paths.now(knownRemote());
  }

  @Override
  public InetSocketAddress getPrimaryAddress(int association) throws IOException {
    return SctpAddresses.plain(
        (InetSocketAddress) getOption(SctpStandardSocketOptions.SCTP_PRIMARY_ADDR));
  }

  @Override
  public SctpEndpoint setPrimaryAddress(int association, InetSocketAddress address)
      throws IOException {
    setOption(SctpStandardSocketOptions.SCTP_PRIMARY_ADDR, address);
    return this;
  }

  @Override
  public SctpEndpoint setPeerPrimaryAddress(int association, InetSocketAddress address)
      throws IOException {
    requireConnected();
    try {
      channel().setOption(SctpStandardSocketOptions.SCTP_SET_PEER_PRIMARY_ADDR, address);
      return this;
    } catch (IOException e) {
      throw failure("setsockopt SCTP_SET_PEER_PRIMARY_ADDR", e);
    }
  }

  private void requireConnected() throws ClosedChannelException {
    requireOpen();
    if (!connected) {
      throw new NotYetConnectedException();
    }
  }

  // Messages.

  @Override
  int sendToChannel(ByteBuffer src, MessageInfo info) throws IOException {
    requireSamePeer();
    return channel().send(src, info);
  }

  /** One of the peer's addresses may be named; which path it takes is the system's choice. */
  @Override
  MessageInfo destination(SocketAddress target, Integer association) throws IOException {
    requireConnected();
    if (target != null
        && !target.equals(knownRemote())
        && !paths.last().contains(target)
        && !getRemoteAddresses(SctpEvent.NO_ASSOCIATION).contains(target)) {
      throw new AlreadyConnectedException();
    }
    return outgoing;
  }

  @Override
  MessageInfo receiveFromChannel(ByteBuffer dst, NotificationHandler<Void> handler)
      throws IOException {
    return channel().receive(dst, null, handler);
  }

  @Override
  void requireReceivable() throws IOException {
    requireConnected();
  }

  @Override
  void note(SctpEvent event) {
    if (event instanceof SctpEvent.AssociationChange change) {
      switch (change.state()) {
        case COMM_LOST, CANT_START -> lost = true;
        case SHUTDOWN_COMPLETE -> ended = true;
        case RESTART -> breakOff();
        case COMM_UP -> {
          // It stands.
        }
      }
    }
  }

  @Override
  void noteEnd() {
    ended = true;
  }

  @Override
  void noteFailure(IOException e) {
    if (lost || Errno.of(e).filter(BROKEN_OFF::contains).isPresent()) {
      lost = true;
      lostTo = e;
    }
  }

  @Override
  boolean isEnded() throws IOException {
    requireSamePeer();
    if (lostTo != null) {
      throw lostTo;
    }
    return ended;
  }

  @Override
  boolean isLost() {
    return lost;
  }

  /** The close is to be an abort, or the peer would take what it got of the old for the whole. */
  private void breakOff() {
    restarted = true;
    try {
      channel().setOption(SctpStandardSocketOptions.SO_LINGER, 0);
    } catch (IOException closed) {
      // Then there is nothing to break off.
    }
  }

  /**
   * What a peer that has begun anew sends is of another conversation (RFC 9260, section 5.2.2), and
   * what was queued for it is lost: that is a break, though the association stands.
   */
  private void requireSamePeer() throws SocketException {
    if (restarted) { // to be described by the caller
      throw new SocketException("the peer restarted the association (" + Errno.ECONNRESET + ")");
    }
  }

  // Ending.

  @Override
  public OneToOneEndpoint shutdownInput() {
    throw new UnsupportedOperationException(
        "sctp has no half close: shutdownOutput ends both directions");
  }

  @Override
  public OneToOneEndpoint shutdownOutput() throws IOException {
    requireConnected();
    try {
      channel().shutdown();
      wakeWriter(); // the system does not say that a socket with a full buffer is writable now
      return this;
    } catch (IOException e) {
      throw failure("shutdown", e);
    }
  }

  @Override
  public SctpEndpoint shutdown(int association) throws IOException {
    shutdownOutput();
    return this;
  }

  @Override
  public SctpEndpoint peelOff(int association) {
    throw new UnsupportedOperationException("a one-to-one endpoint has one association only");
  }

  // Options.

  @Override
  Set<SocketOption<?>> sctpOptions() {
    return SctpOptions.ONE_TO_ONE;
  }

  @Override
  <T> void setSctpOption(SctpSocketOption<T> name, T value) throws IOException {
    channel().setOption(name, value);
  }

  @Override
  <T> T getSctpOption(SctpSocketOption<T> name) throws IOException {
    return channel().getOption(name);
  }
}
