package dev.sockeye.unix;

import dev.sockeye.EndpointOptions;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.nio.NioStreamListener;
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
final class PathListener extends NioStreamListener implements SocketFile.Owner {

  /** Those that a listener has and an endpoint has not. */
  static final Set<SocketOption<?>> OPTIONS = Set.of(EndpointOptions.BACKLOG, Unix.ALLOW_UID);

  private final SocketFile file = new SocketFile();
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
    } else if (file.isMade()) {
      throw new AlreadyBoundException();
    }
    PathSocket.checkBind(local, file);
    file.bind(local, () -> super.bindChannel(local, backlog));
    if (!file.isMade()) {
      file.adopt(getLocalAddress()); // which the system chose
    }
    file.removeIfClosed(channel());
  }

  /** The accepted channel; {@code null}, closed, if its peer is a stranger. */
  @Override
  protected StreamEndpoint wrap(SocketChannel accepted) throws IOException {
    UserIds users = allowed;
    if (users != null && !isOneOf(accepted, users)) {
      accepted.close();
      return null;
    }
    return new PathStreamEndpoint(accepted);
  }

  private static boolean isOneOf(SocketChannel accepted, UserIds users) throws IOException {
    Credentials peer =
        PeerOfChannel.ask(accepted, Unix.PEER_CREDENTIALS, PeerOption.of(Unix.PEER_CREDENTIALS));
    return peer != null && users.contains(peer.uid());
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
    options.add(Unix.ALLOW_UID);
    options.addAll(PathSocket.OPTIONS);
    return options;
  }

  @Override
  protected <T> void setChannelOption(SocketOption<T> name, T value) throws IOException {
    if (name.equals(Unix.ALLOW_UID)) {
      PeerOfChannel.requireNative(name);
      allowed = (UserIds) Objects.requireNonNull(value, "users");
    } else if (PathSocket.OPTIONS.contains(name)) {
      PathSocket.set(file, name, value);
    } else {
      super.setChannelOption(name, value);
    }
  }

  @Override
  protected <T> T getChannelOption(SocketOption<T> name) throws IOException {
    if (name.equals(Unix.ALLOW_UID)) {
      return name.type().cast(allowed);
    }
    return PathSocket.OPTIONS.contains(name)
        ? PathSocket.get(file, name)
        : super.getChannelOption(name);
  }
}
