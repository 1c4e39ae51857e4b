package dev.sockeye.unix;

import dev.sockeye.Endpoint;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.Hooks;
import dev.sockeye.posix.NativeEndpoint;
import dev.sockeye.posix.NativeSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;

/** What a native socket of the UNIX domain has besides: a file, its permissions, and guests. */
class UnixHooks implements Hooks {

  private final SocketFile file = new SocketFile();
  private volatile UserIds allowed;

  /** Whether the socket is told of senders for its own sake. */
  boolean needsCredentials() {
    return false;
  }

  static UnixHooks of(NativeSocket<?> socket) {
    return (UnixHooks) socket.hooks();
  }

  static String checkMode(Object value) {
    String text = (String) Objects.requireNonNull(value, "MODE");
    if (!text.matches("0?[0-7]{1,3}|")) {
      throw new IllegalArgumentException("write permissions as octal digits, such as 0600");
    }
    return text;
  }

  SocketFile file() {
    return file;
  }

  /** Who may connect; {@code null} for anybody. */
  UserIds allowed() {
    return allowed;
  }

  void allow(UserIds users) {
    allowed = Objects.requireNonNull(users, "users");
  }

  @Override
  public void bind(NativeSocket<?> socket, SocketAddress local, Binder binder, Binder then)
      throws IOException {
    String mode = file.mode();
    int permissions = mode.isEmpty() ? -1 : Integer.parseInt(mode, 8);
    boolean done = false;
    try {
      restrict(socket, local, permissions);
      file.bind(local, binder::bind);
      if (permissions >= 0) {
        file.allow(permissions);
      }
      then.bind();
      done = true;
    } finally {
      if (!done) {
        file.remove();
      }
    }
  }

  /** What the socket does not allow before it is bound its file does not allow either. */
  private static void restrict(NativeSocket<?> socket, SocketAddress local, int mode)
      throws IOException {
    if (mode >= 0) {
      UnixAddresses.requireFile(local);
      requireModes();
      socket.control("fchmod", null, fd -> Bindings.libc().fchmod(fd, mode));
    }
  }

  /** BSDs refuse to change the mode of a socket, and after the bind would be too late. */
  private static void requireModes() {
    if (!Abi.isLinux()) {
      throw new UnsupportedOperationException(
          "only on Linux has a socket file its MODE from the first instant: bind in a folder that"
              + " only those may enter who may connect");
    }
  }

  @Override
  public void bound(NativeSocket<?> socket) throws IOException {
    file.removeIfClosed(socket);
  }

  @Override
  public boolean admits(NativeEndpoint<? extends Endpoint> accepted) throws IOException {
    UserIds users = allowed;
    if (users == null) {
      return true;
    }
    Credentials peer = accepted.getOption(Unix.PEER_CREDENTIALS);
    return peer != null && users.contains(peer.uid());
  }

  @Override
  public boolean hasUnread(SocketAddress receiver) {
    return SocketDiagnostics.hasUnread(receiver);
  }

  @Override
  public void closing() {
    file.close();
  }
}
