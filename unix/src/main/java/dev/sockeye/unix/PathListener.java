package dev.sockeye.unix;

import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.NioStreamListener;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** The passive side of streams with path names: the JDK's channel. */
final class PathListener extends NioStreamListener {

  private volatile SocketFile file; // null unless bound
  private volatile UserIds allowed;

  private PathListener(ServerSocketChannel channel) {
    super(Unix.STREAM, "unix", channel);
  }

  static PathListener open() throws IOException {
    return new PathListener(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
  }

  @Override
  protected void bindChannel(SocketAddress local, int backlog) throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    } else if (file != null) {
      throw new AlreadyBoundException();
    }
    SocketFile made = SocketFile.bind(local, "", () -> super.bindChannel(local, backlog));
    file = made == null ? SocketFile.of(getLocalAddress()) : made;
    SocketFile.removeIfClosed(file, channel());
  }

  /** The accepted channel; {@code null}, closed, if its peer is a stranger. */
  @Override
  protected StreamEndpoint wrap(SocketChannel accepted) throws IOException {
    UserIds users = allowed;
    if (users != null && !PeerOfChannel.isOneOf(accepted, users)) {
      accepted.close();
      return null;
    }
    return new PathStreamEndpoint(accepted);
  }

  /** A stranger who was sent away is no reason to return. */
  @Override
  public StreamEndpoint accept() throws IOException {
    StreamEndpoint accepted;
    do {
      accepted = super.accept();
    } while (accepted == null && isBlocking());
    return accepted;
  }

  @Override
  protected StreamEndpoint openEndpoint() throws IOException {
    return PathStreamEndpoint.open();
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
    options.add(Unix.ALLOW_UID);
    return options;
  }

  @Override
  protected <T> void setChannelOption(SocketOption<T> name, T value) throws IOException {
    if (name.equals(Unix.ALLOW_UID)) {
      allowed = (UserIds) Objects.requireNonNull(value, "users");
    } else {
      super.setChannelOption(name, value);
    }
  }

  @Override
  protected <T> T getChannelOption(SocketOption<T> name) throws IOException {
    return name.equals(Unix.ALLOW_UID) ? name.type().cast(allowed) : super.getChannelOption(name);
  }
}
