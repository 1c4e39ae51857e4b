package dev.sockeye.posix;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.SocketErrnoException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.function.IntFunction;

/** Makes the sockets of a kind. */
public final class NativeSockets {

  private NativeSockets() {}

  /**
   * Finds out, by trying, whether this host has a kind of socket.
   *
   * @param kind the kind
   * @return empty if it has; else why not and what to do about it
   */
  public static Optional<String> unavailable(Kind<?> kind) {
    int fd = Bindings.libc().socket(kind.family().number(), kind.type(), kind.protocol());
    if (fd >= 0) {
      Bindings.libc().close(fd);
      return Optional.empty();
    }
    Errno errno = Errno.ofNumber(-fd).orElse(Errno.EIO);
    return switch (errno) {
      case EAFNOSUPPORT, EPROTONOSUPPORT, ESOCKTNOSUPPORT, EPROTOTYPE ->
          Optional.of(
              "this system has no "
                  + kind.spec().type()
                  + " sockets of "
                  + kind.family().domain()
                  + " ("
                  + errno
                  + ")");
      case EPERM, EACCES ->
          Optional.of("this process may not open " + kind.scheme() + " sockets (" + errno + ")");
      default -> Optional.empty(); // Such as out of descriptors now: the call itself tells.
    };
  }

  /**
   * Opens an endpoint, {@code socket(2)}.
   *
   * @param <E> its shape
   * @param kind its kind
   * @return the endpoint
   * @throws IOException if the system refuses
   */
  public static <E extends Endpoint> E open(Kind<E> kind) throws IOException {
    return wrap(kind, DescriptorCalls.open(kind, !kind.isConnectionless()));
  }

  /**
   * Opens a listener, to be bound.
   *
   * @param <E> the shape of what it accepts
   * @param kind its kind
   * @return the listener
   * @throws IOException if the system refuses
   */
  public static <E extends Endpoint> Listener<E> listener(Kind<E> kind) throws IOException {
    return DescriptorCalls.made(
        DescriptorCalls.open(kind, true), fd -> new NativeListener<>(kind, fd));
  }

  /**
   * Opens two endpoints connected to each other, {@code socketpair(2)}.
   *
   * @param <E> their shape
   * @param kind their kind
   * @return the pair
   * @throws IOException if the system refuses
   */
  public static <E extends Endpoint> EndpointPair<E> pair(Kind<E> kind) throws IOException {
    int[] fds = DescriptorCalls.pair(kind);
    E first = DescriptorCalls.made(fds[1], other -> wrap(kind, fds[0])); // closes both if it fails
    E second = null;
    try {
      second = wrap(kind, fds[1]);
      NativeEndpoint<?> one = (NativeEndpoint<?>) first;
      NativeEndpoint<?> other = (NativeEndpoint<?>) second;
      one.hooks().connecting(one);
      other.hooks().connecting(other);
      one.adoptPeer(one.peerName());
      other.adoptPeer(other.peerName());
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
  static <E extends Endpoint> E ofAccepted(Kind<E> kind, int fd) throws IOException {
    E endpoint = wrap(kind, fd);
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
   * Makes an endpoint of a descriptor that came from elsewhere. Its flags stay as they are, since
   * others share them.
   *
   * @param <E> its shape
   * @param kind its kind
   * @param fd the descriptor, connected unless it is connectionless; owned by the endpoint, also
   *     when this fails
   * @return the endpoint
   * @throws IOException if it is not connected
   */
  public static <E extends Endpoint> E ofDescriptor(Kind<E> kind, int fd) throws IOException {
    E endpoint = wrap(kind, fd);
    try {
      ((NativeEndpoint<?>) endpoint).share();
      adoptPeer((NativeEndpoint<?>) endpoint);
      return endpoint;
    } catch (IOException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  /**
   * Makes a listener of a descriptor that came from elsewhere. It is non-blocking from now on, for
   * all that share it.
   *
   * @param <E> the shape of what it accepts
   * @param kind its kind
   * @param fd the descriptor, which listens; owned by the listener, also when this fails
   * @return the listener
   * @throws IOException if the system refuses
   */
  public static <E extends Endpoint> Listener<E> ofListening(Kind<E> kind, int fd)
      throws IOException {
    NativeListener<E> listener = DescriptorCalls.made(fd, own -> new NativeListener<>(kind, own));
    try {
      listener.control("fcntl", null, DescriptorCalls::makeNonBlocking);
      listener.boundBefore();
      return listener;
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  /** One without connections may have none. */
  private static void adoptPeer(NativeEndpoint<?> socket) throws IOException {
    if (socket.isConnectionless() && !tellsPeer(socket)) {
      return;
    }
    try {
      socket.adoptPeer(socket.peerName());
    } catch (SocketErrnoException e) {
      boolean none = e.errno() == Errno.ENOTCONN || e.errno() == Errno.EOPNOTSUPP;
      if (!none || !socket.isConnectionless()) {
        throw e;
      }
    }
  }

  /** Whether such sockets have peers to be asked for: those of CAN and AF_PACKET have none. */
  private static boolean tellsPeer(NativeEndpoint<?> socket) throws IOException {
    Memory name = Memory.allocate(8); // a length of 0, and no room
    int errno =
        socket.tryControl(fd -> Bindings.libc().getpeername(fd, name.address + 4, name.address));
    return errno != Errno.EOPNOTSUPP.number();
  }

  private static <E extends Endpoint> E wrap(Kind<E> kind, int descriptor) {
    return DescriptorCalls.made(descriptor, new Maker<>(kind));
  }

  private record Maker<E extends Endpoint>(Kind<E> kind) implements IntFunction<E> {
    @Override
    public E apply(int fd) {
      return kind.spec()
          .shape()
          .cast(
              kind.isStream()
                  ? new NativeStreamEndpoint(kind.asStream(), fd)
                  : new NativeMessageEndpoint(kind.asMessages(), fd));
    }
  }
}
