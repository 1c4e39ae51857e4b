package dev.sockeye.unix;

import dev.sockeye.AncillaryStream;
import dev.sockeye.Peekable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.nio.NioStreamEndpoint;
import dev.sockeye.posix.AddressCodec;
import dev.sockeye.posix.ChannelAddresses;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** A stream with path names: the JDK's channel. */
final class PathStreamEndpoint extends NioStreamEndpoint
    implements SocketFile.Owner, ChannelAddresses {

  private final SocketFile file = new SocketFile();
  private volatile Credentials peer; // null until somebody asked for them

  PathStreamEndpoint(SocketChannel channel) {
    super(Unix.STREAM, "unix", channel);
  }

  static PathStreamEndpoint open() throws IOException {
    return new PathStreamEndpoint(SocketChannel.open(StandardProtocolFamily.UNIX));
  }

  @Override
  public StreamEndpoint bind(SocketAddress local) throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    } else if (file.isMade()) {
      throw new AlreadyBoundException();
    }
    PathSocket.checkBind(local, file);
    try {
      file.bind(local, () -> channel().bind(local));
      file.removeIfClosed(channel());
      return this;
    } catch (IOException e) {
      throw SocketFailure.describe("bind", transport(), local, null, e);
    }
  }

  @Override
  public boolean connect(SocketAddress peer) throws IOException {
    PathSocket.check("connect", Objects.requireNonNull(peer, "remote"));
    return super.connect(peer);
  }

  @Override
  public AddressCodec channelAddresses() {
    return UnixAddresses.CODEC;
  }

  @Override
  public void close() throws IOException {
    file.close();
    super.close();
    file.close(); // which a bind made meanwhile, when it still found this open
  }

  @Override
  public SocketFile file() {
    return file;
  }

  @Override
  protected Set<SocketOption<?>> channelOptions() {
    Set<SocketOption<?>> options = new HashSet<>(super.channelOptions());
    options.addAll(PeerOption.present());
    options.addAll(PathSocket.OPTIONS);
    return options;
  }

  @Override
  protected <T> void setChannelOption(SocketOption<T> name, T value) throws IOException {
    if (PeerOption.ALL.containsKey(name)) {
      throw new UnsupportedOperationException(name + " can only be read");
    } else if (PathSocket.OPTIONS.contains(name)) {
      PathSocket.set(file, name, value);
    } else {
      super.setChannelOption(name, value);
    }
  }

  @Override
  protected <T> T getChannelOption(SocketOption<T> name) throws IOException {
    if (name.equals(Unix.PEER_CREDENTIALS)) {
      return name.type().cast(peerCredentials());
    } else if (PeerOption.ALL.containsKey(name)) {
      return isConnected() ? ofPeer(name) : null;
    }
    return PathSocket.OPTIONS.contains(name)
        ? PathSocket.get(file, name)
        : super.getChannelOption(name);
  }

  /** They stay what they were when the connection was made. */
  private Credentials peerCredentials() throws IOException {
    if (peer == null && isConnected()) {
      peer = ofPeer(Unix.PEER_CREDENTIALS);
    }
    return isConnected() ? peer : null;
  }

  private <T> T ofPeer(SocketOption<T> name) throws IOException {
    return PeerOfChannel.ask(channel(), name, PeerOption.of(name));
  }

  @Override
  protected String advice(Class<?> type) {
    return type == AncillaryStream.class || type == Peekable.class
        ? ": open it with ?SO_PASSRIGHTS=true, or by network.socket(Unix.STREAM)"
        : "";
  }
}
