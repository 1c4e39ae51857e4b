package dev.sockeye.unix;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.SocketFailure;
import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetConnectedException;
import java.util.Objects;

/**
 * Datagrams or seqpacket messages over a native descriptor.
 *
 * <p>On Linux a call that asks for nothing but bytes is {@code send(2)} or, for datagrams, {@code
 * recv(2)}; the others are {@code sendmsg(2)} and {@code recvmsg(2)}. A seqpacket's is always
 * {@code recvmsg}: what tells an empty message from the end is that it has credentials.
 */
final class NativeMessageEndpoint extends NativeEndpoint<MessageEndpoint>
    implements MessageEndpoint {

  private static final Call RECV =
      (fd, address, length, flags) -> Native.libc().recv(fd, address, length, flags);
  private static final Call SEND =
      (fd, address, length, flags) -> Native.libc().send(fd, address, length, flags);
  private static final Call RECVMSG =
      (fd, header, length, flags) -> Native.libc().recvmsg(fd, header, flags);
  private static final Call SENDMSG =
      (fd, header, length, flags) -> Native.libc().sendmsg(fd, header, flags);

  /** Below this a heap buffer is copied without asking whether it can be sent at all. */
  private static final int SURELY_SENDABLE = 65_536;

  private static final int NO_SIGNAL = Layout.CURRENT.msgNosignal();

  /** Makes Linux tell the length of a message that was cut. */
  private static final int REAL_LENGTH = Layout.CURRENT.linux() ? Layout.CURRENT.msgTrunc() : 0;

  private static final int CLOSE_ON_EXEC = Layout.CURRENT.linux() ? Layout.MSG_CMSG_CLOEXEC : 0;

  private final MessageHeader received = new MessageHeader(); // guarded by input.lock
  private final MessageHeader sent = new MessageHeader(); // guarded by output.lock
  private final boolean plainReceive;
  private volatile boolean hasName; // only ever set

  NativeMessageEndpoint(SocketSpec<MessageEndpoint> spec, int fd) {
    super(spec, Sockets.transport(spec), fd);
    plainReceive = isDatagram() && Layout.CURRENT.linux();
  }

  @Override
  void connected() throws IOException {
    if (!isDatagram()) {
      options.setInt("setsockopt SO_PASSCRED", Layout.SO_PASSCRED, 1);
    }
  }

  // Sending.

  @Override
  public int send(ByteBuffer src) throws IOException {
    long timeout = acquire(output, options.sendTimeout(), "send");
    try {
      targetFor(null);
      return sendBuffer(src, null, null, timeout);
    } finally {
      output.lock.unlock();
    }
  }

  @Override
  public int sendTo(ByteBuffer src, SocketAddress target) throws IOException {
    Objects.requireNonNull(target, "target");
    long timeout = acquire(output, options.sendTimeout(), "sendto");
    try {
      return sendBuffer(src, targetFor(target), null, timeout);
    } finally {
      output.lock.unlock();
    }
  }

  @Override
  public int sendMessage(Message message) throws IOException {
    Descriptors rights = rightsOf(message);
    long timeout = acquire(output, options.sendTimeout(), "sendmsg");
    try {
      SocketAddress target = targetFor(message.peer());
      int[] descriptors = rights == null ? null : rights.numbers();
      return message.bufferCount() == 1
          ? sendBuffer(message.payload(), target, descriptors, timeout)
          : sendGathered(message, target, descriptors, timeout);
    } finally {
      output.lock.unlock();
      Reference.reachabilityFence(rights);
    }
  }

  private Descriptors rightsOf(Message message) {
    for (int i = 0; i < message.attributeCount(); i++) {
      if (message.attribute(i) != Unix.RIGHTS) {
        throw new UnsupportedOperationException(
            transport() + " does not carry " + message.attribute(i) + ": nothing was sent");
      }
    }
    Descriptors rights = message.get(Unix.RIGHTS);
    if (rights != null && rights.size() > MessageHeader.MAX_DESCRIPTORS) {
      throw new IllegalArgumentException(
          rights.size() + " descriptors: " + MessageHeader.MAX_DESCRIPTORS + " is the most");
    }
    return rights;
  }

  /** The address for the system: {@code null} to send to the connected peer. */
  private SocketAddress targetFor(SocketAddress target) throws IOException {
    ensureOpen();
    SocketAddress peer = knownRemote();
    if (isOutputShut()) {
      throw new ClosedChannelException();
    } else if (target == null) {
      remoteOrThrow();
      return null;
    } else if (peer == null && !isDatagram()) {
      throw new NotYetConnectedException();
    } else if (peer != null) {
      if (target.equals(peer) || target.equals(getRemoteAddress())) {
        return null;
      }
      throw new AlreadyConnectedException();
    }
    return target;
  }

  private int sendGathered(Message message, SocketAddress target, int[] descriptors, long timeout)
      throws IOException {
    int length = checkLength(message.remaining(), target);
    ByteBuffer gathered = output.staging(length).bytes.clear();
    for (int i = 0; i < message.bufferCount(); i++) {
      ByteBuffer buffer = message.buffer(i);
      gathered.put(gathered.position(), buffer, buffer.position(), buffer.remaining());
      gathered.position(gathered.position() + buffer.remaining());
    }
    int n = sendBytes(output.staging(length).address, length, target, descriptors, timeout);
    for (int i = 0; n >= 0 && i < message.bufferCount(); i++) {
      message.buffer(i).position(message.buffer(i).limit());
    }
    return n;
  }

  private int sendBuffer(ByteBuffer src, SocketAddress target, int[] descriptors, long timeout)
      throws IOException {
    int length = src.remaining();
    long address;
    if (src.isDirect()) {
      address = output.addressOf(src);
    } else {
      Memory staging = output.staging(checkLength(length, target));
      staging.bytes.put(0, src, src.position(), length);
      address = staging.address;
    }
    int n = sendBytes(address, length, target, descriptors, timeout);
    if (n >= 0) {
      src.position(src.limit());
    }
    return n;
  }

  /** So that no memory is taken to copy what the system will not send. */
  private int checkLength(long length, SocketAddress target) throws IOException {
    if (length > SURELY_SENDABLE && length > options.getInt(Layout.CURRENT.soSndbuf())) {
      throw tooLarge(length, target);
    }
    return (int) length;
  }

  private int sendBytes(
      long address, int length, SocketAddress target, int[] descriptors, long timeout)
      throws IOException {
    SocketAddress to = target == null ? knownRemote() : target;
    long n;
    try {
      if (target == null && descriptors == null) {
        n = perform(output, SEND, address, length, NO_SIGNAL, timeout, false);
      } else {
        sent.toSend(address, length, target, descriptors);
        n = perform(output, SENDMSG, sent.address(), length, NO_SIGNAL, timeout, false);
      }
    } catch (SocketTimeoutException e) {
      throw failure("send", to, e);
    }
    return n >= 0 ? (int) n : sendFailed(n, length, target, to);
  }

  private int sendFailed(long result, int length, SocketAddress target, SocketAddress to)
      throws IOException {
    if (is(result, Errno.EAGAIN)) {
      return WOULD_BLOCK;
    } else if (isOutputShut()) {
      throw closedMeanwhile();
    } else if (is(result, Errno.EMSGSIZE)) {
      throw tooLarge(length, to);
    } else if (is(result, Errno.ENOTCONN) && target == null && isDatagram()) {
      // Linux forgets a peer that it found gone.
      throw failure("send", to, Errno.ECONNREFUSED.number());
    }
    throw failure(target == null ? "send" : "sendto", to, (int) -result);
  }

  private MessageTooLargeException tooLarge(long length, SocketAddress to) {
    String limit;
    try {
      limit = "SO_SNDBUF allows " + (options.getInt(Layout.CURRENT.soSndbuf()) - 32);
    } catch (IOException e) {
      limit = "it is more than SO_SNDBUF allows";
    }
    return new MessageTooLargeException(
        SocketFailure.sentence(
                "send", transport(), null, to, "a message of " + length + " bytes: " + limit)
            + " (EMSGSIZE)");
  }

  @Override
  public int sendMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    for (int i = 0; i < length; i++) {
      try {
        if (sendMessage(messages[offset + i]) == WOULD_BLOCK) {
          return i == 0 ? WOULD_BLOCK : i;
        }
      } catch (ClosedChannelException e) {
        throw e;
      } catch (IOException e) {
        if (i == 0) {
          throw e;
        }
        return i; // the next call meets it again
      }
    }
    return length;
  }

  // Receiving.

  @Override
  public int receive(ByteBuffer dst) throws IOException {
    long timeout = acquire(input, options.receiveTimeout(), "recv");
    try {
      requireReceiver(dst);
      long n = receiveInto(dst, false, false, timeout);
      return n < 0 ? (int) n : whole(n);
    } finally {
      input.lock.unlock();
    }
  }

  @Override
  public SocketAddress receiveFrom(ByteBuffer dst) throws IOException {
    if (!isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    long timeout = acquire(input, options.receiveTimeout(), "recvfrom");
    try {
      requireReceiver(dst);
      long n = receiveInto(dst, true, false, timeout);
      if (n == END_OF_INPUT) {
        throw new EOFException(
            SocketFailure.sentence(
                "recv", transport(), null, knownRemote(), "the peer sends no more"));
      } else if (n == WOULD_BLOCK) {
        throw new IllegalBlockingModeException(); // set meanwhile
      }
      whole(n);
      return received.sender();
    } finally {
      input.lock.unlock();
    }
  }

  @Override
  public int receiveMessage(Message message) throws IOException {
    long timeout = acquire(input, options.receiveTimeout(), "recvmsg");
    try {
      return receiveMessage(message, timeout);
    } finally {
      input.lock.unlock();
    }
  }

  @Override
  public int receiveMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    long timeout = acquire(input, options.receiveTimeout(), "recvmmsg");
    try {
      for (int i = 0; i < length; i++) {
        int n = receiveNext(messages[offset + i], i, timeout);
        if (n < 0) {
          return i == 0 ? n : i;
        }
      }
      return length;
    } finally {
      input.lock.unlock();
    }
  }

  /**
   * Waits for the first only; what fails after it fails again, or has been told as far as it is.
   */
  private int receiveNext(Message message, int before, long timeout) throws IOException {
    if (before == 0) {
      return receiveMessage(message, timeout);
    }
    try {
      return receiveMessage(message, NO_WAIT);
    } catch (IOException e) {
      return WOULD_BLOCK;
    }
  }

  private int receiveMessage(Message message, long timeout) throws IOException {
    for (int i = 0; i < message.bufferCount(); i++) {
      requireReceiver(message.buffer(i));
    }
    boolean single = message.bufferCount() == 1;
    ByteBuffer dst =
        single ? message.payload() : input.staging(sum(message)).bytes.clear().limit(sum(message));
    int room = dst.remaining();
    long n = receiveInto(dst, true, true, timeout);
    if (n < 0) {
      return (int) n;
    }
    if (!single) {
      scatter(dst.flip(), message);
    }
    fill(message, n > room || received.isTruncated());
    return (int) Math.min(n, room);
  }

  private static int sum(Message message) {
    return (int) Math.min(Integer.MAX_VALUE - 8, message.remaining());
  }

  private static void scatter(ByteBuffer from, Message message) {
    for (int i = 0; i < message.bufferCount(); i++) {
      ByteBuffer to = message.buffer(i);
      int n = Math.min(from.remaining(), to.remaining());
      to.put(to.position(), from, from.position(), n).position(to.position() + n);
      from.position(from.position() + n);
    }
  }

  private void fill(Message message, boolean truncated) throws IOException {
    int[] rights = received.rights();
    Descriptors owner = rights == null ? null : Descriptors.received(rights);
    if (received.isControlTruncated()) {
      if (owner != null) {
        owner.close();
      }
      throw failure("recvmsg", knownRemote(), Errno.EMFILE.number());
    }
    message.clearHeader().peer(received.sender()).truncated(truncated).endOfRecord(true);
    if (owner != null) {
      message.set(Unix.RIGHTS, owner);
    }
  }

  private void requireReceiver(ByteBuffer dst) throws IOException {
    ensureOpen();
    if (dst.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    } else if (!isConnected() && !hasName) {
      hasName = isDatagram() && localName() != null;
      if (!hasName) {
        throw new NotYetConnectedException();
      }
    }
  }

  /** A cut message is told by an exception. */
  private int whole(long length) throws MessageTruncatedException {
    boolean cut = length > room || (!plainReceive && received.isTruncated());
    if (cut) {
      boolean known = REAL_LENGTH != 0;
      throw new MessageTruncatedException(
          SocketFailure.sentence(
              "recv",
              transport(),
              null,
              knownRemote(),
              "the message"
                  + (known ? " of " + length + " bytes" : "")
                  + " was cut to "
                  + room
                  + ": give a larger buffer"),
          known ? length : -1);
    }
    return (int) length;
  }

  private int room; // what the last receive had; guarded by input.lock

  /**
   * Receives a message into a buffer, as much as it has room for.
   *
   * @return the message's length, more than there was room for if it was cut and the system tells;
   *     or {@link #END_OF_INPUT} or {@link #WOULD_BLOCK}
   */
  private long receiveInto(ByteBuffer dst, boolean named, boolean rights, long timeout)
      throws IOException {
    if (isInputShut()) {
      return END_OF_INPUT;
    }
    room = dst.remaining();
    Memory staging = dst.isDirect() ? null : input.staging(room);
    long address = staging == null ? input.addressOf(dst) : staging.address;
    long n = receiveBytes(address, room, named, rights, timeout);
    if (is(n, Errno.EAGAIN)) {
      return WOULD_BLOCK;
    } else if (n < 0) {
      throw failure("recv", knownRemote(), (int) -n);
    } else if (n == 0 && isEnd()) {
      return END_OF_INPUT;
    }
    int taken = (int) Math.min(n, room);
    if (staging != null) {
      dst.put(dst.position(), staging.bytes, 0, taken);
    }
    dst.position(dst.position() + taken);
    return n;
  }

  private long receiveBytes(long address, int length, boolean named, boolean rights, long timeout)
      throws IOException {
    try {
      if (plainReceive && !named && !rights) {
        return perform(input, RECV, address, length, REAL_LENGTH, timeout, true);
      }
      received.toReceive(address, length, named, !isDatagram(), rights);
      int flags = REAL_LENGTH | CLOSE_ON_EXEC;
      return perform(input, RECVMSG, received.address(), length, flags, timeout, true);
    } catch (SocketTimeoutException e) {
      throw failure("recv", knownRemote(), e);
    }
  }

  /** Of a length of 0: whether it is no message. */
  private boolean isEnd() {
    return isInputShut() || (!isDatagram() && !received.hasCredentials());
  }

  // The rest.

  @Override
  public MessageEndpoint shutdownInput() throws IOException {
    shutInput();
    return this;
  }

  @Override
  public MessageEndpoint shutdownOutput() throws IOException {
    shutOutput();
    return this;
  }

  @Override
  public MessageEndpoint disconnect() throws IOException {
    if (!isDatagram()) {
      throw new UnsupportedOperationException(
          transport() + " is connection-oriented: close it instead");
    }
    dissolve();
    return this;
  }

  @Override
  public MessageEndpoint bind(SocketAddress local) throws IOException {
    bindTo(local);
    return this;
  }

  @Override
  public <T> MessageEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    options.set(name, value);
    return this;
  }

  @Override
  public MessageEndpoint configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }
}
