package dev.sockeye.unix;

import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.NioStreamEndpoint;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;

/** A stream with path names: the JDK's channel. */
final class PathStreamEndpoint extends NioStreamEndpoint {

  private volatile SocketFile file; // null unless bound by this

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
    } else if (file != null) {
      throw new AlreadyBoundException();
    }
    try {
      file = SocketFile.bind(local, "", () -> channel().bind(local));
      SocketFile.removeIfClosed(file, channel());
      return this;
    } catch (IOException e) {
      throw SocketFailure.describe("bind", transport(), local, null, e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      removeFile();
    } finally {
      super.close();
    }
    removeFile(); // which a bind made meanwhile, when it still found this open
  }

  private void removeFile() throws IOException {
    SocketFile made = file;
    if (made != null) {
      made.remove();
    }
  }

  @Override
  protected Set<SocketOption<?>> channelOptions() {
    Set<SocketOption<?>> options = new HashSet<>(super.channelOptions());
    options.add(Unix.PEER_CREDENTIALS);
    return options;
  }

  @Override
  protected <T> void setChannelOption(SocketOption<T> name, T value) throws IOException {
    if (name.equals(Unix.PEER_CREDENTIALS)) {
      throw new UnsupportedOperationException(name + " can only be read");
    }
    super.setChannelOption(name, value);
  }

  @Override
  protected <T> T getChannelOption(SocketOption<T> name) throws IOException {
    return name.equals(Unix.PEER_CREDENTIALS)
        ? name.type().cast(isConnected() ? PeerOfChannel.credentials(channel()) : null)
        : super.getChannelOption(name);
  }
}
