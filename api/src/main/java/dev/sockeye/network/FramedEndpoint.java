package dev.sockeye.network;

import dev.sockeye.Shutdownable;
import dev.sockeye.internal.BatchCall;

import dev.sockeye.internal.Buffering;

import dev.sockeye.internal.BufferList;

import dev.sockeye.internal.Buffers;

import dev.sockeye.spi.Deadline;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.EndpointOptions;
import dev.sockeye.StreamEndpoint;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetConnectedException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Messages over a stream, each as a frame: its length, 4 bytes unsigned in network byte order, and
 * its bytes.
 *
 * <p><b>Sending.</b> A message of which the stream took the first byte is sent, as far as the
 * caller is concerned; where the stream takes no more of it (in non-blocking mode, or because the
 * time is over) the rest is kept, at most one, and goes ahead of the next send. Without a next one,
 * {@link #flush} or {@link #shutdownOutput} hands it over. A send fails with {@link
 * SocketTimeoutException}, or gives {@link #WOULD_BLOCK}, only while nothing of its message is
 * written. Closing loses what is kept, and the peer is told by an {@link EOFException}.
 *
 * <p><b>Receiving.</b> A message over {@link EndpointOptions#MAX_MESSAGE_SIZE} fails with {@link
 * dev.sockeye.SocketErrnoException} (EPROTO) before anything is allocated for it. The stream stays
 * where it is: further receives fail in the same way, unless the limit is raised. In non-blocking
 * mode several messages may come with one read, of which a poller does not know: receive until
 * {@link #WOULD_BLOCK} before polling.
 */
final class FramedEndpoint extends AdaptingEndpoint<StreamEndpoint, MessageEndpoint>
    implements MessageEndpoint, Shutdownable, Buffering {

  private static final int LONGEST = Integer.MAX_VALUE - 64; // what a buffer can hold, and a header

  private final ReentrantLock readLock = new ReentrantLock();
  private final FrameReader reader; // guarded by readLock
  private final BufferList received = new BufferList(); // guarded by readLock

  private final ReentrantLock writeLock = new ReentrantLock();
  private final FrameWriter writer; // guarded by writeLock
  private final BufferList sent = new BufferList(); // guarded by writeLock
  private final BatchCall sending = this::sendSome;

  private volatile int limit;
  private volatile boolean inputEnded; // only ever set
  private volatile boolean outputEnded; // only ever set, holding writeLock

  /**
   * Creates the endpoint.
   *
   * @param stream the stream, which it owns from now on
   * @param limit the longest message, as {@link #checkLimit} lets pass
   */
  FramedEndpoint(StreamEndpoint stream, int limit) {
    super(stream, MessageEndpoint.class, "framed");
    this.limit = checkLimit(limit);
    reader = new FrameReader(this);
    writer = new FrameWriter(stream);
  }

  /** Checks a value of {@link EndpointOptions#MAX_MESSAGE_SIZE}. */
  static int checkLimit(int limit) {
    if (limit < 0 || limit > LONGEST) {
      throw new IllegalArgumentException(
          EndpointOptions.MAX_MESSAGE_SIZE.name() + " is " + limit + ", not 0 to " + LONGEST);
    }
    return limit;
  }

  @Override
  public int bytesHeld() {
    return reader.held() + writer.held();
  }

  @Override
  public int send(ByteBuffer src) throws IOException {
    writeLock.lock();
    try {
      return send(sent.of(src));
    } finally {
      endSend();
    }
  }

  @Override
  public int sendTo(ByteBuffer src, SocketAddress target) throws IOException {
    requirePeer(Objects.requireNonNull(target, "target"));
    return send(src);
  }

  @Override
  public int sendMessage(Message message) throws IOException {
    requirePlain(message);
    writeLock.lock();
    try {
      return send(sent.of(message));
    } finally {
      endSend();
    }
  }

  private void endSend() {
    sent.clear();
    writer.settle();
    writeLock.unlock();
  }

  private void requirePlain(Message message) throws IOException {
    if (message.attributeCount() > 0) {
      throw new UnsupportedOperationException(
          "framed messages carry no attributes such as " + message.attribute(0));
    }
    if (message.peer() != null) {
      requirePeer(message.peer());
    }
  }

  private void requirePeer(SocketAddress target) throws IOException {
    SocketAddress peer = peer();
    if (peer == null) {
      requireOpen();
      throw new NotYetConnectedException();
    } else if (!target.equals(peer)) {
      throw new AlreadyConnectedException();
    }
  }

  private int send(BufferList payload) throws IOException {
    requireOutput();
    int length = checkLength(payload.remaining());
    if (!writer.add(payload, length)) {
      return writer.write(payload, length) ? length : notSent();
    } else if (writer.write() == 0) {
      return notSent();
    }
    payload.consume();
    return length;
  }

  private void requireOutput() throws IOException {
    requireOpen();
    if (outputEnded) {
      throw new ClosedChannelException();
    }
  }

  private int checkLength(long length) throws IOException {
    if (length <= limit) {
      return (int) length;
    }
    throw new MessageTooLargeException(
        sentence(
            "send",
            Errno.EMSGSIZE.text()
                + ": "
                + length
                + " bytes are more than the "
                + limit
                + " of "
                + EndpointOptions.MAX_MESSAGE_SIZE.name()
                + " ("
                + Errno.EMSGSIZE
                + ")"));
  }

  /** The stream wrote at most a part of what was kept. */
  private int notSent() throws IOException {
    if (isBlocking()) {
      throw new SocketTimeoutException(
          sentence("send", "timed out, " + writer.rest() + " bytes of the message before remain"));
    }
    return WOULD_BLOCK;
  }

  @Override
  public int sendMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    writeLock.lock();
    try {
      requireOpen();
      return sendAll(messages, offset, length);
    } finally {
      writer.dropUnbegun(); // of a batch that was refused in the middle
      endSend();
    }
  }

  @Override
  public boolean flush() throws IOException {
    writeLock.lock();
    try {
      requireOpen();
      return sendRest();
    } finally {
      endSend();
    }
  }

  private boolean sendRest() throws IOException {
    return handOver() || notSent() == 0;
  }

  private boolean handOver() throws IOException {
    boolean done = writer.writeRest();
    if (done && outputEnded) {
      under().shutdownOutput();
    }
    return done;
  }

  private int sendAll(Message[] messages, int offset, int length) throws IOException {
    int n = sending.all(messages, offset, length, sendDeadline());
    return n == WOULD_BLOCK ? notSent() : n;
  }

  /** Sends as many short messages as go into one write, or one long one. */
  private int sendSome(Message[] messages, int from, int length, int before, long deadline)
      throws IOException {
    if (before > 0 && (writer.rest() != 0 || Deadline.remaining(deadline) <= 0)) {
      return 0;
    }
    requireOutput();
    requirePlain(messages[from]);
    int begun = sendShort(messages, from, from + length);
    return begun >= 0 ? begun : send(sent.of(messages[from])) >= 0 ? 1 : 0;
  }

  /** Gives how many were begun; -1 if not even the first is short. */
  private int sendShort(Message[] messages, int from, int end) throws IOException {
    int max = limit;
    int next = from;
    while (next < end && isPlain(messages[next]) && writer.add(messages[next], max)) {
      next++;
    }
    if (next == from) {
      return -1;
    }
    int begun = writer.write();
    for (int i = from; i < from + begun; i++) {
      Buffers.consume(messages[i]);
    }
    return begun;
  }

  private boolean isPlain(Message message) throws IOException {
    return message.attributeCount() == 0
        && (message.peer() == null || message.peer().equals(peer()));
  }

  @Override
  public int receive(ByteBuffer dst) throws IOException {
    readLock.lock();
    try {
      int n = receive(received.of(dst));
      if (n >= 0 && reader.length() > n) {
        throw truncated(n);
      }
      return n;
    } finally {
      received.clear();
      endReceive();
    }
  }

  private int receive(BufferList to) throws IOException {
    requireOpen();
    if (inputEnded) {
      return END_OF_INPUT;
    }
    try {
      return reader.receive(to, limit);
    } catch (EOFException e) {
      if (inputEnded) {
        return END_OF_INPUT;
      }
      throw e;
    }
  }

  private MessageTruncatedException truncated(int put) {
    return new MessageTruncatedException(
        sentence(
            "receive",
            "a message of " + reader.length() + " bytes does not fit a buffer of " + put),
        reader.length());
  }

  @Override
  public SocketAddress receiveFrom(ByteBuffer dst) throws IOException {
    if (!isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    int n = receive(dst);
    if (n == WOULD_BLOCK) {
      throw new IllegalBlockingModeException(); // changed meanwhile
    } else if (n == END_OF_INPUT) {
      throw new EOFException(sentence("receive", "the peer sends no more"));
    }
    return peer();
  }

  @Override
  public int receiveMessage(Message message) throws IOException {
    readLock.lock();
    try {
      return receiveFirst(message);
    } finally {
      endReceive();
    }
  }

  private void endReceive() {
    reader.settle();
    readLock.unlock();
  }

  private int receiveFirst(Message message) throws IOException {
    try {
      int n = receive(received.of(message));
      if (n >= 0) {
        describe(message, peer(), n);
      }
      return n;
    } finally {
      received.clear();
    }
  }

  private void describe(Message message, SocketAddress from, int put) {
    message.received(from, Buffers.flags(reader.length() > put));
  }

  @Override
  public int receiveMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    Buffers.requireWritable(messages, offset, length);
    readLock.lock();
    try {
      if (length == 0) {
        return 0;
      }
      int end = offset + length;
      int buffered = inputEnded || !isOpen() ? 0 : receiveBuffered(messages, offset, end);
      if (buffered > 0) {
        return buffered;
      }
      int n = receiveFirst(messages[offset]);
      return n < 0 ? n : 1 + receiveBuffered(messages, offset + 1, end);
    } finally {
      endReceive();
    }
  }

  /** Receives without reading. What would fail is left for a call that reads. */
  private int receiveBuffered(Message[] messages, int from, int end) throws IOException {
    int max = limit;
    SocketAddress peer = peer();
    int next = from;
    int put;
    while (next < end && (put = reader.take(messages[next], max)) >= 0) {
      describe(messages[next], peer, put);
      next++;
    }
    return next - from;
  }

  /** Messages that came already but were not received are dropped, as the stream drops bytes. */
  @Override
  public FramedEndpoint shutdownInput() throws IOException {
    requireConnected();
    inputEnded = true;
    under().shutdownInput();
    return this;
  }

  /**
   * Hands over what is kept of a message before it ends the stream. In non-blocking mode, where
   * that may not be possible now, the stream ends with the {@link #flush} that completes it.
   */
  @Override
  public FramedEndpoint shutdownOutput() throws IOException {
    writeLock.lock();
    try {
      requireConnected();
      outputEnded = true;
      sendRest();
      return this;
    } finally {
      endSend();
    }
  }

  @Override
  public MessageEndpoint disconnect() {
    throw new UnsupportedOperationException(
        "framed messages go over a connection, which ends with close");
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    Set<SocketOption<?>> options = new HashSet<>(super.supportedOptions());
    options.add(EndpointOptions.MAX_MESSAGE_SIZE);
    return Set.copyOf(options);
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    if (!name.equals(EndpointOptions.MAX_MESSAGE_SIZE)) {
      return super.getOption(name);
    }
    requireOpen();
    return name.type().cast(limit);
  }

  @Override
  public <T> MessageEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    if (!name.equals(EndpointOptions.MAX_MESSAGE_SIZE)) {
      return super.setOption(name, value);
    }
    requireOpen();
    limit = checkLimit((Integer) value);
    return this;
  }
}
