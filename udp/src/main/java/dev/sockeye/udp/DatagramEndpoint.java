package dev.sockeye.udp;

import dev.sockeye.Attribute;
import dev.sockeye.EndpointOptions;
import dev.sockeye.Errno;
import dev.sockeye.InetOptions;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.inet.InetChannels;
import dev.sockeye.internal.BatchCall;
import dev.sockeye.internal.Buffers;
import dev.sockeye.internal.DatagramBatching;
import dev.sockeye.spi.Deadline;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** A message endpoint over a {@link DatagramChannel}: the peer, sending, and multicast. */
class DatagramEndpoint extends DatagramReceiver {

  private final ReentrantLock sendLock = new ReentrantLock();
  private final DatagramBuffer gathered = new DatagramBuffer(); // guarded by sendLock
  private final BatchCall singly = BatchCall.sending(this);
  private final BatchCall together = this::sendSome;
  private final Message[] single = new Message[1]; // guarded by sendLock
  private final Memberships memberships;

  private volatile SocketAddress remote; // set holding sendLock

  DatagramEndpoint(SocketSpec<MessageEndpoint> spec, DatagramChannel channel) {
    this(spec, channel, peer(channel));
  }

  /** With the peer of its socket, where the channel knows another. */
  DatagramEndpoint(
      SocketSpec<MessageEndpoint> spec, DatagramChannel channel, SocketAddress remote) {
    super(spec, channel);
    this.memberships = new Memberships(channel);
    this.remote = remote;
  }

  private static SocketAddress peer(DatagramChannel channel) {
    try {
      return channel.getRemoteAddress();
    } catch (IOException closed) {
      return null; // The first call tells.
    }
  }

  // The peer. The JDK's channel changes it only while no thread receives.

  /** Replaces the peer if there is one, as {@code connect(2)} does for datagrams. */
  @Override
  public boolean connect(SocketAddress peer) throws IOException {
    Objects.requireNonNull(peer, "remote");
    requireResolved(peer);
    sendLock.lock();
    try {
      channel().disconnect();
      remote = null;
      channel().connect(peer);
      remote = peer;
      return true;
    } catch (IOException e) {
      throw failure("connect", null, peer, e);
    } finally {
      sendLock.unlock();
    }
  }

  private static void requireResolved(SocketAddress peer) {
    if (!(peer instanceof InetSocketAddress inet)) {
      throw new UnsupportedAddressTypeException();
    } else if (inet.isUnresolved()) {
      throw new UnresolvedAddressException();
    }
  }

  @Override
  public boolean finishConnect() throws IOException {
    boolean connected = channel().isConnected(); // looked at first: no closed one is
    if (!isOpen()) {
      throw new ClosedChannelException();
    } else if (!connected) {
      throw new NoConnectionPendingException();
    }
    return true;
  }

  @Override
  public MessageEndpoint disconnect() throws IOException {
    sendLock.lock();
    try {
      channel().disconnect();
      remote = null;
      return this;
    } catch (IOException e) {
      throw failure("connect", e);
    } finally {
      sendLock.unlock();
    }
  }

  @Override
  public boolean isConnected() {
    return channel().isConnected();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return channel().getRemoteAddress();
  }

  @Override
  protected SocketAddress knownRemote() {
    return remote;
  }

  // Sending one datagram. The channel's own calls are all or nothing.

  @Override
  public int send(ByteBuffer src) throws IOException {
    return send(src, null);
  }

  @Override
  public int sendTo(ByteBuffer src, SocketAddress target) throws IOException {
    return send(src, Objects.requireNonNull(target, "target"));
  }

  @Override
  public int sendMessage(Message message) throws IOException {
    if (message.attributeCount() > 0) {
      refuseOtherAttributes(message);
      if (message.get(InetOptions.LOCAL_ADDRESS) != null) {
        return sendFrom(message);
      }
    }
    return message.bufferCount() == 1
        ? send(message.payload(), message.peer())
        : sendGathered(message);
  }

  private static void refuseOtherAttributes(Message message) {
    for (int i = 0; i < message.attributeCount(); i++) {
      Attribute<?> attribute = message.attribute(i);
      if (!isKnown(attribute)) {
        throw new UnsupportedOperationException(
            "udp carries no attribute, such as " + attribute + ": nothing was sent");
      }
    }
  }

  /** By the native call for several, since the channel's own knows one local address alone. */
  private int sendFrom(Message message) throws IOException {
    sendLock.lock();
    try {
      int size = (int) message.remaining(); // more than an int is refused
      single[0] = message;
      return timedSendFrom(requireNative()) ? size : WOULD_BLOCK;
    } finally {
      single[0] = null;
      sendLock.unlock();
    }
  }

  private boolean timedSendFrom(DatagramBatching.Batch batch) throws IOException {
    long deadline = sendDeadline();
    enterTimed(deadline);
    try {
      int sent = batch.send(single, 0, 1); // says itself what failed
      while (sent == 0 && isBlocking()) {
        awaitRoom(deadline);
        sent = batch.send(single, 0, 1);
      }
      return sent > 0;
    } finally {
      exitTimed();
    }
  }

  private void awaitRoom(long deadline) throws IOException {
    try {
      awaitWritable(SelectionKey.OP_WRITE, deadline);
    } catch (IOException e) {
      SocketAddress peer = single[0].peer();
      throw failure("sendmsg", knownLocal(), peer == null ? remote : peer, e);
    }
  }

  private DatagramBatching.Batch requireNative() throws IOException {
    if (getLocalAddress() == null) {
      bind(null);
    }
    DatagramBatching.Batch batch = batch();
    if (batch == null) {
      throw new UnsupportedOperationException(
          "to send from an address of several takes native calls, on Linux: add"
              + " dev.sockeye:sockeye-posix. Nothing was sent");
    }
    return batch;
  }

  private int sendGathered(Message message) throws IOException {
    sendLock.lock();
    try {
      SocketAddress target = message.peer();
      if (message.remaining() > DatagramBuffer.LONGEST) {
        SocketAddress to = target == null ? remote : target;
        throw SocketFailure.describe("sendmsg", transport(), knownLocal(), to, Errno.EMSGSIZE);
      }
      int sent = send(gathered.gather(message), target);
      if (sent != WOULD_BLOCK) {
        Buffers.consume(message);
      }
      return sent;
    } finally {
      sendLock.unlock();
    }
  }

  private int send(ByteBuffer src, SocketAddress target) throws IOException {
    int size = src.remaining();
    sendLock.lock();
    try {
      int sent = enterPlainOutput() ? plainSend(src, target) : timedSend(src, target);
      return sent == 0 && size > 0 ? WOULD_BLOCK : sent;
    } catch (IOException e) {
      throw target == null ? failure("send", e) : failure("sendto", knownLocal(), target, e);
    } finally {
      sendLock.unlock();
    }
  }

  private int plainSend(ByteBuffer src, SocketAddress target) throws IOException {
    try {
      return trySend(src, target);
    } finally {
      exitPlain();
    }
  }

  private int timedSend(ByteBuffer src, SocketAddress target) throws IOException {
    long deadline = sendDeadline();
    enterTimed(deadline);
    try {
      int sent = trySend(src, target);
      while (sent == 0 && src.hasRemaining() && isBlocking()) {
        awaitWritable(SelectionKey.OP_WRITE, deadline);
        sent = trySend(src, target);
      }
      return sent;
    } finally {
      exitTimed();
    }
  }

  private int trySend(ByteBuffer src, SocketAddress target) throws IOException {
    if (!src.hasRemaining() && channel().isConnected()) {
      return trySendEmpty(target);
    }
    boolean toPeer = target == null || target.equals(remote);
    return toPeer ? channel().write(src) : channel().send(src, target);
  }

  private int trySendEmpty(SocketAddress target) throws IOException {
    if (target != null && !target.equals(remote)) {
      throw new AlreadyConnectedException();
    }
    EmptyDatagram.send(channel(), InetChannels.family(spec()));
    return 0;
  }

  // Sending several.

  @Override
  public int sendMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    BatchCall calls = isBatchable(messages, offset, length) ? together : singly;
    return calls.all(messages, offset, length, Deadline.NEVER);
  }

  /** One call for many if there is a native one and the system takes them now; else one message. */
  private int sendSome(Message[] messages, int offset, int length, int before, long deadline)
      throws IOException {
    DatagramBatching.Batch batch = batch();
    int sent = batch == null ? 0 : sendNow(batch, messages, offset, length);
    return sent > 0 ? sent : singly.some(messages, offset, length, before, deadline);
  }

  private int sendNow(DatagramBatching.Batch batch, Message[] messages, int offset, int length)
      throws IOException {
    sendLock.lock();
    try {
      return batch.send(messages, offset, length);
    } finally {
      sendLock.unlock();
    }
  }

  @Override
  public boolean flush() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    return true;
  }

  /** What is not in order goes the way of single messages, which tells why. */
  private boolean isBatchable(Message[] messages, int offset, int length) {
    boolean inOrder = length > 1;
    SocketAddress peer = remote;
    for (int i = offset; i < offset + length && inOrder; i++) {
      SocketAddress target = messages[i].peer();
      boolean known = peer == null ? target != null : target == null || target.equals(peer);
      inOrder = known && hasKnownAttributes(messages[i]);
    }
    return inOrder;
  }

  private static boolean hasKnownAttributes(Message message) {
    boolean known = true;
    for (int i = 0; i < message.attributeCount(); i++) {
      known &= isKnown(message.attribute(i));
    }
    return known;
  }

  private static boolean isKnown(Attribute<?> attribute) {
    return attribute == InetOptions.LOCAL_ADDRESS || attribute == InetOptions.TIMESTAMP;
  }

  // Multicast, and the longest datagram.

  @Override
  protected Set<SocketOption<?>> channelOptions() {
    Set<SocketOption<?>> options = new HashSet<>(super.channelOptions());
    options.addAll(Memberships.OPTIONS);
    options.add(EndpointOptions.MAX_MESSAGE_SIZE);
    return options;
  }

  @Override
  protected <T> void setChannelOption(SocketOption<T> name, T value) throws IOException {
    if (Memberships.OPTIONS.contains(name)) {
      memberships.set(name, (Membership) value);
    } else if (name.equals(EndpointOptions.MAX_MESSAGE_SIZE)) {
      throw new UnsupportedOperationException(name + " can only be read");
    } else {
      super.setChannelOption(name, value);
    }
  }

  @Override
  protected <T> T getChannelOption(SocketOption<T> name) throws IOException {
    if (name.equals(EndpointOptions.MAX_MESSAGE_SIZE)) {
      if (!isOpen()) {
        throw new ClosedChannelException();
      }
      return name.type().cast(Udp.longest(spec().domain()));
    }
    return Memberships.OPTIONS.contains(name)
        ? name.type().cast(memberships.lastAdded())
        : super.getChannelOption(name);
  }
}
