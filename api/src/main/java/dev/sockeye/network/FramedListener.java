package dev.sockeye.network;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.util.HashSet;
import java.util.Set;

/** A listener for framed messages over streams, whose limit its endpoints inherit. */
final class FramedListener extends AdaptingListener<StreamEndpoint, MessageEndpoint> {

  private volatile int limit;

  FramedListener(Listener<StreamEndpoint> under, int limit) {
    super(under, MessageEndpoint.class);
    this.limit = FramedEndpoint.checkLimit(limit);
  }

  @Override
  protected MessageEndpoint wrap(StreamEndpoint accepted) {
    return new FramedEndpoint(accepted, limit);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    Set<SocketOption<?>> options = new HashSet<>(super.supportedOptions());
    options.add(EndpointOptions.MAX_MESSAGE_SIZE);
    return Set.copyOf(options);
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    if (!name.equals(EndpointOptions.MAX_MESSAGE_SIZE)) {
      return super.getOption(name);
    }
    requireOpen();
    return name.type().cast(limit);
  }

  @Override
  public <T> Listener<MessageEndpoint> setOption(SocketOption<T> name, T value) throws IOException {
    if (!name.equals(EndpointOptions.MAX_MESSAGE_SIZE)) {
      return super.setOption(name, value);
    }
    requireOpen();
    limit = FramedEndpoint.checkLimit((Integer) value);
    return this;
  }

  private void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }
}
