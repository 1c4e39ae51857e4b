package dev.sockeye.nio;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.Listener;
import dev.sockeye.RawOption;
import dev.sockeye.SocketSpec;
import dev.sockeye.internal.FurtherOptions;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A listener over a JDK channel: backlog, timed accept, and options that the accepted endpoints
 * inherit.
 *
 * @param <E> the shape of what it accepts
 * @param <C> the channel
 */
public abstract class NioListener<E extends Endpoint, C extends SelectableChannel>
    extends NioSocket<E, C> implements Listener<E> {

  private final ReentrantLock acceptLock = new ReentrantLock();

  private final InheritedOptions inherited = new InheritedOptions();
  private volatile int backlog = EndpointOptions.DEFAULT_BACKLOG;

  /**
   * Creates a listener.
   *
   * @param spec the triple of what it accepts
   * @param transport its transport's name, for messages
   * @param channel its channel, in blocking mode and not bound, which it owns
   */
  protected NioListener(SocketSpec<E> spec, String transport, C channel) {
    super(spec, transport, channel);
  }

  /**
   * Binds the channel and makes it listen.
   *
   * @param local where, or {@code null}
   * @param backlog how many may wait, 0 for the system's default
   * @throws IOException if the system refuses
   */
  protected abstract void bindChannel(SocketAddress local, int backlog) throws IOException;

  /**
   * Accepts from the channel once, in whatever mode it is.
   *
   * @return the endpoint, {@code null} if the channel is non-blocking and nobody waits
   * @throws IOException if the system refuses
   */
  protected abstract E acceptFromChannel() throws IOException;

  /**
   * Opens an endpoint of the kind that is accepted, to learn its options; it is closed at once.
   *
   * @return an endpoint, not connected
   * @throws IOException if the system refuses
   */
  protected abstract E openEndpoint() throws IOException;

  @Override
  public Listener<E> bind(SocketAddress local) throws IOException {
    return bind(local, backlog);
  }

  @Override
  public Listener<E> bind(SocketAddress local, int backlog) throws IOException {
    checkBacklog(backlog);
    try {
      bindChannel(local, backlog);
      return this;
    } catch (IOException e) {
      throw SocketFailure.describe("bind", transport(), local, null, e);
    }
  }

  @Override
  public E accept() throws IOException {
    try {
      E accepted = enterPlainInput() ? plainAccept() : timedAccept();
      return accepted == null ? null : inherited.applyTo(accepted);
    } catch (IOException e) {
      throw failure("accept", e);
    }
  }

  private E plainAccept() throws IOException {
    try {
      return acceptFromChannel();
    } finally {
      exitPlain();
    }
  }

  private E timedAccept() throws IOException {
    acceptLock.lock();
    try {
      long deadline = receiveDeadline();
      enterTimed(deadline);
      try {
        E accepted;
        while ((accepted = acceptFromChannel()) == null && isBlocking()) {
          awaitReadable(SelectionKey.OP_ACCEPT, deadline);
        }
        return accepted;
      } finally {
        exitTimed();
      }
    } finally {
      acceptLock.unlock();
    }
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    Set<SocketOption<?>> options = new HashSet<>(super.supportedOptions());
    options.add(EndpointOptions.BACKLOG);
    options.addAll(inheritableOptions());
    return Set.copyOf(options);
  }

  private Set<SocketOption<?>> inheritableOptions() {
    try (E endpoint = openEndpoint()) {
      return endpoint.supportedOptions();
    } catch (IOException e) {
      return Set.of(); // Out of descriptors: what can't be opened can't be accepted either.
    }
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    if (name.equals(EndpointOptions.BACKLOG)) {
      return name.type().cast(backlog);
    } else if (isOwn(name)) {
      return super.getOption(name);
    }
    T value = inherited.get(name);
    return value == null ? initial(name) : value;
  }

  private <T> T initial(SocketOption<T> name) throws IOException {
    getLocalAddress(); // throws if closed
    try (E endpoint = openEndpoint()) {
      return endpoint.getOption(name);
    }
  }

  @Override
  public <T> Listener<E> setOption(SocketOption<T> name, T value) throws IOException {
    boolean own = isOwn(name);
    if (name.equals(EndpointOptions.BACKLOG)) {
      backlog = checkBacklog((Integer) value);
      return this;
    } else if (own) {
      applyOption(name, value);
    } else {
      getLocalAddress(); // throws if closed
    }
    remember(name, value, own);
    return this;
  }

  private boolean isOwn(SocketOption<?> name) {
    return name instanceof RawOption || super.supportedOptions().contains(name);
  }

  private <T> void remember(SocketOption<T> name, T value, boolean own) throws IOException {
    try (E endpoint = openEndpoint()) {
      if (isInherited(name) && (!own || endpoint.supportedOptions().contains(name))) {
        endpoint.setOption(name, value); // refuses what accepted endpoints would refuse
        if (isSetOnAccepted(name)) {
          inherited.put(name, value);
        }
      }
    }
  }

  /**
   * Tells whether what is set on the listener has to be set on each endpoint that it accepts. What
   * the system passes on has not, as the options of {@link dev.sockeye.InetOptions} mostly.
   *
   * @param name one of the options that accepted endpoints are given
   * @return whether
   */
  protected boolean isSetOnAccepted(SocketOption<?> name) {
    return FurtherOptions.isSetOnAccepted(name);
  }

  /**
   * Tells whether accepted endpoints are given an option of the listener's. Those are, unless a
   * subclass knows better, that endpoints support before they are connected.
   *
   * @param name the option
   * @return whether
   */
  protected boolean isInherited(SocketOption<?> name) {
    return true;
  }

  private static int checkBacklog(int backlog) {
    if (backlog < 0) {
      throw new IllegalArgumentException("BACKLOG is negative: " + backlog);
    }
    return backlog;
  }

  @Override
  public Listener<E> configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }
}
