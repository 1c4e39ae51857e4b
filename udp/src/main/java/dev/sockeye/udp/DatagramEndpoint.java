package dev.sockeye.udp;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.DatagramBatching;
import dev.sockeye.spi.InetChannels;
import dev.sockeye.spi.NioSocket;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** A message endpoint over a {@link DatagramChannel}. */
final class DatagramEndpoint extends NioSocket<MessageEndpoint, DatagramChannel>
    implements MessageEndpoint {

  /** No datagram is longer: the length field of UDP has 16 bits (jumbograms are not sent here). */
  private static final int MAX_DATAGRAM = 65_535;

  private final ReentrantLock receiveLock = new ReentrantLock();
  private final ReentrantLock sendLock = new ReentrantLock();
  private final Memberships memberships;
  private final Batches batches;

  // Guarded by receiveLock. The JDK cuts what does not fit without a word, so datagrams for smaller
  // buffers are received in here, where everything fits. Made when first needed.
  private ByteBuffer whole;
  private SocketAddress sender;

  private volatile SocketAddress remote;
  private volatile boolean bound; // only ever set

  DatagramEndpoint(SocketSpec<MessageEndpoint> spec, DatagramChannel channel) {
    super(spec, "udp", channel);
    memberships = new Memberships(channel);
    batches = new Batches(channel);
  }

  @Override
  public MessageEndpoint bind(SocketAddress local) throws IOException {
    try {
      channel().bind(local);
      return this;
    } catch (IOException e) {
      throw SocketFailure.describe("bind", transport(), local, null, e);
    }
  }

  /** Replaces the peer if there is one, as {@code connect(2)} does for datagrams. */
  @Override
  public boolean connect(SocketAddress peer) throws IOException {
    Objects.requireNonNull(peer, "remote");
    sendLock.lock();
    try {
      channel().disconnect();
      channel().connect(peer);
      remote = peer;
      return true;
    } catch (IOException e) {
      remote = null;
      throw SocketFailure.describe("connect", transport(), null, peer, e);
    } finally {
      sendLock.unlock();
    }
  }

  @Override
  public boolean finishConnect() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    } else if (!channel().isConnected()) {
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
  public SocketAddress getLocalAddress() throws IOException {
    return channel().getLocalAddress();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return channel().getRemoteAddress();
  }

  @Override
  protected SocketAddress knownRemote() {
    return remote;
  }

  // Sending. The channel's own calls are all or nothing.

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
    refuseAttributes(message);
    if (message.bufferCount() == 1) {
      return send(message.payload(), message.peer());
    }
    ByteBuffer gathered = ByteBuffer.allocate(Math.toIntExact(message.remaining()));
    message.buffers().forEach(buffer -> gathered.put(buffer.duplicate()));
    int sent = send(gathered.flip(), message.peer());
    if (sent != WOULD_BLOCK) {
      message.buffers().forEach(buffer -> buffer.position(buffer.limit()));
    }
    return sent;
  }

  @Override
  public int sendMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    DatagramBatching.Batch batch = isBatchable(messages, offset, length) ? batches.get() : null;
    int sent = 0;
    while (sent < length) {
      int n = 0;
      try {
        n = sendSome(batch, messages, offset + sent, length - sent);
      } catch (IOException e) {
        if (sent == 0 || e instanceof ClosedChannelException) {
          throw e;
        } // What was sent counts; the next call meets the failure again.
      }
      if (n <= 0) {
        return sent == 0 ? WOULD_BLOCK : sent;
      }
      sent += n;
    }
    return sent;
  }

  /** One call for many if there is a native one and the system takes them now; else one message. */
  private int sendSome(DatagramBatching.Batch batch, Message[] messages, int offset, int length)
      throws IOException {
    if (batch != null) {
      sendLock.lock();
      try {
        int sent = batch.send(messages, offset, length);
        if (sent > 0) {
          return sent;
        }
      } finally {
        sendLock.unlock();
      }
    }
    return sendMessage(messages[offset]) == WOULD_BLOCK ? WOULD_BLOCK : 1;
  }

  /** What is not in order goes the way of single messages, which tells why. */
  private boolean isBatchable(Message[] messages, int offset, int length) {
    boolean inOrder = length > 1;
    SocketAddress peer = remote;
    for (int i = offset; i < offset + length && inOrder; i++) {
      SocketAddress target = messages[i].peer();
      boolean known = peer == null ? target != null : target == null || target.equals(peer);
      inOrder = known && messages[i].attributeCount() == 0;
    }
    return inOrder;
  }

  private static void refuseAttributes(Message message) {
    if (message.attributeCount() > 0) {
      throw new UnsupportedOperationException(
          "udp carries no attribute, such as " + message.attribute(0) + ": nothing was sent");
    }
  }

  private int send(ByteBuffer src, SocketAddress target) throws IOException {
    int size = src.remaining();
    sendLock.lock();
    try {
      int sent = enterPlainOutput() ? plainSend(src, target) : timedSend(src, target);
      return sent == 0 && size > 0 ? WOULD_BLOCK : sent;
    } catch (IOException e) {
      throw target == null
          ? failure("send", e)
          : SocketFailure.describe("sendto", transport(), knownLocal(), target, e);
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
      int sent;
      while ((sent = trySend(src, target)) == 0 && src.hasRemaining() && isBlocking()) {
        awaitWritable(SelectionKey.OP_WRITE, deadline);
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
    return target == null ? channel().write(src) : channel().send(src, target);
  }

  private int trySendEmpty(SocketAddress target) throws IOException {
    if (target != null && !target.equals(remote)) {
      throw new AlreadyConnectedException();
    }
    EmptyDatagram.send(channel(), InetChannels.family(spec()));
    return 0;
  }

  // Receiving.

  @Override
  public int receive(ByteBuffer dst) throws IOException {
    receiveLock.lock();
    try {
      return receiveWhole(dst);
    } finally {
      receiveLock.unlock();
    }
  }

  @Override
  public SocketAddress receiveFrom(ByteBuffer dst) throws IOException {
    if (!isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    receiveLock.lock();
    try {
      receiveWhole(dst);
      return sender;
    } finally {
      receiveLock.unlock();
    }
  }

  private int receiveWhole(ByteBuffer dst) throws IOException {
    boolean fits = dst.remaining() >= MAX_DATAGRAM;
    requireWritable(dst);
    ByteBuffer into = fits ? dst : emptyWhole();
    int start = into.position();
    if (!take(into)) {
      return WOULD_BLOCK;
    }
    int length = into.position() - start;
    if (!fits && put(whole.flip(), dst) < length) {
      throw new MessageTruncatedException(
          SocketFailure.sentence(
              "recv",
              transport(),
              knownLocal(),
              sender,
              "the datagram of " + length + " bytes was cut: give a larger buffer"),
          length);
    }
    return length;
  }

  @Override
  public int receiveMessage(Message message) throws IOException {
    receiveLock.lock();
    try {
      requireWritable(message);
      boolean fits = fits(message);
      ByteBuffer into = fits ? message.payload() : emptyWhole();
      int start = into.position();
      return take(into) ? deliver(message, into.position() - start, fits) : WOULD_BLOCK;
    } finally {
      receiveLock.unlock();
    }
  }

  @Override
  public int receiveMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    if (length == 0) {
      return 0;
    }
    receiveLock.lock();
    try {
      return timedReceiveMessages(messages, offset, length);
    } catch (IOException e) {
      throw failure("recvmmsg", e);
    } finally {
      receiveLock.unlock();
    }
  }

  /**
   * Timed also without a timeout: what else is there can be told by a non-blocking channel only.
   */
  private int timedReceiveMessages(Message[] messages, int offset, int length) throws IOException {
    requireBound();
    for (int i = offset; i < offset + length; i++) {
      requireWritable(messages[i]);
    }
    DatagramBatching.Batch batch = length > 1 ? batches.get() : null;
    long deadline = receiveDeadline();
    enterTimed(deadline);
    try {
      int received;
      while ((received = receiveNow(batch, messages, offset, length)) == 0 && isBlocking()) {
        awaitReadable(SelectionKey.OP_READ, deadline);
      }
      return received == 0 ? WOULD_BLOCK : received;
    } finally {
      exitTimed();
    }
  }

  private int receiveNow(DatagramBatching.Batch batch, Message[] messages, int offset, int length)
      throws IOException {
    if (batch != null) {
      return batch.receive(messages, offset, length);
    }
    int received = 0;
    while (received < length) {
      Message message = messages[offset + received];
      boolean fits = fits(message);
      ByteBuffer into = fits ? message.payload() : emptyWhole();
      int start = into.position();
      sender = channel().receive(into);
      if (sender == null) {
        break;
      }
      deliver(message, into.position() - start, fits);
      received++;
    }
    return received;
  }

  private static boolean fits(Message message) {
    return message.bufferCount() == 1 && message.payload().remaining() >= MAX_DATAGRAM;
  }

  /** After a receive: hands out what was received into {@link #whole}, and fills in the header. */
  private int deliver(Message message, int length, boolean fits) {
    int delivered = fits ? length : scatter(message);
    message.clearHeader().peer(sender).truncated(delivered < length).endOfRecord(true);
    return delivered;
  }

  private int scatter(Message message) {
    int delivered = 0;
    whole.flip();
    for (int i = 0; i < message.bufferCount(); i++) {
      delivered += put(whole, message.buffer(i));
    }
    return delivered;
  }

  /** Takes one datagram, and notes its sender. */
  private boolean take(ByteBuffer into) throws IOException {
    try {
      requireBound();
      sender = enterPlainInput() ? plainReceive(into) : timedReceive(into);
      return sender != null;
    } catch (IOException e) {
      throw failure("recv", e);
    }
  }

  private SocketAddress plainReceive(ByteBuffer into) throws IOException {
    try {
      return channel().receive(into);
    } finally {
      exitPlain();
    }
  }

  private SocketAddress timedReceive(ByteBuffer into) throws IOException {
    long deadline = receiveDeadline();
    enterTimed(deadline);
    try {
      SocketAddress from;
      while ((from = channel().receive(into)) == null && isBlocking()) {
        awaitReadable(SelectionKey.OP_READ, deadline);
      }
      return from;
    } finally {
      exitTimed();
    }
  }

  private static void requireWritable(Message message) {
    for (int i = 0; i < message.bufferCount(); i++) {
      requireWritable(message.buffer(i));
    }
  }

  private static void requireWritable(ByteBuffer destination) {
    if (destination.isReadOnly()) {
      throw new IllegalArgumentException("the buffer is read-only");
    }
  }

  private ByteBuffer emptyWhole() {
    if (whole == null) {
      whole = ByteBuffer.allocateDirect(MAX_DATAGRAM);
    }
    return whole.clear();
  }

  /** Moves what fits and gives its length. */
  private static int put(ByteBuffer from, ByteBuffer dst) {
    int n = Math.min(from.remaining(), dst.remaining());
    dst.put(dst.position(), from, from.position(), n).position(dst.position() + n);
    from.position(from.position() + n);
    return n;
  }

  private void requireBound() throws IOException {
    if (!bound) {
      if (channel().getLocalAddress() == null) {
        throw new NotYetConnectedException();
      }
      bound = true;
    }
  }

  private SocketAddress knownLocal() {
    try {
      return getLocalAddress();
    } catch (IOException closed) {
      return null;
    }
  }

  @Override
  public MessageEndpoint shutdownInput() {
    throw noShutdown();
  }

  @Override
  public MessageEndpoint shutdownOutput() {
    throw noShutdown();
  }

  private static UnsupportedOperationException noShutdown() {
    return new UnsupportedOperationException("udp has no connection to shut down: close instead");
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      batches.close();
    }
  }

  // Options.

  @Override
  public <T> MessageEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    applyOption(name, value);
    return this;
  }

  @Override
  public MessageEndpoint configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }

  @Override
  protected Set<SocketOption<?>> channelOptions() {
    Set<SocketOption<?>> options = new HashSet<>(channel().supportedOptions());
    options.addAll(Memberships.OPTIONS);
    return options;
  }

  @Override
  protected <T> void setChannelOption(SocketOption<T> name, T value) throws IOException {
    if (Memberships.OPTIONS.contains(name)) {
      memberships.set(name, (Membership) value);
    } else {
      channel().setOption(name, value);
    }
  }

  @Override
  protected <T> T getChannelOption(SocketOption<T> name) throws IOException {
    return Memberships.OPTIONS.contains(name)
        ? name.type().cast(memberships.lastAdded())
        : channel().getOption(name);
  }

  @Override
  public String toString() {
    return transport() + ' ' + channel();
  }
}
