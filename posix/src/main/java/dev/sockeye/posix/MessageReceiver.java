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

/**
 * The input of a message endpoint.
 *
 * <p>On Linux a call that asks for nothing but bytes is {@code recv(2)}. On a connection where a
 * length of 0 is an empty message if it comes with its sender's address, and else the end, it is
 * {@code recvfrom(2)}; where control data tells, {@code recvmsg(2)}, which costs a little more. So
 * it is for all who ask for an address or attributes. Several at once are {@code recvmmsg(2)}.
 */
final class MessageReceiver {

  private static final NativeChannel.Call RECV =
      (fd, address, length, flags) -> Bindings.libc().recv(fd, address, length, flags);

  private static final int CLOSE_ON_EXEC = Abi.isLinux() ? Abi.MSG_CMSG_CLOEXEC : 0;

  private final NativeMessageEndpoint socket;
  private final Direction input;
  private final VectorPool vectors;
  private final int realLength; // MSG_TRUNC where it makes the system tell what a cut message had

  // Guarded by input.lock.
  private final MessageHeader header;
  private final boolean simple; // whether recv(2) tells enough of what has no mark
  private final NativeChannel.Call named = this::receiveFrom;
  private final NativeChannel.Call withAll = this::receiveWithAll;
  private boolean untaken; // the header may have descriptors that nobody has seen to
  private int room; // what the last receive had
  private boolean hasName; // only ever set
  private boolean drained; // the last receive of several took all that was there

  private volatile Hooks.Mark mark = Hooks.Mark.NONE; // set when the connection is made

  MessageReceiver(NativeMessageEndpoint socket) {
    this.socket = socket;
    input = socket.input;
    Kind<?> kind = socket.kind();
    vectors = VectorPool.receiving(kind);
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
  private void release() {
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
      return header.sender();
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

  private long acquire(String operation) throws IOException {
    return socket.acquire(input, socket.receiveTimeout(), operation);
  }

  // Receiving several.

  int receive(Message[] messages, int offset, int length) throws IOException {
    long timeout = acquire("recvmmsg");
    try {
      for (int i = offset; i < offset + length; i++) {
        requireReceiver(messages[i]);
      }
      drained = false;
      int received = 0;
      while (received < length && !drained) {
        int n = receiveSome(messages, offset + received, length - received, received, timeout);
        if (n < 0) {
          return received == 0 ? n : received;
        }
        received += n;
      }
      return received;
    } finally {
      release();
    }
  }

  /** Waits for the first only; what fails after it is for the next call. */
  private int receiveSome(Message[] messages, int offset, int length, int before, long timeout)
      throws IOException {
    if (before == 0) {
      return receiveFirst(messages, offset, length, timeout);
    }
    try {
      return receiveNow(messages, offset, length);
    } catch (IOException e) {
      input.defer(e);
      return WOULD_BLOCK;
    }
  }

  /** As many as are there, by one call; else one message, for which it waits. */
  private int receiveFirst(Message[] messages, int offset, int length, long timeout)
      throws IOException {
    if (run(messages, offset, length) > 1) {
      int n = receiveNow(messages, offset, length);
      if (n != WOULD_BLOCK || !socket.isBlocking()) {
        return n;
      }
    }
    drained = false;
    return one(receive(messages[offset], timeout));
  }

  /** How many, from the first on, one call can fill. */
  private static int run(Message[] messages, int offset, int length) {
    int most = Abi.isLinux() ? length : 1;
    int run = 0;
    while (run < most && messages[offset + run].remaining() <= MessageVector.MOST_BYTES) {
      run++;
    }
    return Math.max(1, run);
  }

  private static int one(int length) {
    return length < 0 ? length : 1;
  }

  private int receiveNow(Message[] messages, int offset, int length) throws IOException {
    int run = run(messages, offset, length);
    if (run == 1) {
      return one(receive(messages[offset], NativeChannel.NO_WAIT));
    } else if (socket.isInputOver()) {
      return END_OF_INPUT;
    }
    input.throwDeferred();
    SocketVector vector = vectors.take();
    try {
      int count = vector.prepare(messages, offset, run);
      long at = vector.address();
      long wait = NativeChannel.NO_WAIT;
      long n = socket.perform(input, vector.receive, at, count, 0, wait, false);
      drained = n < count;
      if (NativeSocket.is(n, Errno.EAGAIN)) {
        return WOULD_BLOCK;
      } else if (n < 0) {
        throw socket.failure("recvmmsg", socket.knownRemote(), (int) -n);
      }
      return unload(vector, messages, offset);
    } finally {
      vector.discard();
      vectors.giveBack(vector);
    }
  }

  /**
   * Hands out what was received, up to the end if there is one, which stays for the next call. A
   * message that failed takes no place, and is told of by the next call if others came.
   */
  private int unload(SocketVector vector, Message[] messages, int offset) throws IOException {
    int count = 0;
    IOException failure = null;
    for (int i = vector.next(); i >= 0 && !isEnd(vector, i); i = vector.next()) {
      Message message = messages[offset + count];
      MessageHeader entry = vector.take();
      try {
        requireControl(entry);
        fill(message, entry, vector.scatter(i, message));
        count++;
      } catch (IOException e) {
        failure = joined(failure, e);
      }
    }
    if (count == 0) {
      return nothing(failure);
    } else if (failure != null) {
      input.defer(failure);
    }
    return count;
  }

  private boolean isEnd(SocketVector vector, int index) {
    return vector.length(index) == 0 && isEnd(vector.entry(index));
  }

  private static IOException joined(IOException failure, IOException next) {
    if (failure == null) {
      return next;
    }
    failure.addSuppressed(next);
    return failure;
  }

  private int nothing(IOException failure) throws IOException {
    if (failure != null) {
      throw failure;
    } else if (!socket.isOpen()) {
      throw socket.closedMeanwhile();
    }
    return socket.end("recvmmsg");
  }

  // Receiving a message with all that comes with it.

  private int receive(Message message, long timeout) throws IOException {
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
  private void requireControl(MessageHeader of) throws IOException {
    if (of.isControlTruncated()) {
      of.discardControl();
      throw socket.failure("recvmsg", socket.knownRemote(), Errno.EMFILE.number());
    }
  }

  private static void fill(Message message, MessageHeader header, boolean truncated) {
    message.clearHeader().peer(header.sender()).truncated(truncated).endOfRecord(true);
    header.readControl(message);
  }

  private void requireReceiver(Message message) throws IOException {
    for (int i = 0; i < message.bufferCount(); i++) {
      requireReceiver(message.buffer(i));
    }
  }

  private void requireReceiver(ByteBuffer dst) throws IOException {
    socket.ensureOpen();
    if (dst.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    } else if (!socket.isConnected() && !hasName) {
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
    long n = receiveBytes(input.staging.addressFor(dst, room), room, address, attributes, timeout);
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
  private boolean isEnd(MessageHeader of) {
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
