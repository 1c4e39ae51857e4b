package dev.sockeye.posix;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.OpenSocket;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.NetworkChannel;

/** A descriptor of an open socket, to be made an endpoint or a listener of, or to be closed. */
public final class OpenDescriptor implements OpenSocket, Closeable {

  private static final int NAME_SIZE = 128; // of struct sockaddr_storage

  private final SocketInfo info;
  private int fd; // -1 once it is taken

  private OpenDescriptor(int fd, SocketInfo info) {
    this.fd = fd;
    this.info = info;
  }

  /**
   * Duplicates a descriptor, {@code dup(2)}.
   *
   * @param fd the descriptor
   * @return the owner of the duplicate
   * @throws IOException with EBADF if it is not open, with ENOTSOCK if it is no socket
   */
  public static OpenDescriptor duplicate(int fd) throws IOException {
    SocketInfo info = SocketInfo.of(fd);
    return new OpenDescriptor(DescriptorCalls.duplicate(fd), info);
  }

  /**
   * Accepts a connection, {@code accept(2)}, of a listener that is non-blocking.
   *
   * @return the owner of it, closed on exec; {@code null} if nobody waits
   * @throws IOException if the system refuses
   */
  public OpenDescriptor accept() throws IOException {
    int accepted;
    do {
      accepted = DescriptorCalls.accept(fd);
    } while (accepted == -Errno.EINTR.number() || accepted == -Errno.ECONNABORTED.number());
    if (accepted == -Errno.EAGAIN.number()) {
      return null;
    } else if (accepted < 0) {
      throw DescriptorCalls.failure("accept", accepted);
    }
    return new OpenDescriptor(accepted, SocketInfo.of(accepted));
  }

  /**
   * What it is.
   *
   * @return as the system tells
   */
  public SocketInfo info() {
    return info;
  }

  /**
   * Makes an endpoint of it.
   *
   * @param <E> its shape
   * @param spec what it is
   * @return the endpoint
   * @throws IOException with ENOTCONN if it is not connected and has to be
   */
  public <E extends Endpoint> E endpoint(SocketSpec<E> spec) throws IOException {
    return Adopters.of(spec).adopt(spec, this);
  }

  /**
   * Makes a listener of it.
   *
   * @param <E> the shape of what it accepts
   * @param spec what it is
   * @return the listener
   * @throws IOException if the system refuses
   */
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    return Adopters.of(spec).adoptListener(spec, this);
  }

  @Override
  public int takeDescriptor() {
    int taken = fd;
    fd = -1;
    return taken;
  }

  @Override
  public <C extends NetworkChannel> C takeChannel(Class<C> type) throws IOException {
    C channel = type.cast(AdoptedChannels.over(this, type));
    close();
    return channel;
  }

  int number() {
    return fd;
  }

  @Override
  public SocketAddress localAddress() throws IOException {
    return inet(name("getsockname", Bindings.libc()::getsockname));
  }

  @Override
  public SocketAddress remoteAddress() throws IOException {
    try {
      return inet(name("getpeername", Bindings.libc()::getpeername));
    } catch (SocketErrnoException e) {
      if (e.errno() == Errno.ENOTCONN || e.errno() == Errno.EINVAL) {
        return null;
      }
      throw e;
    }
  }

  /**
   * Tells whether it is connected.
   *
   * @return whether it has a peer
   * @throws IOException if the system refuses
   */
  public boolean isConnected() throws IOException {
    try {
      name("getpeername", Bindings.libc()::getpeername);
      return true;
    } catch (SocketErrnoException e) {
      if (e.errno() == Errno.ENOTCONN
          || e.errno() == Errno.EINVAL
          || e.errno() == Errno.EOPNOTSUPP) { // of sockets that have no peer
        return false;
      }
      throw e;
    }
  }

  /** The {@code AF_} number of a socket where there is no option that tells. */
  static int family(int fd) throws IOException {
    OpenDescriptor unowned = new OpenDescriptor(fd, null);
    return Abi.CURRENT.family(unowned.name("getsockname", Bindings.libc()::getsockname).bytes, 0);
  }

  /** {@code getsockname(2)} or {@code getpeername(2)}. */
  @FunctionalInterface
  private interface NameCall {
    int make(int fd, long address, long length);
  }

  private Memory name(String operation, NameCall call) throws IOException {
    Memory name = Memory.allocate(NAME_SIZE + 4).putInt(NAME_SIZE, NAME_SIZE);
    int result = call.make(fd, name.address, name.address + NAME_SIZE);
    if (result < 0) {
      throw DescriptorCalls.failure(operation, result);
    }
    return name;
  }

  /** Only the Internet's addresses are asked for: native sockets ask for theirs themselves. */
  private static SocketAddress inet(Memory name) {
    return InetCodec.OF_INET6.read(name.bytes, 0, name.getInt(NAME_SIZE));
  }

  /** Closes it, unless it was taken. */
  @Override
  public void close() {
    if (fd >= 0) {
      Bindings.libc().close(takeDescriptor());
    }
  }
}
