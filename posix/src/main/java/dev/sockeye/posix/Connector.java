package dev.sockeye.posix;

import dev.sockeye.Errno;
import java.nio.channels.SelectionKey;

/**
 * How a socket connects, a step for each call: {@code connect(2)} on a non-blocking socket, which
 * is EINPROGRESS; the socket is writable once it is decided, and {@code SO_ERROR} then tells how.
 */
class Connector implements NativeChannel.Call, NativeChannel.ControlCall {

  private static final int EAGAIN = Errno.EAGAIN.number();
  private static final int EINPROGRESS = Errno.EINPROGRESS.number();

  private final Pollfd pollfd = new Pollfd();
  private final int[] error = new int[1];
  private boolean begun;

  /** To be called before the first step. */
  void begin() {
    begun = false;
  }

  /** Gives 0 once connected, minus EAGAIN while it is not decided, or what it failed with. */
  @Override
  public long make(int fd, long address, long length, int flags) {
    if (begun) {
      return outcome(fd);
    }
    int result = Bindings.libc().connect(fd, address, (int) length);
    begun = result == -EINPROGRESS;
    return begun ? -EAGAIN : result;
  }

  private int outcome(int fd) {
    if (pollfd.poll(fd, Abi.POLLOUT, 0) == 0) {
      return -EAGAIN;
    }
    int result = DescriptorCalls.getInt(fd, Abi.CURRENT.soError(), error);
    return result < 0 ? result : -error[0];
  }

  /** The end, once connected: the socket, opened non-blocking to connect, blocks from now on. */
  @Override
  public final int make(int fd) {
    return DescriptorCalls.makeBlocking(fd);
  }

  /** Whether the next step has to be tried after a while since the system does not tell when. */
  boolean needsBackoff() {
    return false;
  }

  /**
   * What a socket that is connecting is ready for.
   *
   * @param ops what it would be, were it connected
   */
  int readyOps(int ops) {
    return (ops & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) == 0
        ? 0
        : SelectionKey.OP_CONNECT;
  }
}
