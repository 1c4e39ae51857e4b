package dev.sockeye.posix;

import dev.sockeye.Errno;
import dev.sockeye.SocketErrnoException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.function.IntFunction;

/** Calls on bare descriptors: {@code socket(2)}, {@code socketpair(2)}, and what to ask of one. */
public final class DescriptorCalls {

  private DescriptorCalls() {}

  /**
   * Opens a socket.
   *
   * @param kind its kind
   * @param nonBlocking to be {@linkplain #makeBlocking undone}
   * @return the descriptor
   * @throws IOException if the system refuses
   */
  public static int open(Kind<?> kind, boolean nonBlocking) throws IOException {
    int flags = Abi.isLinux() && nonBlocking ? Abi.SOCK_NONBLOCK : 0;
    Family family = kind.family();
    int fd =
        open(
            kind.scheme(),
            family.number(),
            kind.type() | flags,
            kind.protocol(),
            family.addresses());
    return prepared(fd, nonBlocking);
  }

  /** As {@code socket(2)} opens it, but closed on exec where a flag says so. */
  static int open(String scheme, int family, int type, int protocol, AddressCodec addresses)
      throws IOException {
    int flags = Abi.isLinux() ? Abi.SOCK_CLOEXEC : 0;
    int fd = Bindings.libc().socket(family, type | flags, protocol);
    if (fd < 0) {
      throw failure("socket " + scheme, fd);
    }
    int result = addresses.prepare(fd);
    if (result < 0) {
      Bindings.libc().close(fd);
      throw failure("setsockopt " + scheme, result);
    }
    return fd;
  }

  static int[] pair(Kind<?> kind) throws IOException {
    Memory memory = Memory.allocate(8);
    int flags = Abi.isLinux() ? Abi.SOCK_CLOEXEC : 0;
    int result =
        Bindings.libc()
            .socketpair(
                kind.family().number(), kind.type() | flags, kind.protocol(), memory.address);
    if (result < 0) {
      throw failure("socketpair " + kind.scheme(), result);
    }
    return new int[] {prepared(memory.getInt(0), false), prepared(memory.getInt(4), false)};
  }

  /**
   * Makes a socket of a descriptor, which is closed if that fails, as for want of memory.
   *
   * @param <S> what is made
   * @param fd the descriptor
   * @param maker makes it
   * @return it
   */
  public static <S> S made(int fd, IntFunction<S> maker) {
    S made = null;
    try {
      made = maker.apply(fd);
      return made;
    } finally {
      if (made == null) {
        Bindings.libc().close(fd);
      }
    }
  }

  /** {@code accept(2)} of a non-blocking listener; gives the descriptor or the negated errno. */
  static int accept(int listener) {
    if (Abi.isLinux()) {
      return Bindings.libc().accept4(listener, 0, 0, Abi.SOCK_CLOEXEC);
    }
    int fd = Bindings.libc().accept(listener, 0, 0);
    return fd < 0 ? fd : prepared(fd, false);
  }

  /**
   * Does what Linux does by flags of the calls that make a descriptor and send. On BSDs an accepted
   * one has the listener's O_NONBLOCK.
   */
  private static int prepared(int fd, boolean nonBlocking) {
    if (!Abi.isLinux()) {
      closeOnExec(fd);
      Bindings.libc().fcntl(fd, Abi.F_SETFL, nonBlocking ? Abi.CURRENT.nonBlock() : 0);
      Memory on = Memory.allocate(4).putInt(0, 1);
      int level = Abi.CURRENT.solSocket();
      try {
        Bindings.libc().setsockopt(fd, level, Abi.SO_NOSIGPIPE, on.address, 4);
      } finally {
        Reference.reachabilityFence(on);
      }
    }
    return fd;
  }

  /**
   * Has a descriptor closed by {@code execve(2)}. Nothing on Linux, where it has been done by
   * whatever made the descriptor.
   *
   * @param fd the descriptor
   */
  public static void closeOnExec(int fd) {
    if (!Abi.isLinux()) {
      Bindings.libc().fcntl(fd, Abi.F_SETFD, Abi.FD_CLOEXEC);
    }
  }

  /** Takes O_NONBLOCK away, which {@link #open} may have set. */
  static int makeBlocking(int fd) {
    return Bindings.libc().fcntl(fd, Abi.F_SETFL, Abi.O_RDWR);
  }

  /** Sets O_NONBLOCK, of a socket. */
  static int makeNonBlocking(int fd) {
    return Bindings.libc().fcntl(fd, Abi.F_SETFL, Abi.O_RDWR | Abi.CURRENT.nonBlock());
  }

  /**
   * Duplicates a descriptor, {@code dup(2)}, closed on exec.
   *
   * @param fd the descriptor
   * @return another of the same file
   * @throws IOException if the system refuses
   */
  public static int duplicate(int fd) throws IOException {
    int own = Bindings.libc().fcntl(fd, Abi.CURRENT.dupCloseOnExec(), 0);
    if (own < 0) {
      throw failure("dup", own);
    }
    return own;
  }

  /**
   * Where the file of a descriptor is, for calls that want a path.
   *
   * @param fd the descriptor
   * @return the path
   */
  public static Path path(int fd) {
    return Path.of((Abi.isLinux() ? "/proc/self/fd/" : "/dev/fd/") + fd);
  }

  /**
   * Reads an option of level {@code SOL_SOCKET} that is an {@code int}.
   *
   * @param fd the descriptor
   * @param option its number
   * @param value takes it
   * @return 0, or the negated error number
   */
  public static int getInt(int fd, int option, int[] value) {
    return getInt(fd, Abi.CURRENT.solSocket(), option, value);
  }

  static int getInt(int fd, int level, int option, int[] value) {
    Memory memory = Memory.allocate(8).putInt(4, 4);
    int result = Bindings.libc().getsockopt(fd, level, option, memory.address, memory.address + 4);
    value[0] = memory.getInt(0);
    return result;
  }

  /**
   * Makes an exception of what a call gave.
   *
   * @param operation what was called
   * @param result the negated error number
   * @return the exception
   */
  public static IOException failure(String operation, int result) {
    return Errno.ofNumber(-result)
        .<IOException>map(
            known ->
                new SocketErrnoException(
                    operation + ": " + known.text() + " (" + known + ")", known))
        .orElseGet(() -> new SocketException(operation + ": errno " + -result));
  }

  /** Why a call failed, for the socket to say what it did and where. */
  static SocketException refusal(int result) {
    return new SocketException(Errno.ofNumber(-result).map(Errno::text).orElse("errno " + -result));
  }
}
