package dev.sockeye.testkit;

import dev.sockeye.Pollable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.util.Set;

/** What a JDK channel of any kind has. */
abstract class OracleSocket<C extends SelectableChannel & NetworkChannel> implements Pollable {

  final C channel;

  OracleSocket(C channel) {
    this.channel = channel;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return channel.getLocalAddress();
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return channel.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return channel.supportedOptions();
  }

  @Override
  public boolean isBlocking() {
    return channel.isBlocking();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(channel)) {
      return type.cast(channel);
    }
    throw new UnsupportedOperationException(channel + " is not a " + type.getName());
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
