package dev.sockeye.posix;

import static dev.sockeye.MessageEndpoint.END_OF_INPUT;
import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.internal.Buffers;
import dev.sockeye.spi.Deadline;
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
final class MessageReceiver implements NativeChannel.Call {

  private final NativeMessageEndpoint socket;
  private final Direction input;
  private final int realLength; // MSG_TRUNC where it makes the system tell what a cut message had

  // Guarded by input.lock.
  private final Receipt receipt;
  private final MessageHeader header; // its own
  private final boolean notices; // whether what has no bytes is none of the peer's messages
  private final boolean simple; // whether recv(2) tells enough of what has no mark
  private int room; // what the last receive had
  private boolean told; // whether control data of the last receive tells of a cut
  private long cutFrom; // what the last message was cut from before it came here; 0 if it was not
  private boolean hasName; // only ever set

  private volatile Hooks.Mark mark = Hooks.Mark.NONE; // set when the connection is made

  MessageReceiver(NativeMessageEndpoint socket) {
    this.socket = socket;
    input = socket.input;
    Kind<?> kind = socket.kind();
    receipt = new Receipt(kind);
    header = receipt.header;
    realLength = kind.has(Trait.REAL_LENGTH) ? Abi.CURRENT.msgTrunc() : 0;
    notices = kind.has(Trait.EMPTY_IS_NOTICE);
    simple = realLength != 0 && !notices;
  }

  /** By what empty messages are told from the end from now on. */
  void mark(Hooks.Mark by) {
    mark = by;
  }

  /** {@code recvfrom(2)}: the address itself is not asked for, only whether there is one. */
  @Override
  public long make(int fd, long address, long length, int flags) {
    return header.receiveFrom(fd, address, length, flags);
  }

  /** Ends a call: what came along with a message that it did not hand out is closed. */
  void release() {
    try {
      receipt.discard();
    } finally {
      input.unlock();
    }
  }

  int receive(ByteBuffer dst) throws IOException {
    long timeout = acquire("recv");
    try {
      requireReceiver(dst);
      long n = receiveInto(dst, false, false, 0, timeout);
      return n < 0 ? (int) n : whole(n);
    } finally {
      release();
    }
  }

  int peek(ByteBuffer dst) throws IOException {
    long timeout = acquire("recv");
    try {
      requireReceiver(dst);
      return (int) receiveInto(dst, false, false, Abi.MSG_PEEK, timeout);
    } finally {
      release();
    }
  }

  SocketAddress receiveFrom(ByteBuffer dst) throws IOException {
    long timeout = acquire("recvfrom");
    try {
      requireReceiver(dst);
      long n = receiveInto(dst, true, false, 0, timeout);
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
    long n = receiveInto(dst, true, true, 0, timeout);
    if (n < 0) {
      return (int) n;
    }
    if (!single) {
      Buffers.scatter(dst.flip(), message);
    }
    requireControl(receipt.take());
    fill(message, header, n > offered || header.isTruncated() || cutFrom != 0, n == 0);
    return (int) Math.min(n, offered);
  }

  private static int sum(Message message) {
    return (int) Math.min(Integer.MAX_VALUE - 8, message.remaining());
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
    if (told != null) {
      return socket.hooks().sender(told);
    } else if (socket.isConnectionless()) {
      return null;
    }
    SocketAddress peer = socket.knownRemote();
    return Objects.equals(peer, socket.addresses().unnamed()) ? null : peer;
  }

  void fill(Message message, MessageHeader header, boolean truncated, boolean empty) {
    boolean notice = notices && empty;
    int flags = Buffers.flags(truncated) | (notice ? Message.NOTIFICATION : 0);
    message.received(sender(header), flags);
    header.readControl(message);
  }

  void requireReceiver(Message message) throws IOException {
    for (int i = 0; i < message.bufferCount(); i++) {
      requireReceiver(message.buffer(i));
    }
  }

  private void requireReceiver(ByteBuffer dst) throws IOException {
    socket.ensureOpen();
    Buffers.requireWritable(dst);
    if (socket.knownRemote() == null && !hasName) {
      hasName = socket.isConnectionless() && (socket.isBound() || socket.localName() != null);
      if (!hasName) {
        throw new NotYetConnectedException();
      }
    }
  }

  /** A cut message is told by an exception. */
  private int whole(long length) throws MessageTruncatedException {
    if (cutFrom != 0) {
      throw cutBefore(length);
    } else if (length <= room && (realLength != 0 || !header.isTruncated())) {
      return (int) length;
    }
    String known = realLength == 0 ? "" : " of " + length + " bytes";
    throw new MessageTruncatedException(
        sentence("the message" + known + " was cut to " + room + ": give a larger buffer"),
        realLength == 0 ? -1 : length);
  }

  private MessageTruncatedException cutBefore(long length) {
    String reason = "the message of " + cutFrom + " bytes was cut to " + length + " by a filter";
    return new MessageTruncatedException(
        sentence(reason + ": receive it as a Message, or let the filter pass more"), cutFrom);
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
  private long receiveInto(
      ByteBuffer dst, boolean address, boolean attributes, int flags, long timeout)
      throws IOException {
    if (socket.isInputOver()) {
      return END_OF_INPUT;
    }
    input.throwDeferred();
    room = dst.remaining();
    int asked = Math.max(1, room); // asked for none, some systems give none and leave the message
    long at = room == 0 ? input.staging.of(1).address : input.staging.addressFor(dst, room);
    long n = receivePast(at, asked, address, attributes, flags | realLength, timeout);
    if (NativeSocket.is(n, Errno.EAGAIN)) {
      return socket.isInputOver() ? END_OF_INPUT : WOULD_BLOCK;
    } else if (n < 0) {
      throw socket.failure("recv", socket.knownRemote(), (int) -n);
    } else if (n == 0 && isEnd(header)) {
      return socket.end("recv");
    }
    cutFrom = told ? cutFrom(header, n) : 0;
    input.staging.take(dst, (int) Math.min(n, room));
    return n;
  }

  /** What a message that came with so many bytes had before the system cut it; 0 if it did not. */
  static long cutFrom(MessageHeader of, long length) {
    long real = of.realLength();
    return real > length ? real : 0;
  }

  /** Past notices, unless attributes are asked for. */
  private long receivePast(
      long at, int length, boolean address, boolean attributes, int flags, long timeout)
      throws IOException {
    long n = receiveBytes(at, length, address, attributes, flags, timeout);
    if (n != 0 || attributes || !notices) {
      return n;
    }
    long deadline = Deadline.after(timeout);
    while (n == 0 && !socket.isInputOver()) {
      takeNotice(at, flags);
      long left = deadline == Deadline.NEVER ? timeout : Math.max(1, Deadline.remaining(deadline));
      n = receiveBytes(at, length, address, false, flags, left);
    }
    return n;
  }

  /** One that was only peeked at is still there. */
  private void takeNotice(long at, int flags) throws IOException {
    if ((flags & Abi.MSG_PEEK) != 0) {
      receiveBytes(at, 1, true, false, flags & ~Abi.MSG_PEEK, NativeChannel.NO_WAIT);
    }
    Message notice = Message.allocate(0);
    fill(notice, receipt.take(), false, true);
    IOException failure = socket.kind().control().failure(notice);
    if (failure != null) {
      throw socket.failure("recv", notice.peer(), failure);
    }
  }

  private long receiveBytes(
      long at, int length, boolean address, boolean attributes, int flags, long timeout)
      throws IOException {
    try {
      told = socket.hooks().lengthInControl();
      boolean control = attributes || told;
      NativeChannel.Call call = address || control ? null : callForBytes();
      if (call != null) {
        return socket.perform(input, call, at, length, flags, timeout, true);
      }
      boolean named = address || mark == Hooks.Mark.NAME;
      header.payload(at, length).toReceive(named, mark == Hooks.Mark.CONTROL, control || notices);
      return socket.perform(input, receipt, header.address(), length, flags, timeout, true);
    } catch (SocketTimeoutException e) {
      throw socket.failure("recv", socket.knownRemote(), e);
    }
  }

  /** The call that gives no more than bytes; {@code null} if none tells enough. */
  private NativeChannel.Call callForBytes() {
    return switch (mark) {
      case NAME -> this;
      case NONE -> simple ? Transfers.Recv.CALL : null;
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
