package dev.sockeye.sctp;

import com.sun.nio.sctp.SctpChannel;
import com.sun.nio.sctp.SctpServerChannel;
import com.sun.nio.sctp.SctpSocketOption;
import dev.sockeye.Errno;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.internal.CurrentThread;
import dev.sockeye.nio.NioListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The passive side of one-to-one SCTP. */
class SctpListener extends NioListener<MessageEndpoint, SctpServerChannel>
    implements SctpMultihomed {

  /** What the JDK's accept may fail with since the peer, not the listener, is gone. */
  static final Set<Errno> PEER_GONE =
      EnumSet.of(
          Errno.ECONNRESET,
          Errno.ECONNABORTED,
          Errno.ENOTCONN,
          Errno.EPIPE,
          Errno.ESHUTDOWN,
          Errno.ETIMEDOUT);

  private final LocalAddresses addresses;
  private final DescriptorOptions.OfChannel ofChannel = new OfChannel();

  SctpListener(SocketSpec<MessageEndpoint> spec, SctpServerChannel channel) {
    this(
        spec,
        channel,
        new LocalAddresses(
            channel::getAllLocalAddresses, channel::bindAddress, channel::unbindAddress));
  }

  /** Creates a listener with the addresses of a socket that may have been open before. */
  SctpListener(
      SocketSpec<MessageEndpoint> spec, SctpServerChannel channel, LocalAddresses addresses) {
    super(spec, "sctp", channel);
    this.addresses = addresses;
  }

  @Override
  protected void bindChannel(SocketAddress local, int backlog) throws IOException {
    channel().bind(local, backlog);
    addresses.bound(local);
  }

  /** The JDK looks at the first notification inside accept, and throws if it finds an error. */
  @Override
  protected MessageEndpoint acceptFromChannel() throws IOException {
    while (true) {
      try {
        SctpChannel accepted = tryAccept();
        return accepted == null ? null : SctpTransport.connected(accepted);
      } catch (IOException e) {
        if (Errno.of(e).filter(PEER_GONE::contains).isEmpty()) {
          throw e;
        }
      }
    }
  }

  /** The channel is non-blocking here. */
  private SctpChannel tryAccept() throws IOException {
    return CurrentThread.isVirtual()
        ? VirtualThreads.tryElsewhere(channel()::accept)
        : VirtualThreads.callHere(channel(), channel()::accept);
  }

  @Override
  protected MessageEndpoint openEndpoint() throws IOException {
    return SctpTransport.openOneToOne();
  }

  /** A call that blocks in the channel would keep addresses from being added: wait outside. */
  @Override
  protected boolean mayBlockInChannel() {
    return false;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return addresses.first(null);
  }

  @Override
  public List<InetSocketAddress> getLocalAddresses() throws IOException {
    return addresses.sorted(null);
  }

  @Override
  public SctpMultihomed bindAddress(InetAddress address) throws IOException {
    change(addresses::add, address);
    return this;
  }

  @Override
  public SctpMultihomed unbindAddress(InetAddress address) throws IOException {
    change(addresses::remove, address);
    return this;
  }

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

  /** The options of the channel, for what finds its descriptor by one. */
  private final class OfChannel implements DescriptorOptions.OfChannel {
    @Override
    public <T> T get(SctpSocketOption<T> name) throws IOException {
      return channel().getOption(name);
    }

    @Override
    public <T> void set(SctpSocketOption<T> name, T value) throws IOException {
      channel().setOption(name, value);
    }
  }

  @Override
  protected Set<SocketOption<?>> channelOptions() {
    Set<SocketOption<?>> options = new HashSet<>(SctpOptions.LISTENER);
    options.addAll(DescriptorOptions.names());
    return options;
  }

  @Override
  protected boolean isSetOnAccepted(SocketOption<?> name) {
    return DescriptorOptions.isSetOnAccepted(name);
  }

  @Override
  protected <T> void setChannelOption(SocketOption<T> name, T value) throws IOException {
    if (DescriptorOptions.has(name)) {
      DescriptorOptions.set(ofChannel, name, value);
    } else {
      channel().setOption(SctpOptions.named(SctpOptions.LISTENER, name), value);
    }
  }

  @Override
  protected <T> T getChannelOption(SocketOption<T> name) throws IOException {
    return DescriptorOptions.has(name)
        ? DescriptorOptions.get(ofChannel, name)
        : channel().getOption(SctpOptions.named(SctpOptions.LISTENER, name));
  }

  @Override
  public String toString() {
    return transport() + ' ' + channel();
  }
}
