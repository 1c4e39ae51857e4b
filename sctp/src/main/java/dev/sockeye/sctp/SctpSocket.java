package dev.sockeye.sctp;

import com.sun.nio.sctp.SctpSocketOption;
import com.sun.nio.sctp.SctpStandardSocketOptions;
import dev.sockeye.EndpointOptions;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.internal.CurrentThread;
import dev.sockeye.nio.NioSocket;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one-to-one and one-to-many endpoints share, but for messages: addresses, options, and the
 * way of calls from virtual threads.
 *
 * @param <C> the channel
 */
abstract class SctpSocket<C extends SelectableChannel> extends NioSocket<MessageEndpoint, C>
    implements SctpEndpoint {

  private final LocalAddresses addresses;
  private final DescriptorOptions.OfChannel ofChannel = new OfChannel();
  private volatile InetSocketAddress remote;
  private volatile int maxMessageSize = EndpointOptions.DEFAULT_MAX_MESSAGE_SIZE;

  SctpSocket(SocketSpec<MessageEndpoint> spec, C channel, LocalAddresses addresses) {
    super(spec, "sctp", channel);
    this.addresses = addresses;
  }

  abstract void bindChannel(SocketAddress local) throws IOException;

  abstract Set<SocketOption<?>> sctpOptions();

  abstract <T> void setSctpOption(SctpSocketOption<T> name, T value) throws IOException;

  abstract <T> T getSctpOption(SctpSocketOption<T> name) throws IOException;

  // Addresses.

  @Override
  public final SctpEndpoint bind(SocketAddress local) throws IOException {
    try {
      bindChannel(local);
      addresses.bound(local);
      return this;
    } catch (IOException e) {
      throw SocketFailure.describe("bind", transport(), local, null, e);
    }
  }

  final boolean isBound() throws IOException {
    return addresses.isBound();
  }

  @Override
  public final SctpEndpoint bindAddress(InetAddress address) throws IOException {
    change(addresses::add, address);
    return this;
  }

  @Override
  public final SctpEndpoint unbindAddress(InetAddress address) throws IOException {
    change(addresses::remove, address);
    return this;
  }

  /**
   * The JDK's call waits for whoever is in another one of the channel, and would do so for ever: we
   * wait, for as long as a send may take, and let nobody else in who does not wait outside.
   */
  private void change(LocalAddresses.Change change, InetAddress address) throws IOException {
    try {
      enterTimed(sendDeadline());
      try {
        change.apply(address);
      } finally {
        exitTimed();
      }
    } catch (IOException e) {
      throw failure("bindx", e);
    }
  }

  @Override
  public final SocketAddress getLocalAddress() throws IOException {
    return addresses.first(remote);
  }

  @Override
  public final List<InetSocketAddress> getLocalAddresses() throws IOException {
    return addresses.sorted(remote);
  }

  final SocketAddress localOrNull() {
    try {
      return getLocalAddress();
    } catch (IOException closed) {
      return null;
    }
  }

  @Override
  public final SocketAddress getRemoteAddress() throws IOException {
    requireOpen();
    return remote;
  }

  @Override
  protected final InetSocketAddress knownRemote() {
    return remote;
  }

  final void setRemote(InetSocketAddress peer) {
    remote = peer;
  }

  final void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  // Virtual threads.

  /** A virtual thread may not block in the JDK's SCTP calls. */
  @Override
  protected final boolean mayBlockInChannel() {
    return !CurrentThread.isVirtual();
  }

  /**
   * Begins a timed call. A virtual thread does not wait for a platform thread that is in a call
   * straight to the channel, in which it may be for ever.
   *
   * @return {@code false} if the call has to be made by a platform thread
   */
  final boolean enterDetour(long deadline) throws IOException {
    if (CurrentThread.isVirtual()) {
      return tryEnterTimed();
    }
    enterTimed(deadline);
    return true;
  }

  // Options.

  /** The options of the channel, for what finds its descriptor by one. */
  private final class OfChannel implements DescriptorOptions.OfChannel {
    @Override
    public <T> T get(SctpSocketOption<T> name) throws IOException {
      return getSctpOption(name);
    }

    @Override
    public <T> void set(SctpSocketOption<T> name, T value) throws IOException {
      setSctpOption(name, value);
    }
  }

  final int maxMessageSize() {
    return maxMessageSize;
  }

  @Override
  public final <T> MessageEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    applyOption(name, value);
    return this;
  }

  @Override
  public final MessageEndpoint configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }

  @Override
  protected final Set<SocketOption<?>> channelOptions() {
    Set<SocketOption<?>> options = new HashSet<>(sctpOptions());
    options.add(Sctp.SCTP_MAX_MESSAGE_SIZE);
    options.add(EndpointOptions.MAX_MESSAGE_SIZE);
    options.addAll(DescriptorOptions.names());
    return options;
  }

  @Override
  protected final <T> void setChannelOption(SocketOption<T> name, T value) throws IOException {
    if (name.equals(Sctp.SCTP_MAX_MESSAGE_SIZE)) {
      maxMessageSize = positive(name, (Integer) value);
    } else if (name.equals(EndpointOptions.MAX_MESSAGE_SIZE)) {
      throw new UnsupportedOperationException(name + " can only be read");
    } else if (DescriptorOptions.has(name)) {
      DescriptorOptions.set(ofChannel, name, value);
    } else {
      SctpSocketOption<T> option = SctpOptions.named(sctpOptions(), name);
      SctpOptions.check(option, value);
      setSctpOption(option, value);
    }
  }

  private int positive(SocketOption<?> name, int value) throws IOException {
    if (value <= 0) {
      throw new IllegalArgumentException(name.name() + " is not positive: " + value);
    }
    requireOpen();
    return value;
  }

  @Override
  protected final <T> T getChannelOption(SocketOption<T> name) throws IOException {
    if (name.equals(Sctp.SCTP_MAX_MESSAGE_SIZE)) {
      return name.type().cast(positive(name, maxMessageSize));
    } else if (name.equals(EndpointOptions.MAX_MESSAGE_SIZE)) {
      int half = getSctpOption(SctpStandardSocketOptions.SO_SNDBUF); // of what Linux counts by
      return name.type().cast(2 * half);
    }
    return DescriptorOptions.has(name)
        ? DescriptorOptions.get(ofChannel, name)
        : getSctpOption(SctpOptions.named(sctpOptions(), name));
  }

  /** An address as the JDK takes it. */
  static InetSocketAddress inet(SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      if (inet.isUnresolved()) {
        throw new UnresolvedAddressException();
      }
      return inet;
    }
    throw new UnsupportedAddressTypeException();
  }

  @Override
  public final String toString() {
    return transport() + ' ' + channel();
  }
}
