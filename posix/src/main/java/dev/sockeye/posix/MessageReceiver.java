package dev.sockeye.posix;

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
import java.util.Objects;

/**
 * The input of a message endpoint.
 *
 * <p>On Linux a call that asks for nothing but bytes is {@code recv(2)}. On a connection where a
 * length of 0 is an empty message if it comes with its sender's address, and else the end, it is
 * {@code recvfrom(2)}; where control data tells, {@code recvmsg(2)}, which costs a little more. So
 * it is for all who ask for an address or attributes.
 */
final class MessageReceiver {

  private static final NativeChannel.Call RECV = Bindings.libc()::recv;

  private static final int CLOSE_ON_EXEC = Abi.isLinux() ? Abi.MSG_CMSG_CLOEXEC : 0;

  private final NativeMessageEndpoint socket;
  private final Direction input;
  private final int realLength; // MSG_TRUNC where it makes the system tell what a cut message had

  // Guarded by input.lock.
  private final MessageHeader header;
  private final boolean simple; // whether recv(2) tells enough of what has no mark
  private final NativeChannel.Call named = this::receiveFrom;
  private final NativeChannel.Call withAll = this::receiveWithAll;
  private boolean untaken; // the header may have descriptors that nobody has seen to
  private int room; // what the last receive had
  private boolean hasName; // only ever set

  private volatile Hooks.Mark mark = Hooks.Mark.NONE; // set when the connection is made

  MessageReceiver(NativeMessageEndpoint socket) {
    this.socket = socket;
    input = socket.input;
    Kind<?> kind = socket.kind();
    header = new MessageHeader(kind);
    realLength = kind.has(Trait.REAL_LENGTH) ? Abi.CURRENT.msgTrunc() : 0;
    simple = realLength != 0;
  }

  /** By what empty messages are told from the end from now on. */
  void mark(Hooks.Mark by) {
    mark = by;
  }

  /** The address itself is not asked for, only whether there is one. */
  private long receiveFrom(int fd, long address, long length, int flags) {
    return header.receiveFrom(fd, address, length, flags);
  }

  /** Whatever its caller is told, the descriptors of what was received are not forgotten. */
  private long receiveWithAll(int fd, long address, long length, int flags) {
    long n = Bindings.libc().recvmsg(fd, address, flags);
    untaken = n >= 0;
    return n;
  }

  /** Ends a call: what came along with a message that it did not hand out is closed. */
  void release() {
    try {
      if (untaken) {
        untaken = false;
        header.discardControl();
      }
    } finally {
      input.unlock();
    }
  }

  int receive(ByteBuffer dst) throws IOException {
    long timeout = acquire("recv");
    try {
      requireReceiver(dst);
      long n = receiveInto(dst, false, false, timeout);
      return n < 0 ? (int) n : whole(n);
    } finally {
      release();
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
      return sender(header);
    } finally {
      release();
    }
  }

  int receive(Message message) throws IOException {
    long timeout = acquire("recvmsg");
    try {
      return receive(message, timeout);
    } finally {
      release();
    }
  }

  long acquire(String operation) throws IOException {
    return socket.acquire(input, socket.receiveTimeout(), operation);
  }

  /** With all that comes with it. For the holder of the lock. */
  int receive(Message message, long timeout) throws IOException {
    requireReceiver(message);
    boolean single = message.bufferCount() == 1;
    ByteBuffer dst =
        single
            ? message.payload()
            : input.staging.of(sum(message)).bytes.clear().limit(sum(message));
    int offered = dst.remaining();
    long n = receiveInto(dst, true, true, timeout);
    if (n < 0) {
      return (int) n;
    }
    if (!single) {
      scatter(dst.flip(), message);
    }
    untaken = false;
    requireControl(header);
    fill(message, header, n > offered || header.isTruncated());
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

  /** What came along came whole, or the message is nobody's. */
  void requireControl(MessageHeader of) throws IOException {
    if (of.isControlTruncated()) {
      of.discardControl();
      throw socket.failure("recvmsg", socket.knownRemote(), Errno.EMFILE.number());
    }
  }

  /** On a connection not every family tells it with each message. */
  private SocketAddress sender(MessageHeader of) {
    SocketAddress told = of.sender();
    if (told != null || socket.isConnectionless()) {
      return told;
    }
    SocketAddress peer = socket.knownRemote();
    return Objects.equals(peer, socket.addresses().unnamed()) ? null : peer;
  }

  void fill(Message message, MessageHeader header, boolean truncated) {
    message.clearHeader().peer(sender(header)).truncated(truncated).endOfRecord(true);
    header.readControl(message);
  }

  void requireReceiver(Message message) throws IOException {
    for (int i = 0; i < message.bufferCount(); i++) {
      requireReceiver(message.buffer(i));
    }
  }

  private void requireReceiver(ByteBuffer dst) throws IOException {
    socket.ensureOpen();
    if (dst.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    } else if (socket.knownRemote() == null && !hasName) {
      hasName = socket.isConnectionless() && socket.localName() != null;
      if (!hasName) {
        throw new NotYetConnectedException();
      }
    }
  }

  /** A cut message is told by an exception. */
  private int whole(long length) throws MessageTruncatedException {
    if (length <= room && (realLength != 0 || !header.isTruncated())) {
      return (int) length;
    }
    String known = realLength == 0 ? "" : " of " + length + " bytes";
    throw new MessageTruncatedException(
        sentence("the message" + known + " was cut to " + room + ": give a larger buffer"),
        realLength == 0 ? -1 : length);
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
  private long receiveInto(ByteBuffer dst, boolean address, boolean attributes, long timeout)
      throws IOException {
    if (socket.isInputOver()) {
      return END_OF_INPUT;
    }
    input.throwDeferred();
    room = dst.remaining();
    int asked = Math.max(1, room); // asked for none, some systems give none and leave the message
    long at = room == 0 ? input.staging.of(1).address : input.staging.addressFor(dst, room);
    long n = receiveBytes(at, asked, address, attributes, timeout);
    if (NativeSocket.is(n, Errno.EAGAIN)) {
      return socket.isInputOver() ? END_OF_INPUT : WOULD_BLOCK;
    } else if (n < 0) {
      throw socket.failure("recv", socket.knownRemote(), (int) -n);
    } else if (n == 0 && isEnd(header)) {
      return socket.end("recv");
    }
    input.staging.take(dst, (int) Math.min(n, room));
    return n;
  }

  private long receiveBytes(long at, int length, boolean address, boolean attributes, long timeout)
      throws IOException {
    try {
      NativeChannel.Call call = address || attributes ? null : callForBytes();
      if (call != null) {
        return socket.perform(input, call, at, length, realLength, timeout, true);
      }
      boolean named = address || mark == Hooks.Mark.NAME;
      header.payload(at, length).toReceive(named, mark == Hooks.Mark.CONTROL, attributes);
      int flags = realLength | CLOSE_ON_EXEC;
      return socket.perform(input, withAll, header.address(), length, flags, timeout, true);
    } catch (SocketTimeoutException e) {
      throw socket.failure("recv", socket.knownRemote(), e);
    }
  }

  /** The call that gives no more than bytes; {@code null} if none tells enough. */
  private NativeChannel.Call callForBytes() {
    return switch (mark) {
      case NAME -> named;
      case NONE -> simple ? RECV : null;
      case CONTROL -> null;
    };
  }

  /** Of a length of 0: whether it is no message. */
  boolean isEnd(MessageHeader of) {
    return socket.isInputOver() || (!socket.isConnectionless() && !isMessage(of));
  }

  private boolean isMessage(MessageHeader of) {
    return switch (mark) {
      case NAME -> of.hasName();
      case CONTROL -> of.hasControl();
      case NONE -> false;
    };
  }
}
