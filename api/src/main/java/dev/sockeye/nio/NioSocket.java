package dev.sockeye.nio;

import dev.sockeye.Endpoint;
import dev.sockeye.Pollable;
import dev.sockeye.SocketSpec;
import dev.sockeye.internal.DescriptorStream;
import dev.sockeye.spi.CloseNotice;
import dev.sockeye.spi.Deadline;
import dev.sockeye.spi.SocketFailure;
import dev.sockeye.spi.Uninterruptible;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SelectableChannel;
import java.util.Objects;
import java.util.Set;

/**
 * What all sockets over a JDK channel share: options, timeouts, blocking mode, close, and errors
 * that say what, where and why.
 *
 * <p>A call of a subclass asks {@link #enterPlainInput} or {@link #enterPlainOutput}: if {@code
 * true} it goes straight to the channel and ends with {@link #exitPlain}. Otherwise a timeout is
 * set: it begins with {@link #enterTimed}, tries and {@linkplain #awaitReadable waits} by turns on
 * the channel, which is then non-blocking, and ends with {@link #exitTimed}.
 *
 * @param <E> the shape of the endpoint, or of what a listener accepts
 * @param <C> the channel
 */
public abstract class NioSocket<E extends Endpoint, C extends SelectableChannel>
    implements Pollable, CloseNotice, Uninterruptible {

  private final SocketSpec<E> spec;
  private final String transport;
  private final C channel;
  private final BlockingMode mode;
  private volatile boolean uninterruptible; // only ever set
  private volatile Runnable closeCallback; // null if nobody is to be told

  /**
   * Creates a socket.
   *
   * @param spec its triple
   * @param transport its transport's name, for messages
   * @param channel its channel, in blocking mode, which it owns
   */
  protected NioSocket(SocketSpec<E> spec, String transport, C channel) {
    this.spec = Objects.requireNonNull(spec, "spec");
    this.transport = Objects.requireNonNull(transport, "transport");
    this.channel = Objects.requireNonNull(channel, "channel");
    mode = new BlockingMode(channel);
  }

  /**
   * The options that the channel supports.
   *
   * @return the options
   */
  protected abstract Set<SocketOption<?>> channelOptions();

  /**
   * Sets an option of the channel.
   *
   * @param <T> its type
   * @param name which
   * @param value its value
   * @throws IOException if the system refuses
   */
  protected abstract <T> void setChannelOption(SocketOption<T> name, T value) throws IOException;

  /**
   * Reads an option of the channel.
   *
   * @param <T> its type
   * @param name which
   * @return its value
   * @throws IOException if the system refuses
   */
  protected abstract <T> T getChannelOption(SocketOption<T> name) throws IOException;

  /**
   * The channel.
   *
   * @return the channel
   */
  protected final C channel() {
    return channel;
  }

  final BlockingMode mode() {
    return mode;
  }

  /**
   * The transport's name.
   *
   * @return the name
   */
  protected final String transport() {
    return transport;
  }

  @Override
  public SocketSpec<E> spec() {
    return spec;
  }

  @Override
  public final boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public final boolean isBlocking() {
    return mode.isBlocking();
  }

  @Override
  public final <T> T unwrap(Class<T> type) {
    if (type.isInstance(channel)) {
      lend();
      return type.cast(channel);
    } else if (type.isInstance(this)) {
      return type.cast(this); // what its transport adds to the shape
    }
    throw new UnsupportedOperationException(
        "a "
            + transport
            + " socket is over a "
            + channel.getClass().getName()
            + ", not a "
            + type.getName()
            + advice(type));
  }

  /** Notes that others use the channel from now on as well. Has no effect unless overridden. */
  protected void lend() {
    // Most have nothing that the channel does not know of.
  }

  /**
   * What to do to have a socket that can be unwrapped to a type, for messages.
   *
   * @param type what this cannot be unwrapped to
   * @return the end of a sentence; empty unless a subclass knows better
   */
  protected String advice(Class<?> type) {
    return "";
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      mode.close();
      tellClosed();
    }
  }

  private void tellClosed() {
    Runnable callback = closeCallback;
    if (callback != null) {
      callback.run();
    }
  }

  @Override
  public final void onClose(Runnable callback) {
    closeCallback = callback;
    if (!isOpen()) {
      callback.run();
    }
  }

  /**
   * Sets the blocking mode; for subclasses to return themselves from {@code configureBlocking}.
   * Going to non-blocking mode waits for calls that are in the channel, as the channel itself does,
   * and ends timed calls that wait: they give what they would have given in that mode.
   *
   * @param block whether calls block
   * @throws IOException if the system refuses
   */
  protected final void setBlocking(boolean block) throws IOException {
    mode.configure(block);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return NioOptions.supported(this);
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return NioOptions.get(this, name);
  }

  /**
   * Sets an option; for subclasses to return themselves from {@code setOption}.
   *
   * @param <T> its type
   * @param name which
   * @param value its value
   * @throws IOException if the system refuses
   */
  protected <T> void applyOption(SocketOption<T> name, T value) throws IOException {
    NioOptions.set(this, name, value);
  }

  /**
   * The deadline of a read, receive or accept that begins now.
   *
   * @return of {@link Deadline}
   */
  protected final long receiveDeadline() {
    return mode.timeouts().receiveDeadline();
  }

  /**
   * The deadline of a write, send or connect that begins now.
   *
   * @return of {@link Deadline}
   */
  protected final long sendDeadline() {
    return mode.timeouts().sendDeadline();
  }

  /**
   * Begins a read, receive or accept that goes straight to the channel.
   *
   * @return {@code false} if the call has to be a timed one
   * @throws IOException if the channel's mode cannot be changed
   */
  protected final boolean enterPlainInput() throws IOException {
    return mayBlock() && mode.enterPlain(mode.timeouts().limitsReceive());
  }

  /**
   * Begins a write, send or connect that goes straight to the channel.
   *
   * @return {@code false} if the call has to be a timed one
   * @throws IOException if the channel's mode cannot be changed
   */
  protected final boolean enterPlainOutput() throws IOException {
    return mayBlock() && mode.enterPlain(mode.timeouts().limitsSend());
  }

  /** An interrupt closes a channel that a thread blocks in: there is no other way but not to. */
  private boolean mayBlock() {
    return !uninterruptible && mayBlockInChannel();
  }

  /**
   * Tells whether the calling thread may block in the channel. A call that may not is a timed one,
   * with or without a timeout. {@code true} unless a subclass knows better.
   *
   * @return whether
   */
  protected boolean mayBlockInChannel() {
    return true;
  }

  /** Ends a call that went straight to the channel. */
  protected final void exitPlain() {
    mode.exitPlain();
  }

  /**
   * Begins a timed call.
   *
   * @param deadline until when it may wait
   * @throws IOException if closed, interrupted or timed out already
   */
  protected final void enterTimed(long deadline) throws IOException {
    mode.enterTimed(deadline);
  }

  /**
   * Begins a timed call, unless it would have to wait for a call that went straight to the channel.
   *
   * @return {@code false} if it would have to
   * @throws IOException if closed
   */
  protected final boolean tryEnterTimed() throws IOException {
    return mode.tryEnterTimed();
  }

  /**
   * Begins a time in which all calls that begin are timed ones, with or without a timeout.
   *
   * @return its end
   */
  final DescriptorStream.Calls detour() {
    mode.detour(1);
    return () -> mode.detour(-1);
  }

  /** Ends a timed call. */
  protected final void exitTimed() {
    mode.exitTimed();
  }

  /**
   * Waits until the channel may be ready for input. One thread at a time.
   *
   * @param ops {@code OP_READ} or {@code OP_ACCEPT}
   * @param deadline until when
   * @throws IOException if closed, interrupted or timed out
   */
  protected final void awaitReadable(int ops, long deadline) throws IOException {
    mode.input().await(ops, deadline, ifInterruptible());
  }

  /**
   * Waits until the channel may be ready for output. One thread at a time.
   *
   * @param ops {@code OP_WRITE} or {@code OP_CONNECT}
   * @param deadline until when
   * @throws IOException if closed, interrupted or timed out
   */
  protected final void awaitWritable(int ops, long deadline) throws IOException {
    mode.output().await(ops, deadline, ifInterruptible());
  }

  /**
   * Tells whether blocking calls go on when they are interrupted: then all of them are timed ones.
   *
   * @return whether
   */
  protected final boolean isUninterruptible() {
    return uninterruptible;
  }

  private Closeable ifInterruptible() {
    return uninterruptible ? null : this;
  }

  @Override
  public final void ignoreInterrupts() {
    uninterruptible = true;
  }

  /** Makes a thread that waits for output try again: the socket's output was shut down. */
  protected final void wakeWriter() {
    mode.wakeWriter();
  }

  /**
   * Sees to it that no selector of a wait holds the channel: closing it would shut the socket down,
   * which may be another's too. No thread waits.
   */
  final void releaseSelectors() throws IOException {
    mode.releaseSelectors();
  }

  /**
   * The peer's address, for messages.
   *
   * @return the address, {@code null} if there is none
   */
  protected SocketAddress knownRemote() {
    return null;
  }

  /**
   * Makes an exception say what failed, where and why.
   *
   * @param operation the call, such as {@code connect}
   * @param e what the channel threw
   * @return the exception to throw
   */
  protected final IOException failure(String operation, IOException e) {
    SocketAddress local = null;
    try {
      local = getLocalAddress();
    } catch (IOException closed) {
      // The address is gone with the socket: the message does without it.
    }
    return failure(operation, local, knownRemote(), e);
  }

  /**
   * Makes an exception say what failed, where and why.
   *
   * @param operation the call, such as {@code connect}
   * @param local the local address, {@code null} if unknown
   * @param remote the peer's address, {@code null} if there is none
   * @param e what the channel threw
   * @return the exception to throw
   */
  protected final IOException failure(
      String operation, SocketAddress local, SocketAddress remote, IOException e) {
    return isOpen()
        ? SocketFailure.describe(operation, transport, local, remote, e)
        : ClosedMeanwhile.explain(operation, transport, local, remote, e);
  }
}
