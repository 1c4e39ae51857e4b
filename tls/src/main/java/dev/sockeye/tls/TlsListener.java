package dev.sockeye.tls;

import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.network.ForwardingListener;
import java.io.IOException;
import java.net.SocketOption;
import java.util.Set;

/** Speaks TLS as a server on each stream that is accepted. */
final class TlsListener extends ForwardingListener<StreamEndpoint, StreamEndpoint> {

  private final TlsSettings settings;

  TlsListener(Listener<StreamEndpoint> below, TlsSettings settings) {
    super(below, below.spec());
    this.settings = settings;
  }

  @Override
  protected StreamEndpoint wrap(StreamEndpoint accepted) {
    return new TlsEndpoint(accepted, settings);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Sessions.andOptions(super.supportedOptions());
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return name.equals(Tls.SESSION) ? null : super.getOption(name);
  }

  @Override
  public <T> Listener<StreamEndpoint> setOption(SocketOption<T> name, T value) throws IOException {
    Sessions.requireOther(name);
    return super.setOption(name, value);
  }

  @Override
  public String toString() {
    return "TLS over " + under();
  }
}
