package dev.sockeye.network;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.Shutdownable;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.Deadline;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import java.util.Set;

/**
 * An endpoint of one shape over an endpoint of the other, which does everything except reading and
 * writing.
 *
 * <p>A call of the adapter's may be several of the one underneath, each of which obeys the timeout.
 * So that they do not add up, the adapter looks at its own deadline between them: such a call takes
 * at most twice its time.
 *
 * @param <U> the shape underneath
 * @param <E> the shape that it is given
 */
abstract class AdaptingEndpoint<U extends Endpoint, E extends Endpoint> implements Endpoint {

  private final U under;

  // What the options underneath say, in nanoseconds; 0 for none.
  private volatile long receiveTimeout;
  private volatile long sendTimeout;

  private volatile SocketAddress peer; // Once connected it stays.

  /**
   * Creates an adapter.
   *
   * @param under the endpoint, which the adapter owns from now on
   */
  AdaptingEndpoint(U under) {
    this.under = under;
    receiveTimeout = timeout(EndpointOptions.SO_RCVTIMEO);
    sendTimeout = timeout(EndpointOptions.SO_SNDTIMEO);
  }

  private long timeout(SocketOption<Duration> option) {
    try {
      return Deadline.nanos(under.getOption(option));
    } catch (IOException closed) {
      return 0; // The first call tells.
    }
  }

  /** This adapter's interface. */
  abstract Class<E> shape();

  /** What error messages call it. */
  abstract String name();

  final U under() {
    return under;
  }

  /** The deadline of a receive or read that begins now. */
  final long receiveDeadline() {
    return Deadline.after(receiveTimeout);
  }

  /** The deadline of a send or write that begins now. */
  final long sendDeadline() {
    return Deadline.after(sendTimeout);
  }

  /** What is buffered here does not outlive the socket. */
  final void requireOpen() throws ClosedChannelException {
    if (!under.isOpen()) {
      throw new ClosedChannelException();
    }
  }

  /** Asks first, since a close meanwhile makes an endpoint one that is not connected. */
  final void requireConnected() throws ClosedChannelException {
    boolean connected = isConnected();
    requireOpen();
    if (!connected) {
      throw new NotYetConnectedException();
    }
  }

  /** The sentence of an error message. */
  final String sentence(String operation, String reason) {
    SocketAddress local = null;
    SocketAddress remote = null;
    try {
      local = under.getLocalAddress();
      remote = under.getRemoteAddress();
    } catch (IOException closed) {
      // The addresses are gone with the socket: the message does without them.
    }
    return SocketFailure.sentence(operation, name(), local, remote, reason);
  }

  /** The peer's address without asking each time. */
  final SocketAddress peer() throws IOException {
    SocketAddress known = peer;
    if (known == null) {
      known = under.getRemoteAddress();
      peer = known;
    }
    return known;
  }

  @Override
  public final SocketSpec<E> spec() {
    SocketSpec<? extends Endpoint> is = under.spec();
    return new SocketSpec<>(is.domain(), is.type(), is.protocol(), shape(), is.semantics());
  }

  @Override
  public final E bind(SocketAddress local) throws IOException {
    under.bind(local);
    return shape().cast(this);
  }

  @Override
  public final boolean connect(SocketAddress remote) throws IOException {
    return under.connect(remote);
  }

  @Override
  public final boolean finishConnect() throws IOException {
    return under.finishConnect();
  }

  @Override
  public final boolean isConnected() {
    return under.isConnected();
  }

  @Override
  public final SocketAddress getLocalAddress() throws IOException {
    return under.getLocalAddress();
  }

  @Override
  public final SocketAddress getRemoteAddress() throws IOException {
    return under.getRemoteAddress();
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return under.supportedOptions();
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return under.getOption(name);
  }

  @Override
  public <T> E setOption(SocketOption<T> name, T value) throws IOException {
    under.setOption(name, value);
    if (name.equals(EndpointOptions.SO_RCVTIMEO)) {
      receiveTimeout = Deadline.nanos((Duration) value);
    } else if (name.equals(EndpointOptions.SO_SNDTIMEO)) {
      sendTimeout = Deadline.nanos((Duration) value);
    }
    return shape().cast(this);
  }

  @Override
  public final E configureBlocking(boolean block) throws IOException {
    under.configureBlocking(block);
    if (!block) {
      leftBlockingMode();
    }
    return shape().cast(this);
  }

  /** Lets go of what is held in blocking mode alone; a call under way does it at its end. */
  abstract void leftBlockingMode();

  @Override
  public final boolean isBlocking() {
    return under.isBlocking();
  }

  @Override
  public final <T> T unwrap(Class<T> type) {
    if (type == Shutdownable.class) {
      return type.cast(this); // what is kept here goes first
    }
    return type.isInstance(under) ? type.cast(under) : under.unwrap(type);
  }

  @Override
  public final boolean isOpen() {
    return under.isOpen();
  }

  @Override
  public final void close() throws IOException {
    under.close();
  }

  @Override
  public String toString() {
    return shape().getSimpleName() + " over " + under;
  }
}
