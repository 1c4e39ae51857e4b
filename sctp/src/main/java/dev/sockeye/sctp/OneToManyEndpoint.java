package dev.sockeye.sctp;

import com.sun.nio.sctp.Association;
import com.sun.nio.sctp.InvalidStreamException;
import com.sun.nio.sctp.MessageInfo;
import com.sun.nio.sctp.NotificationHandler;
import com.sun.nio.sctp.SctpChannel;
import com.sun.nio.sctp.SctpMultiChannel;
import com.sun.nio.sctp.SctpSocketOption;
import com.sun.nio.sctp.SctpStandardSocketOptions;
import dev.sockeye.BrokenPipeException;
import dev.sockeye.EndpointOptions;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** An endpoint with any number of associations. */
final class OneToManyEndpoint extends SctpMessages<SctpMultiChannel> {

  // Guarded by the send lock: where the last message went, which the next one often does, too.
  private MessageInfo last;
  private SocketAddress lastTarget;
  private Association lastAssociation;

  OneToManyEndpoint(SocketSpec<MessageEndpoint> spec, SctpMultiChannel channel) {
    this(
        spec,
        channel,
        new LocalAddresses(
            channel::getAllLocalAddresses, channel::bindAddress, channel::unbindAddress));
  }

  /** Creates an endpoint with the addresses of a socket that may have been open before. */
  OneToManyEndpoint(
      SocketSpec<MessageEndpoint> spec, SctpMultiChannel channel, LocalAddresses addresses) {
    super(spec, channel, addresses);
  }

  /** Takes associations from then on. */
  @Override
  void bindChannel(SocketAddress local) throws IOException {
    channel().bind(local, EndpointOptions.DEFAULT_BACKLOG);
  }

  @Override
  public boolean connect(SocketAddress peer) throws IOException {
    InetSocketAddress address = inet(Objects.requireNonNull(peer, "remote"));
    requireOpen();
    if (!isBound()) {
      bind(null);
    }
    setRemote(address);
    return true;
  }

  @Override
  public boolean finishConnect() throws IOException {
    requireOpen();
    if (knownRemote() == null) {
      throw new NoConnectionPendingException();
    }
    return true;
  }

  @Override
  public MessageEndpoint disconnect() throws IOException {
    requireOpen();
    setRemote(null);
    return this;
  }

  @Override
  public boolean isConnected() {
    return knownRemote() != null && isOpen();
  }

  // Addresses.

  @Override
  public List<InetSocketAddress> getRemoteAddresses(int association) throws IOException {
    Association found = associationTable().get(association);
    try {
      InetSocketAddress primary = getPrimaryAddress(association);
      return SctpAddresses.sorted(channel().getRemoteAddresses(found), primary);
    } catch (IOException e) {
      throw failure("getpaddrs", e);
    }
  }

  @Override
  public InetSocketAddress getPrimaryAddress(int association) throws IOException {
    Association found = associationTable().get(association);
    try {
      return SctpAddresses.plain(
          (InetSocketAddress)
              channel().getOption(SctpStandardSocketOptions.SCTP_PRIMARY_ADDR, found));
    } catch (IOException e) {
      throw failure("getsockopt SCTP_PRIMARY_ADDR", e);
    }
  }

  @Override
  public SctpEndpoint setPrimaryAddress(int association, InetSocketAddress address)
      throws IOException {
    Association found = associationTable().get(association);
    try {
      channel().setOption(SctpStandardSocketOptions.SCTP_PRIMARY_ADDR, address, found);
      return this;
    } catch (IOException e) {
      throw failure("setsockopt SCTP_PRIMARY_ADDR", e);
    }
  }

  @Override
  public SctpEndpoint setPeerPrimaryAddress(int association, InetSocketAddress address)
      throws IOException {
    Association found = associationTable().get(association);
    try {
      channel().setOption(SctpStandardSocketOptions.SCTP_SET_PEER_PRIMARY_ADDR, address, found);
      return this;
    } catch (IOException e) {
      throw failure("setsockopt SCTP_SET_PEER_PRIMARY_ADDR", e);
    }
  }

  // Messages.

  @Override
  int sendToChannel(ByteBuffer src, MessageInfo info) throws IOException {
    try {
      return channel().send(src, info);
    } catch (InvalidStreamException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw endedMeanwhile(info, e);
    }
  }

  /** A receive has just told the JDK that the association is gone. */
  private IOException endedMeanwhile(MessageInfo info, IllegalArgumentException e) {
    if (info.association() == null
        || associationTable().find(info.association().associationID()) != null) {
      throw e;
    }
    IOException gone = gone(info.association().associationID());
    gone.initCause(e);
    return gone;
  }

  private BrokenPipeException gone(int association) {
    return new BrokenPipeException(
        SocketFailure.sentence(
            "send", transport(), localOrNull(), null, "association " + association + " is gone"));
  }

  @Override
  MessageInfo destination(SocketAddress target, Integer number) throws IOException {
    requireOpen();
    Association association = number == null ? null : associationTable().find(number);
    boolean named = number != null && number != SctpEvent.NO_ASSOCIATION; // older than the channel
    if (association != null) {
      return to(null, association);
    } else if (named) {
      throw gone(number); // Its peer's address may be another's by now.
    } else if (target != null) {
      return to(inet(target), null);
    } else if (knownRemote() == null) {
      throw new NotYetConnectedException();
    }
    return to(knownRemote(), null);
  }

  private MessageInfo to(SocketAddress target, Association association) {
    if (last == null
        || !Objects.equals(lastTarget, target)
        || !Objects.equals(lastAssociation, association)) {
      last =
          association == null
              ? MessageInfo.createOutgoing(target, 0)
              : MessageInfo.createOutgoing(association, target, 0);
      lastTarget = target;
      lastAssociation = association;
    }
    return last;
  }

  @Override
  MessageInfo receiveFromChannel(ByteBuffer dst, NotificationHandler<Void> handler)
      throws IOException {
    return channel().receive(dst, null, handler);
  }

  @Override
  void requireReceivable() throws IOException {
    requireOpen();
    if (!isBound()) {
      throw new NotYetConnectedException();
    }
  }

  @Override
  void note(SctpEvent event) {
    // Each association ends by itself: events tell.
  }

  @Override
  void noteFailure(IOException e) {
    // Of one association: the endpoint goes on.
  }

  @Override
  void noteEnd() {
    // There is no end while others may come.
  }

  @Override
  boolean isEnded() {
    return false;
  }

  @Override
  boolean isLost() {
    return false;
  }

  // Associations.

  @Override
  public SctpEndpoint shutdown(int association) throws IOException {
    try {
      channel().shutdown(associationTable().get(association));
      wakeWriter(); // whoever sends to it is to be told
      return this;
    } catch (IOException e) {
      throw failure("shutdown", e);
    }
  }

  @Override
  public SctpEndpoint peelOff(int association) throws IOException {
    Association found = associationTable().get(association);
    try {
      SctpChannel branch = channel().branch(found);
      associationTable().remove(association);
      return SctpTransport.connected(branch);
    } catch (IOException e) {
      throw failure("peeloff", e);
    }
  }

  // Options.

  @Override
  Set<SocketOption<?>> sctpOptions() {
    return SctpOptions.ONE_TO_MANY;
  }

  @Override
  <T> void setSctpOption(SctpSocketOption<T> name, T value) throws IOException {
    channel().setOption(name, value, null);
  }

  @Override
  <T> T getSctpOption(SctpSocketOption<T> name) throws IOException {
    return channel().getOption(name, null);
  }
}
