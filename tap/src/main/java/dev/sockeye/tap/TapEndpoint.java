package dev.sockeye.tap;

import dev.sockeye.Endpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.internal.Buffering;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Set;

/**
 * An endpoint that is recorded. All that it does the one underneath does, in the same thread and
 * the same call: it keeps nothing and holds no lock meanwhile.
 *
 * @param <E> its shape
 */
abstract class TapEndpoint<E extends Endpoint> implements Endpoint, Buffering {

  private final E under;
  private final Class<E> shape;
  private final Recorder recorder;

  TapEndpoint(E under, Class<E> shape, Recorder recorder) {
    this.under = under;
    this.shape = shape;
    this.recorder = recorder;
  }

  final E under() {
    return under;
  }

  final Recorder recorder() {
    return recorder;
  }

  @Override
  public final int bytesHeld() {
    return under instanceof Buffering buffering ? buffering.bytesHeld() : 0;
  }

  @Override
  public final boolean tellsAll() {
    return under instanceof Buffering buffering && buffering.tellsAll();
  }

  @Override
  @SuppressWarnings("unchecked") // an endpoint's specification is of its own shape
  public final SocketSpec<? extends E> spec() {
    return (SocketSpec<? extends E>) under.spec();
  }

  @Override
  public final E bind(SocketAddress local) throws IOException {
    under.bind(local);
    return shape.cast(this);
  }

  @Override
  public final boolean connect(SocketAddress remote) throws IOException {
    return connected(under.connect(remote));
  }

  @Override
  public final boolean finishConnect() throws IOException {
    return connected(under.finishConnect());
  }

  private boolean connected(boolean now) {
    if (now) {
      recorder.connected();
    }
    return now;
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
  public final Set<SocketOption<?>> supportedOptions() {
    return under.supportedOptions();
  }

  @Override
  public final <T> T getOption(SocketOption<T> name) throws IOException {
    return under.getOption(name);
  }

  @Override
  public final <T> E setOption(SocketOption<T> name, T value) throws IOException {
    under.setOption(name, value);
    return shape.cast(this);
  }

  @Override
  public final E configureBlocking(boolean block) throws IOException {
    under.configureBlocking(block);
    return shape.cast(this);
  }

  @Override
  public final boolean isBlocking() {
    return under.isBlocking();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    return type.isInstance(under) ? type.cast(under) : under.unwrap(type);
  }

  @Override
  public final boolean isOpen() {
    return under.isOpen();
  }

  @Override
  public final void close() throws IOException {
    try {
      under.close();
    } finally {
      recorder.closed();
    }
  }

  @Override
  public final String toString() {
    return under.toString();
  }
}
