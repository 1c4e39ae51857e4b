package dev.sockeye.posix;

import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.internal.BatchCall;
import dev.sockeye.internal.Buffers;
import dev.sockeye.spi.Deadline;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;

/**
 * The output of a message endpoint: {@code send(2)} for bytes to the peer, {@code sendmsg(2)} for
 * an address or descriptors, and on Linux {@code sendmmsg(2)} for several without descriptors.
 */
final class MessageSender implements BatchCall {

  /** Below this a heap buffer is copied without asking whether it can be sent at all. */
  private static final int SURELY_SENDABLE = 65_536;

  /** The longest that memory can be taken for. */
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private static final int NO_SIGNAL = Abi.CURRENT.msgNosignal();

  private final NativeMessageEndpoint socket;
  private final Direction output;
  private final ControlCodec control;
  private final MessageHeader header; // guarded by output.lock
  private final WholeSend whole; // null of a kind that sends whole messages only
  private final boolean takesParts;
  private final NativeChannel.Call plainSend;
  private VectorPool vectors; // null until several are sent; guarded by output.lock

  MessageSender(NativeMessageEndpoint socket) {
    this.socket = socket;
    output = socket.output;
    control = socket.kind().control();
    header = new MessageHeader(socket.kind());
    whole = socket.kind().has(Trait.CUTS_MESSAGES) ? new WholeSend() : null;
    takesParts = socket.kind().has(Trait.TAKES_PARTS);
    plainSend = whole == null ? Transfers.Send.CALL : whole;
  }

  private VectorPool vectors() {
    if (vectors == null) {
      vectors = VectorPool.sending(socket.kind());
    }
    return vectors;
  }

  int send(ByteBuffer src) throws IOException {
    long timeout = acquire("send");
    try {
      targetFor(null);
      return sendBuffer(src, null, null, timeout);
    } finally {
      output.unlock();
    }
  }

  int sendTo(ByteBuffer src, SocketAddress target) throws IOException {
    long timeout = acquire("sendto");
    try {
      return sendBuffer(src, targetFor(target), null, timeout);
    } finally {
      output.unlock();
    }
  }

  int send(Message message) throws IOException {
    long timeout = acquire("sendmsg");
    try {
      return send(message, timeout);
    } finally {
      output.unlock();
    }
  }

  // Sending several.

  /** The timeout is for all of them. What fails after the first fails again in the next call. */
  int send(Message[] messages, int offset, int length) throws IOException {
    return all(messages, offset, length, Deadline.after(socket.sendTimeout()));
  }

  private long timeout(int before, long deadline) throws IOException {
    return before == 0 || deadline == Deadline.NEVER
        ? socket.sendTimeout()
        : Math.max(1, Deadline.remaining(deadline));
  }

  /** As many as the system takes now, by one call; else one message, for which it waits. */
  @Override
  public int some(Message[] messages, int offset, int length, int before, long deadline)
      throws IOException {
    long left = socket.acquire(output, timeout(before, deadline), "sendmmsg");
    try {
      boolean together = Abi.isLinux() && whole == null && !takesParts;
      int run = together ? run(messages, offset, length) : 1;
      if (run > 1) {
        int sent = sendNow(messages, offset, run);
        if (sent > 0 || !socket.isBlocking()) {
          return sent;
        }
      }
      return send(messages[offset], left) == WOULD_BLOCK ? 0 : 1;
    } finally {
      output.unlock();
    }
  }

  private int sendNow(Message[] messages, int offset, int length) throws IOException {
    SocketVector vector = vectors().take();
    try {
      SocketAddress peer = socket.knownRemote();
      int count = vector.load(messages, offset, length, peer == null);
      long at = vector.address();
      long wait = NativeChannel.NO_WAIT;
      long n = socket.perform(output, SocketVector.SEND, at, count, NO_SIGNAL, wait, false);
      if (n < 0) {
        SocketAddress target = peer == null ? messages[offset].peer() : null;
        return Math.max(0, failed(n, (int) messages[offset].remaining(), target, peer));
      }
      MessageVector.consume(messages, offset, (int) n);
      return (int) n;
    } finally {
      vectors.giveBack(vector);
    }
  }

  /** How many, from the first on, one call can send. What is not in order goes alone. */
  private int run(Message[] messages, int offset, int length) throws IOException {
    SocketAddress peer = socket.knownRemote();
    int run = 0;
    while (run < length && isInOrder(messages[offset + run], peer)) {
      run++;
    }
    return run > 1 && socket.isOpen() && !socket.isOutputShut() ? run : 1;
  }

  /** Of everything else the call for a single message tells what is wrong with it. */
  private boolean isInOrder(Message message, SocketAddress peer) {
    return message != null
        && message.attributeCount() == 0
        && message.remaining() <= SocketVector.LARGEST_SENT
        && (peer == null
            ? socket.isConnectionless() && isUsable(message.peer())
            : message.peer() == null || message.peer().equals(peer));
  }

  private long acquire(String operation) throws IOException {
    return socket.acquire(output, socket.sendTimeout(), operation);
  }

  private boolean isUsable(SocketAddress target) {
    try {
      socket.addresses().check("sendto", target);
      return target != null;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private int send(Message message, long timeout) throws IOException {
    Message attributes = control.prepare(message, socket.transport()) ? message : null;
    int sent = WOULD_BLOCK;
    try {
      SocketAddress target = targetFor(message.peer());
      sent =
          message.bufferCount() == 1
              ? sendBuffer(message.payload(), target, attributes, timeout)
              : sendGathered(message, target, attributes, timeout);
      return sent;
    } finally {
      if (attributes != null) {
        control.sent(message, sent >= 0);
      }
    }
  }

  /** The address for the system: {@code null} to send to the connected peer. */
  private SocketAddress targetFor(SocketAddress target) throws IOException {
    socket.ensureOpen();
    SocketAddress peer = socket.knownRemote();
    if (socket.isOutputShut()) {
      throw new ClosedChannelException();
    } else if (target == null) {
      socket.remoteOrThrow();
      return null;
    } else if (peer == null && !socket.isConnectionless()) {
      throw new NotYetConnectedException();
    } else if (peer != null) {
      if (target.equals(peer) || target.equals(socket.getRemoteAddress())) {
        return null;
      }
      throw new AlreadyConnectedException();
    }
    return target;
  }

  private int sendGathered(Message message, SocketAddress target, Message attributes, long timeout)
      throws IOException {
    int length = checkLength(message.remaining(), target);
    ByteBuffer gathered = output.staging.of(length).bytes.clear();
    Buffers.gather(message, gathered);
    int n = sendBytes(output.staging.of(length).address, length, target, attributes, timeout);
    if (n >= 0) {
      Buffers.consume(message);
    }
    return n;
  }

  private int sendBuffer(ByteBuffer src, SocketAddress target, Message attributes, long timeout)
      throws IOException {
    int length = src.isDirect() ? src.remaining() : checkLength(src.remaining(), target);
    long address = output.staging.addressOf(src, length);
    int n = sendBytes(address, length, target, attributes, timeout);
    if (n >= 0) {
      src.position(src.limit());
    }
    return n;
  }

  /** So that no memory is taken to copy what the system will not send. */
  private int checkLength(long length, SocketAddress target) throws IOException {
    boolean limited = !takesParts && !socket.kind().has(Trait.PEER_LIMITS_MESSAGES);
    if (length > SURELY_SENDABLE && length > (limited ? socket.sendBuffer() : LONGEST)) {
      throw tooLarge(length, target);
    }
    return (int) length;
  }

  private int sendBytes(
      long address, int length, SocketAddress target, Message attributes, long timeout)
      throws IOException {
    SocketAddress to = target == null ? socket.knownRemote() : target;
    long deadline = takesParts ? Deadline.after(timeout) : Deadline.NEVER;
    long n;
    try {
      n = transmit(address, length, target, attributes, timeout);
    } catch (SocketTimeoutException e) {
      throw socket.failure("send", to, e);
    }
    if (n < 0) {
      return failed(n, length, target, to);
    } else if (takesParts && n < length) {
      sendRest(address, length, (int) n, target, attributes, deadline);
      return length;
    }
    return (int) n;
  }

  private long transmit(
      long address, int length, SocketAddress target, Message attributes, long timeout)
      throws IOException {
    boolean plain = socket.sendsPlainly();
    if (target == null && attributes == null) {
      begin(timeout);
      return socket.perform(output, plainSend, address, length, NO_SIGNAL, timeout, plain);
    }
    header.payload(address, length).toSend(target, attributes);
    NativeChannel.Call call = Transfers.SendMsg.CALL;
    return socket.perform(output, call, header.address(), length, NO_SIGNAL, timeout, plain);
  }

  /** Nothing but the rest of a message that was taken in part makes it whole. */
  private void sendRest(
      long address, int length, int part, SocketAddress target, Message attributes, long deadline)
      throws IOException {
    SocketAddress to = target == null ? socket.knownRemote() : target;
    int taken = part;
    while (taken < length) {
      long left = deadline == Deadline.NEVER ? 0 : Math.max(1, Deadline.remaining(deadline));
      long n;
      try {
        n = transmit(address + taken, length - taken, target, attributes, left);
      } catch (SocketTimeoutException e) {
        throw takenInPart(taken, length, to);
      }
      if (n < 0 && failed(n, length, target, to) == WOULD_BLOCK) {
        throw takenInPart(taken, length, to);
      }
      taken += (int) n;
    }
  }

  private void begin(long timeout) {
    if (whole != null) {
      whole.begin(socket.isBlocking() && timeout == 0);
    }
  }

  private int failed(long result, int length, SocketAddress target, SocketAddress to)
      throws IOException {
    if (whole != null && whole.hasCut()) {
      throw brokenOff(to);
    } else if (NativeSocket.is(result, Errno.EAGAIN)) {
      return WOULD_BLOCK;
    } else if (socket.isOutputShut()) {
      throw socket.closedMeanwhile();
    } else if (isTooLarge(result)) {
      throw tooLarge(length, to);
    } else if (NativeSocket.is(result, Errno.ENOTCONN)
        && target == null
        && socket.isConnectionless()) {
      // Linux forgets a peer that it found gone.
      throw socket.failure("send", to, Errno.ECONNREFUSED.number());
    }
    throw refused(target == null ? "send" : "sendto", to, (int) -result, length);
  }

  private IOException refused(String operation, SocketAddress to, int errno, int length) {
    String why = socket.hooks().refusal(errno, length);
    if (why == null) {
      return socket.failure(operation, to, errno);
    }
    String reason = why + Errno.ofNumber(errno).map(known -> " (" + known + ")").orElse("");
    return new SocketException(
        SocketFailure.sentence(operation, socket.transport(), null, to, reason));
  }

  private boolean isTooLarge(long result) {
    return NativeSocket.is(result, Errno.EMSGSIZE)
        || (NativeSocket.is(result, Errno.ENOMEM) && socket.kind().has(Trait.PEER_LIMITS_MESSAGES));
  }

  /** What is sent next would be taken for the rest of the message: the peer is told of the end. */
  private IOException brokenOff(SocketAddress to) throws IOException {
    socket.tryControl(fd -> Bindings.libc().shutdown(fd, Abi.SHUT_WR));
    String reason =
        "a message was sent in part, since the peer's buffer had no room for the rest, which ends"
            + " the output: let sends wait, without a timeout, or keep less unread than the peer's"
            + " buffer holds";
    return new SocketException(
        SocketFailure.sentence("send", socket.transport(), null, to, reason));
  }

  private IOException takenInPart(int taken, int length, SocketAddress to) {
    String reason =
        "the system took "
            + taken
            + " of the message's "
            + length
            + " bytes, since SO_SNDBUF had no room for the rest, and takes no other before it has"
            + " given this one up: let sends wait, without a timeout, or set a larger SO_SNDBUF";
    return new SocketException(
        SocketFailure.sentence("send", socket.transport(), null, to, reason));
  }

  private MessageTooLargeException tooLarge(long length, SocketAddress to) {
    String reason = "a message of " + length + " bytes: " + limit(length);
    return new MessageTooLargeException(
        SocketFailure.sentence("send", socket.transport(), null, to, reason) + " (EMSGSIZE)");
  }

  private String limit(long length) {
    if (socket.kind().has(Trait.PEER_LIMITS_MESSAGES)) {
      return "it is more than the peer's buffer holds";
    } else if (socket.kind().has(Trait.INTERFACE_LIMITS_MESSAGES)) {
      return "it is more than the interface takes, by its MTU";
    } else if (takesParts) {
      return "the protocol allows less";
    }
    try {
      int most = socket.sendBuffer() - 32;
      return length <= most ? "the protocol allows less" : "SO_SNDBUF allows " + most;
    } catch (IOException e) {
      return "it is more than SO_SNDBUF allows";
    }
  }
}
