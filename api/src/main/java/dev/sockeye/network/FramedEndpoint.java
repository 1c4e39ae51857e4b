package dev.sockeye.network;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Shutdownable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.Buffering;
import dev.sockeye.internal.FrameSink;
import dev.sockeye.internal.Frames;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

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
    implements MessageEndpoint, Shutdownable, Buffering, FrameSink {

  private static final int LONGEST = Integer.MAX_VALUE - 64; // what a buffer can hold, and a header

  private final FramedInput input;
  private final FramedOutput output;
  private volatile int limit;

  /**
   * Creates the endpoint.
   *
   * @param stream the stream, which it owns from now on
   * @param limit the longest message, as {@link #checkLimit} lets pass
   */
  FramedEndpoint(StreamEndpoint stream, int limit) {
    super(stream);
    this.limit = checkLimit(limit);
    input = new FramedInput(this);
    output = new FramedOutput(this);
  }

  @Override
  Class<MessageEndpoint> shape() {
    return MessageEndpoint.class;
  }

  @Override
  String name() {
    return "framed";
  }

  /** Checks a value of {@link EndpointOptions#MAX_MESSAGE_SIZE}. */
  static int checkLimit(int limit) {
    if (limit < 0 || limit > LONGEST) {
      throw new IllegalArgumentException(
          EndpointOptions.MAX_MESSAGE_SIZE.name() + " is " + limit + ", not 0 to " + LONGEST);
    }
    return limit;
  }

  /** The longest message. */
  int limit() {
    return limit;
  }

  @Override
  public int bytesHeld() {
    return input.held() + output.held();
  }

  @Override
  void leftBlockingMode() {
    input.settle();
    output.settle();
  }

  @Override
  public int send(ByteBuffer src) throws IOException {
    return output.send(src);
  }

  @Override
  public int sendTo(ByteBuffer src, SocketAddress target) throws IOException {
    output.requirePeer(Objects.requireNonNull(target, "target"));
    return output.send(src);
  }

  @Override
  public int sendMessage(Message message) throws IOException {
    return output.send(message);
  }

  @Override
  public int sendMessages(Message[] messages, int offset, int length) throws IOException {
    return output.send(messages, offset, length);
  }

  @Override
  public int longestMessage() {
    return limit;
  }

  @Override
  public boolean sendFrames(Frames frames) throws IOException {
    return output.send(frames);
  }

  @Override
  public boolean flush() throws IOException {
    return output.flush();
  }

  @Override
  public int receive(ByteBuffer dst) throws IOException {
    return input.receive(dst);
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
    return input.receive(message);
  }

  @Override
  public int receiveMessages(Message[] messages, int offset, int length) throws IOException {
    return input.receive(messages, offset, length);
  }

  /** Messages that came already but were not received are dropped, as the stream drops bytes. */
  @Override
  public FramedEndpoint shutdownInput() throws IOException {
    input.end();
    return this;
  }

  /**
   * Hands over what is kept of a message before it ends the stream. In non-blocking mode, where
   * that may not be possible now, the stream ends with the {@link #flush} that completes it.
   */
  @Override
  public FramedEndpoint shutdownOutput() throws IOException {
    output.end();
    return this;
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
