package dev.sockeye.unix;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.Adopters;
import dev.sockeye.posix.OpenDescriptor;
import dev.sockeye.posix.SocketInfo;
import java.io.IOException;

/** What is made of descriptors that are sockets; each has a duplicate of its own. */
final class OpenSockets {

  private OpenSockets() {}

  static SocketSpec<?> spec(int fd) throws IOException {
    SocketInfo info = info(fd);
    return Adopters.spec(info)
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "no transport present takes over open sockets " + info));
  }

  static boolean listens(int fd) throws IOException {
    return info(fd).listens();
  }

  static <E extends Endpoint> E endpoint(int fd, SocketSpec<E> spec) throws IOException {
    if (require(fd, spec).listens()) {
      throw new IllegalArgumentException("the descriptor is a listener: use listener");
    }
    try (OpenDescriptor socket = OpenDescriptor.duplicate(fd)) {
      return socket.endpoint(spec);
    }
  }

  static <E extends Endpoint> Listener<E> listener(int fd, SocketSpec<E> spec) throws IOException {
    if (!require(fd, spec).listens()) {
      throw new IllegalArgumentException("the descriptor does not listen: use endpoint");
    }
    try (OpenDescriptor socket = OpenDescriptor.duplicate(fd)) {
      return socket.listener(spec);
    }
  }

  private static SocketInfo require(int fd, SocketSpec<?> spec) throws IOException {
    SocketInfo info = info(fd);
    if (!info.is(spec)) {
      throw new IllegalArgumentException("the descriptor is no socket " + spec + ": it is " + info);
    }
    return info;
  }

  private static SocketInfo info(int fd) throws IOException {
    try {
      return SocketInfo.of(fd);
    } catch (SocketErrnoException e) {
      if (e.errno() == Errno.ENOTSOCK) {
        throw new IllegalArgumentException("the descriptor is no socket: use channel", e);
      }
      throw e;
    }
  }
}
