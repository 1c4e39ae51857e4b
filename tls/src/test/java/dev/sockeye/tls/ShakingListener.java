package dev.sockeye.tls;

import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Set;
import java.util.function.Consumer;

/** A listener that has what it accepts told. */
final class ShakingListener implements Listener<StreamEndpoint> {

  private final Listener<StreamEndpoint> tls;
  private final Consumer<StreamEndpoint> told;

  ShakingListener(Listener<StreamEndpoint> tls, Consumer<StreamEndpoint> told) {
    this.tls = tls;
    this.told = told;
  }

  @Override
  public StreamEndpoint accept() throws IOException {
    StreamEndpoint accepted = tls.accept();
    if (accepted != null) {
      told.accept(accepted);
    }
    return accepted;
  }

  @Override
  public SocketSpec<StreamEndpoint> spec() {
    return tls.spec();
  }

  @Override
  public Listener<StreamEndpoint> bind(SocketAddress local) throws IOException {
    tls.bind(local);
    return this;
  }

  @Override
  public Listener<StreamEndpoint> bind(SocketAddress local, int backlog) throws IOException {
    tls.bind(local, backlog);
    return this;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return tls.getLocalAddress();
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return tls.supportedOptions();
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return tls.getOption(name);
  }

  @Override
  public <T> Listener<StreamEndpoint> setOption(SocketOption<T> name, T value) throws IOException {
    tls.setOption(name, value);
    return this;
  }

  @Override
  public Listener<StreamEndpoint> configureBlocking(boolean block) throws IOException {
    tls.configureBlocking(block);
    return this;
  }

  @Override
  public boolean isBlocking() {
    return tls.isBlocking();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return tls.unwrap(type);
  }

  @Override
  public boolean isOpen() {
    return tls.isOpen();
  }

  @Override
  public void close() throws IOException {
    tls.close();
  }
}
