package dev.sockeye.unix;

import dev.sockeye.Listener;
import dev.sockeye.SocketOptions;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.posix.NativeSockets;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Set;

/** The passive side of streams: the JDK's channel or, for an abstract name or a mode, native. */
final class UnixStreamListener extends Undecided<Listener<StreamEndpoint>>
    implements Listener<StreamEndpoint> {

  private UnixStreamListener(Listener<StreamEndpoint> under) {
    super(under);
  }

  static UnixStreamListener open() throws IOException {
    return new UnixStreamListener(PathListener.open());
  }

  @Override
  Listener<StreamEndpoint> openPath() throws IOException {
    return PathListener.open();
  }

  @Override
  Listener<StreamEndpoint> openNative() throws IOException {
    return NativeSockets.listener(UnixKinds.STREAM);
  }

  @Override
  <T> void set(Listener<StreamEndpoint> socket, SocketOption<T> name, T value) throws IOException {
    socket.setOption(name, value);
  }

  @Override
  public SocketSpec<StreamEndpoint> spec() {
    return Unix.STREAM;
  }

  @Override
  public Listener<StreamEndpoint> bind(SocketAddress local) throws IOException {
    choose("bind", local, true).bind(local);
    decided();
    return this;
  }

  @Override
  public Listener<StreamEndpoint> bind(SocketAddress local, int backlog) throws IOException {
    choose("bind", local, true).bind(local, backlog);
    decided();
    return this;
  }

  @Override
  public StreamEndpoint accept() throws IOException {
    return under().accept();
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return under().getLocalAddress();
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return options();
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    under().getOption(SocketOptions.BACKLOG); // throws if closed
    return getOptionUnder(name);
  }

  @Override
  public <T> Listener<StreamEndpoint> setOption(SocketOption<T> name, T value) throws IOException {
    setOptionUnder(name, value);
    return this;
  }

  @Override
  public Listener<StreamEndpoint> configureBlocking(boolean block) throws IOException {
    under().configureBlocking(block);
    return this;
  }

  @Override
  public boolean isBlocking() {
    return under().isBlocking();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return under().unwrap(type);
  }

  @Override
  public boolean isOpen() {
    return !isClosed() && under().isOpen();
  }

  @Override
  public void close() throws IOException {
    closeUnder();
  }

  @Override
  public String toString() {
    return under().toString();
  }
}
