package dev.sockeye.unix;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.Errno;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketAddress;

/** Makes the native endpoint that a specification stands for. */
final class NativeEndpoints {

  private NativeEndpoints() {}

  static <E extends Endpoint> E open(SocketSpec<E> spec) throws IOException {
    return wrap(spec, Sockets.open(spec, !spec.equals(Unix.DATAGRAM)));
  }

  static <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    int[] fds = Sockets.pair(spec);
    E first = Sockets.made(fds[1], other -> wrap(spec, fds[0])); // closes both if it fails
    E second = null;
    try {
      second = wrap(spec, fds[1]);
      ((NativeEndpoint<?>) first).connecting();
      ((NativeEndpoint<?>) second).connecting();
      ((NativeEndpoint<?>) first).adoptPeer(((NativeEndpoint<?>) first).peerName());
      ((NativeEndpoint<?>) second).adoptPeer(((NativeEndpoint<?>) second).peerName());
      return new EndpointPair<>(first, second);
    } catch (IOException | RuntimeException | Error e) {
      first.close();
      if (second != null) {
        second.close();
      }
      throw e;
    }
  }

  /** Of an accepted connection; owns the descriptor also when this fails. */
  static <E extends Endpoint> E ofAccepted(SocketSpec<E> spec, int fd) throws IOException {
    E endpoint = wrap(spec, fd);
    NativeEndpoint<?> socket = (NativeEndpoint<?>) endpoint;
    try {
      socket.adoptPeer(nameOfPeer(socket));
      return endpoint;
    } catch (IOException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  /** A peer that is gone already has no name on BSDs; what it sent can be read all the same. */
  private static SocketAddress nameOfPeer(NativeEndpoint<?> accepted) throws IOException {
    try {
      return accepted.peerName();
    } catch (SocketErrnoException e) {
      if (e.errno() == Errno.ENOTCONN || e.errno() == Errno.EINVAL) {
        return null;
      }
      throw e;
    }
  }

  /**
   * Of a descriptor that came along with a message; owns it also when this fails. Its flags stay as
   * they are, since others share them.
   */
  static <E extends Endpoint> E ofDescriptor(SocketSpec<E> spec, int fd) throws IOException {
    E endpoint = wrap(spec, fd);
    try {
      adoptPeer((NativeEndpoint<?>) endpoint);
      return endpoint;
    } catch (IOException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  /** A datagram socket may have none. */
  private static void adoptPeer(NativeEndpoint<?> socket) throws IOException {
    try {
      socket.adoptPeer(socket.peerName());
    } catch (SocketErrnoException e) {
      if (e.errno() != Errno.ENOTCONN || !socket.isDatagram()) {
        throw e;
      }
    }
  }

  private static <E extends Endpoint> E wrap(SocketSpec<E> spec, int descriptor) {
    return Sockets.made(
        descriptor,
        fd ->
            spec.shape()
                .cast(
                    spec.equals(Unix.STREAM)
                        ? new NativeStreamEndpoint(fd)
                        : new NativeMessageEndpoint(Unix.messages(spec), fd)));
  }
}
