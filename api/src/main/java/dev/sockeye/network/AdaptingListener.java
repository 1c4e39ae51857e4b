package dev.sockeye.network;

import dev.sockeye.Endpoint;
import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Set;

/** A listener whose endpoints have another shape than those of the one underneath. */
abstract class AdaptingListener<U extends Endpoint, E extends Endpoint> implements Listener<E> {

  private final Listener<U> under;
  private final SocketSpec<E> spec;

  AdaptingListener(Listener<U> under, Class<E> shape) {
    this.under = under;
    SocketSpec<U> is = under.spec();
    spec = new SocketSpec<>(is.domain(), is.type(), is.protocol(), shape, is.semantics());
  }

  /** Gives an accepted endpoint the other shape. */
  abstract E adapt(U accepted);

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
    return accepted == null ? null : adapt(accepted);
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

  @Override
  public String toString() {
    return spec.shape().getSimpleName() + " over " + under;
  }
}
