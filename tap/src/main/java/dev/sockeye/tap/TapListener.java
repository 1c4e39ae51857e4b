package dev.sockeye.tap;

import dev.sockeye.Endpoint;
import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Set;

/** A listener whose endpoints are recorded. */
final class TapListener<E extends Endpoint> implements Listener<E> {

  private final Listener<E> under;
  private final Tapping tapping;

  TapListener(Listener<E> under, Tapping tapping) {
    this.under = under;
    this.tapping = tapping;
  }

  @Override
  public E accept() throws IOException {
    E accepted = under.accept();
    return accepted == null ? null : tapping.overAccepted(accepted, under.spec().shape());
  }

  @Override
  public SocketSpec<E> spec() {
    return under.spec();
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
    return under.toString();
  }
}
