package dev.sockeye.unix;

import static dev.sockeye.MessageEndpoint.END_OF_INPUT;
import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.spi.SocketFailure;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetConnectedException;

/**
 * The input of a message endpoint.
 *
 * <p>On Linux a call that asks for nothing but bytes is {@code recv(2)} for datagrams and {@code
 * recvfrom(2)} for seqpacket, where a length of 0 is an empty message if it comes with its sender's
 * address, and else the end. If the peer has no name, credentials take its place, and the call is
 * {@code recvmsg(2)}, which costs a little more. So it is for all who ask for an address or
 * descriptors.
 */
final class MessageReceiver {

  private static final NativeChannel.Call RECV =
      (fd, address, length, flags) -> Native.libc().recv(fd, address, length, flags);
  private static final NativeChannel.Call RECVMSG =
      (fd, header, length, flags) -> Native.libc().recvmsg(fd, header, flags);

  /** Makes Linux tell the length of a message that was cut. */
  private static final int REAL_LENGTH = Layout.CURRENT.linux() ? Layout.CURRENT.msgTrunc() : 0;

  private static final int CLOSE_ON_EXEC = Layout.CURRENT.linux() ? Layout.MSG_CMSG_CLOEXEC : 0;

  private final NativeMessageEndpoint socket;
  private final Direction input;

  // Guarded by input.lock.
  private final MessageHeader header = new MessageHeader();
  private final NativeChannel.Call simple; // null if there is none that tells enough
  private final NativeChannel.Call named = this::receiveFrom;
  private int room; // what the last receive had
  private boolean hasName; // only ever set

  private volatile boolean peerHasName; // only ever set, when the connection is made

  MessageReceiver(NativeMessageEndpoint socket) {
    this.socket = socket;
    input = socket.input;
    simple = socket.isDatagram() && Layout.CURRENT.linux() ? RECV : null;
  }

  /** The peer of a connection has a name, and all its messages bear it. */
  void peerHasName() {
    peerHasName = true;
  }

  /** The address itself is not asked for, only whether there is one. */
  private long receiveFrom(int fd, long address, long length, int flags) {
    return header.receiveFrom(fd, address, length, flags);
  }

  int receive(ByteBuffer dst) throws IOException {
    long timeout = acquire("recv");
    try {
      requireReceiver(dst);
      long n = receiveInto(dst, false, false, timeout);
      return n < 0 ? (int) n : whole(n);
    } finally {
      input.lock.unlock();
    }
  }

  SocketAddress receiveFrom(ByteBuffer dst) throws IOException {
    long timeout = acquire("recvfrom");
    try {
      requireReceiver(dst);
      long n = receiveInto(dst, true, false, timeout);
      if (n == END_OF_INPUT) {
        throw new EOFException(sentence("the peer sends no more"));
      } else if (n == WOULD_BLOCK) {
        throw new IllegalBlockingModeException(); // set meanwhile
      }
      whole(n);
      return header.sender();
    } finally {
      input.lock.unlock();
    }
  }

  int receive(Message message) throws IOException {
    long timeout = acquire("recvmsg");
    try {
      return receive(message, timeout);
    } finally {
      input.lock.unlock();
    }
  }

  int receive(Message[] messages, int offset, int length) throws IOException {
    long timeout = acquire("recvmmsg");
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

  private long acquire(String operation) throws IOException {
    return socket.acquire(input, socket.options.receiveTimeout(), operation);
  }

  /** Waits for the first only; what fails after it is for the next call. */
  private int receiveNext(Message message, int before, long timeout) throws IOException {
    if (before == 0) {
      return receive(message, timeout);
    }
    try {
      return receive(message, NativeChannel.NO_WAIT);
    } catch (IOException e) {
      input.defer(e);
      return WOULD_BLOCK;
    }
  }

  private int receive(Message message, long timeout) throws IOException {
    for (int i = 0; i < message.bufferCount(); i++) {
      requireReceiver(message.buffer(i));
    }
    boolean single = message.bufferCount() == 1;
    ByteBuffer dst =
        single ? message.payload() : input.staging(sum(message)).bytes.clear().limit(sum(message));
    int offered = dst.remaining();
    long n = receiveInto(dst, true, true, timeout);
    if (n < 0) {
      return (int) n;
    }
    if (!single) {
      scatter(dst.flip(), message);
    }
    fill(message, n > offered || header.isTruncated());
    return (int) Math.min(n, offered);
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
    int[] rights = header.rights();
    Descriptors owner = rights == null ? null : Descriptors.received(rights);
    if (header.isControlTruncated()) {
      if (owner != null) {
        owner.close();
      }
      throw socket.failure("recvmsg", socket.knownRemote(), Errno.EMFILE.number());
    }
    message.clearHeader().peer(header.sender()).truncated(truncated).endOfRecord(true);
    if (owner != null) {
      message.set(Unix.RIGHTS, owner);
    }
  }

  private void requireReceiver(ByteBuffer dst) throws IOException {
    socket.ensureOpen();
    if (dst.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    } else if (!socket.isConnected() && !hasName) {
      hasName = socket.isDatagram() && socket.localName() != null;
      if (!hasName) {
        throw new NotYetConnectedException();
      }
    }
  }

  /** A cut message is told by an exception. */
  private int whole(long length) throws MessageTruncatedException {
    if (length <= room && (REAL_LENGTH != 0 || !header.isTruncated())) {
      return (int) length;
    }
    String known = REAL_LENGTH == 0 ? "" : " of " + length + " bytes";
    throw new MessageTruncatedException(
        sentence("the message" + known + " was cut to " + room + ": give a larger buffer"),
        REAL_LENGTH == 0 ? -1 : length);
  }

  private String sentence(String reason) {
    return SocketFailure.sentence("recv", socket.transport(), null, socket.knownRemote(), reason);
  }

  /**
   * Receives a message into a buffer, as much as it has room for.
   *
   * @return the message's length, more than there was room for if it was cut and the system tells;
   *     or END_OF_INPUT or WOULD_BLOCK
   */
  private long receiveInto(ByteBuffer dst, boolean address, boolean rights, long timeout)
      throws IOException {
    if (socket.isInputShut()) {
      return END_OF_INPUT;
    }
    input.throwDeferred();
    room = dst.remaining();
    long n = receiveBytes(input.addressFor(dst, room), room, address, rights, timeout);
    if (NativeSocket.is(n, Errno.EAGAIN)) {
      return WOULD_BLOCK;
    } else if (n < 0) {
      throw socket.failure("recv", socket.knownRemote(), (int) -n);
    } else if (n == 0 && isEnd()) {
      return END_OF_INPUT;
    }
    input.take(dst, (int) Math.min(n, room));
    return n;
  }

  private long receiveBytes(long at, int length, boolean address, boolean rights, long timeout)
      throws IOException {
    NativeChannel.Call call = peerHasName ? named : simple;
    try {
      if (call != null && !address && !rights) {
        return socket.perform(input, call, at, length, REAL_LENGTH, timeout, true);
      }
      boolean credentials = !socket.isDatagram() && !peerHasName;
      header.toReceive(at, length, address || peerHasName, credentials, rights);
      int flags = REAL_LENGTH | CLOSE_ON_EXEC;
      return socket.perform(input, RECVMSG, header.address(), length, flags, timeout, true);
    } catch (SocketTimeoutException e) {
      throw socket.failure("recv", socket.knownRemote(), e);
    }
  }

  /** Of a length of 0: whether it is no message. */
  private boolean isEnd() {
    return socket.isInputShut() || (!socket.isDatagram() && !isMessage());
  }

  private boolean isMessage() {
    return peerHasName ? header.hasName() : header.hasCredentials();
  }
}
