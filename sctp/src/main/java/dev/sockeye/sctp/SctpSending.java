package dev.sockeye.sctp;

import com.sun.nio.sctp.InvalidStreamException;
import com.sun.nio.sctp.MessageInfo;
import dev.sockeye.Attribute;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.SocketSpec;
import dev.sockeye.internal.BatchCall;
import dev.sockeye.internal.Buffers;
import dev.sockeye.internal.CurrentThread;
import dev.sockeye.spi.Deadline;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sending, which one-to-one and one-to-many endpoints share. The system takes a message whole or
 * not at all.
 *
 * @param <C> the channel
 */
abstract class SctpSending<C extends SelectableChannel> extends SctpSocket<C> {

  // A long message may not fit although the channel says that it is writable.
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final String SHUT_DOWN = "Socket is shutdown for writing";

  private final ReentrantLock sendLock = new ReentrantLock();
  private final Gathering gathering = new Gathering(); // guarded by sendLock
  private final BatchCall sending = BatchCall.sending(this);

  SctpSending(SocketSpec<MessageEndpoint> spec, C channel, LocalAddresses addresses) {
    super(spec, channel, addresses);
  }

  /** Sends once, in whatever mode the channel is; 0 if it would block. */
  abstract int sendToChannel(ByteBuffer src, MessageInfo info) throws IOException;

  /**
   * Says where a message goes; guarded by the send lock, so that it may be used again.
   *
   * @param target the address that was named, or {@code null}
   * @param association the association that was named, or {@code null}
   */
  abstract MessageInfo destination(SocketAddress target, Integer association) throws IOException;

  @Override
  public final int send(ByteBuffer src) throws IOException {
    return send(src, null, null);
  }

  @Override
  public final int sendTo(ByteBuffer src, SocketAddress target) throws IOException {
    return send(src, Objects.requireNonNull(target, "target"), null);
  }

  @Override
  public final int sendMessage(Message message) throws IOException {
    refuseUnknown(message);
    return message.bufferCount() == 1
        ? send(message.payload(), message.peer(), message)
        : sendGathered(message);
  }

  private int sendGathered(Message message) throws IOException {
    sendLock.lock();
    try {
      int sent = send(gathering.gather(message), message.peer(), message);
      if (sent != WOULD_BLOCK) {
        Buffers.consume(message);
      }
      return sent;
    } finally {
      sendLock.unlock();
    }
  }

  @Override
  public final int sendMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    return sending.all(messages, offset, length, Deadline.NEVER);
  }

  @Override
  public final boolean flush() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    return true;
  }

  private static void refuseUnknown(Message message) {
    for (int i = 0; i < message.attributeCount(); i++) {
      Attribute<?> attribute = message.attribute(i);
      if (attribute != Sctp.STREAM_NUMBER
          && attribute != Sctp.PAYLOAD_PROTOCOL_ID
          && attribute != Sctp.UNORDERED
          && attribute != Sctp.ASSOCIATION) {
        throw new UnsupportedOperationException(
            "sctp carries no attribute " + attribute + ": nothing was sent");
      }
    }
  }

  private int send(ByteBuffer src, SocketAddress target, Message header) throws IOException {
    sendLock.lock();
    try {
      requireContent(src);
      Integer association = header == null ? null : header.get(Sctp.ASSOCIATION);
      MessageInfo info = described(destination(target, association), header);
      int sent = sendAnyhow(src, info, sendDeadline());
      return sent == 0 ? WOULD_BLOCK : sent;
    } catch (InvalidStreamException e) {
      throw noSuchStream(header, e);
    } catch (IOException e) {
      throw sendFailure(target, e);
    } finally {
      sendLock.unlock();
    }
  }

  private void requireContent(ByteBuffer src) throws IOException {
    if (!src.hasRemaining() && isOpen()) {
      // RFC 9260, section 3.3.1
      throw new SocketErrnoException(
          SocketFailure.sentence(
              "send",
              transport(),
              localOrNull(),
              knownRemote(),
              "a message of SCTP has at least one byte (EINVAL)"),
          Errno.EINVAL);
    }
  }

  private static MessageInfo described(MessageInfo info, Message header) {
    Integer stream = header == null ? null : header.get(Sctp.STREAM_NUMBER);
    Integer protocol = header == null ? null : header.get(Sctp.PAYLOAD_PROTOCOL_ID);
    Boolean unordered = header == null ? null : header.get(Sctp.UNORDERED);
    return info.streamNumber(stream == null ? 0 : stream)
        .payloadProtocolID(protocol == null ? 0 : protocol)
        .unordered(unordered != null && unordered);
  }

  private static IllegalArgumentException noSuchStream(Message header, Exception cause) {
    Integer stream = header == null ? null : header.get(Sctp.STREAM_NUMBER);
    return new IllegalArgumentException(
        "the association has no outgoing stream "
            + stream
            + ": both sides agree on their number when it is set up, by SCTP_INIT_MAXSTREAMS",
        cause);
  }

  private IOException sendFailure(SocketAddress target, IOException e) {
    IOException told = isPeerGone(e) ? new IOException(Errno.EPIPE.text(), e) : e;
    return target == null
        ? failure("send", told)
        : SocketFailure.describe("sendto", transport(), localOrNull(), target, told);
  }

  /** EPIPE, in the JDK's words, and a twin of it. */
  private static boolean isPeerGone(IOException e) {
    return SHUT_DOWN.equals(e.getMessage())
        || Errno.of(e).filter(Errno.ESHUTDOWN::equals).isPresent();
  }

  private int sendAnyhow(ByteBuffer src, MessageInfo info, long deadline) throws IOException {
    if (enterPlainOutput()) {
      return plainSend(src, info);
    } else if (!enterDetour(deadline)) {
      return VirtualThreads.callElsewhere(this, () -> sendAnyhow(src, info, deadline));
    }
    try {
      return timedSend(src, info, deadline);
    } finally {
      exitTimed();
    }
  }

  private int plainSend(ByteBuffer src, MessageInfo info) throws IOException {
    try {
      int sent = sendHere(src, info);
      if (sent == 0 && !isOpen()) {
        throw new AsynchronousCloseException();
      }
      return sent;
    } finally {
      exitPlain();
    }
  }

  private int timedSend(ByteBuffer src, MessageInfo info, long deadline) throws IOException {
    int sent;
    for (int tries = 0; (sent = trySend(src, info)) == 0 && isBlocking(); tries++) {
      awaitWritable(SelectionKey.OP_WRITE, deadline);
      if (tries > 0) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return sent;
  }

  private int trySend(ByteBuffer src, MessageInfo info) throws IOException {
    return CurrentThread.isVirtual()
        ? VirtualThreads.tryElsewhere(() -> sendToChannel(src, info))
        : sendHere(src, info);
  }

  private int sendHere(ByteBuffer src, MessageInfo info) throws IOException {
    boolean held = HeldInterrupt.hold(channel());
    try {
      return sendToChannel(src, info);
    } finally {
      HeldInterrupt.giveBack(held);
    }
  }
}
