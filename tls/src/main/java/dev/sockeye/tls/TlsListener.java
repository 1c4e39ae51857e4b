package dev.sockeye.tls;

import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Set;

/** Speaks TLS as a server on each stream that is accepted. */
final class TlsListener implements Listener<StreamEndpoint> {

  private final Listener<StreamEndpoint> below;
  private final TlsSettings settings;

  TlsListener(Listener<StreamEndpoint> below, TlsSettings settings) {
    this.below = below;
    this.settings = settings;
  }

  @Override
  public StreamEndpoint accept() throws IOException {
    StreamEndpoint accepted = below.accept();
    return accepted == null ? null : new TlsEndpoint(accepted, settings);
  }

  @Override
  public SocketSpec<StreamEndpoint> spec() {
    return below.spec();
  }

  @Override
  public Listener<StreamEndpoint> bind(SocketAddress local) throws IOException {
    below.bind(local);
    return this;
  }

  @Override
  public Listener<StreamEndpoint> bind(SocketAddress local, int backlog) throws IOException {
    below.bind(local, backlog);
    return this;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return below.getLocalAddress();
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Sessions.andOptions(below.supportedOptions());
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return name.equals(Tls.SESSION) ? null : below.getOption(name);
  }

  @Override
  public <T> Listener<StreamEndpoint> setOption(SocketOption<T> name, T value) throws IOException {
    Sessions.requireOther(name);
    below.setOption(name, value);
    return this;
  }

  @Override
  public Listener<StreamEndpoint> configureBlocking(boolean block) throws IOException {
    below.configureBlocking(block);
    return this;
  }

  @Override
  public boolean isBlocking() {
    return below.isBlocking();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return type.isInstance(below) ? type.cast(below) : below.unwrap(type);
  }

  @Override
  public boolean isOpen() {
    return below.isOpen();
  }

  @Override
  public void close() throws IOException {
    below.close();
  }

  @Override
  public String toString() {
    return "TLS over " + below;
  }
}
