package dev.sockeye.network;

import dev.sockeye.Endpoint;
import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Objects;
import java.util.Set;

/**
 * A listener that has another do all but wrap what is accepted.
 *
 * @param <U> the shape of what the other accepts
 * @param <E> the shape of what this accepts
 */
public abstract class ForwardingListener<U extends Endpoint, E extends Endpoint>
    implements Listener<E> {

  private final Listener<U> under;
  private final SocketSpec<E> spec;

  /**
   * Creates it.
   *
   * @param under does all the work
   * @param spec its triple, with the shape of what this accepts
   */
  protected ForwardingListener(Listener<U> under, SocketSpec<E> spec) {
    this.under = Objects.requireNonNull(under, "under");
    this.spec = Objects.requireNonNull(spec, "spec");
  }

  /**
   * Wraps what was accepted.
   *
   * @param accepted an endpoint, which is the callee's from now on
   * @return what {@link #accept} gives
   * @throws IOException if it fails; the endpoint is closed then
   */
  protected abstract E wrap(U accepted) throws IOException;

  /**
   * The other listener.
   *
   * @return what does the work
   */
  protected final Listener<U> under() {
    return under;
  }

  @Override
  public final SocketSpec<E> spec() {
    return spec;
  }

  @Override
  public Listener<E> bind(SocketAddress local) throws IOException {
    under.bind(local);
    return this;
  }

  @Override
  public Listener<E> bind(SocketAddress local, int backlog) throws IOException {
    under.bind(local, backlog);
    return this;
  }

  @Override
  public E accept() throws IOException {
    U accepted = under.accept();
    return accepted == null ? null : wrap(accepted);
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return under.getLocalAddress();
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
  public <T> Listener<E> setOption(SocketOption<T> name, T value) throws IOException {
    under.setOption(name, value);
    return this;
  }

  @Override
  public Listener<E> configureBlocking(boolean block) throws IOException {
    under.configureBlocking(block);
    return this;
  }

  @Override
  public boolean isBlocking() {
    return under.isBlocking();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return type.isInstance(under) ? type.cast(under) : under.unwrap(type);
  }

  @Override
  public boolean isOpen() {
    return under.isOpen();
  }

  @Override
  public void close() throws IOException {
    under.close();
  }
}
