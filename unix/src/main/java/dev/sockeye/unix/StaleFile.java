package dev.sockeye.unix;

import dev.sockeye.Errno;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.DescriptorCalls;
import dev.sockeye.posix.Memory;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A socket file in the way of a bind. One that nobody serves is replaced, whatever was the type of
 * its socket; no other file is ever touched.
 *
 * <p>Whoever replaces one holds the lock of its folder from the look at it until it is replaced: of
 * several that start over the same file one wins, and the others find it alive.
 */
final class StaleFile {

  private static final int S_IFMT = 0170000;
  private static final int S_IFSOCK = 0140000;

  /** Others may bind, and be gone again, meanwhile: in the end they win, or we do. */
  private static final int ATTEMPTS = 5;

  private StaleFile() {}

  static void bindOver(UnixDomainSocketAddress address, SocketFile.Binder binder)
      throws IOException {
    if (tryBind(binder) == null) {
      return;
    }
    Path path = address.getPath().toAbsolutePath();
    FolderLock.holding(path.getParent(), () -> replace(address, path, binder));
  }

  private static void replace(UnixDomainSocketAddress address, Path path, SocketFile.Binder binder)
      throws IOException {
    IOException inUse = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      removeStale(address, path);
      inUse = tryBind(binder);
      if (inUse == null) {
        return;
      }
    }
    throw inUse;
  }

  /** Gives {@code null} once bound, or why there is something in the way. */
  private static IOException tryBind(SocketFile.Binder binder) throws IOException {
    try {
      binder.bind();
      return null;
    } catch (IOException e) {
      if (Errno.of(e).orElse(null) == Errno.EADDRINUSE) {
        return e;
      }
      throw e;
    }
  }

  /** Removes a socket file that nobody serves; complains of any other. */
  private static void removeStale(UnixDomainSocketAddress address, Path path) throws IOException {
    try {
      if (!isSocket(path)) {
        throw inUse("a file that is no socket is there, and stays");
      } else if (isAlive(address)) {
        throw inUse("Address already in use");
      }
      Files.delete(path);
    } catch (NoSuchFileException e) {
      // Gone meanwhile.
    } catch (FileSystemException e) {
      throw inUse("nobody serves the socket file there, which cannot be replaced: " + reason(e));
    }
  }

  private static String reason(FileSystemException e) {
    return e instanceof AccessDeniedException ? Errno.EACCES.text() : e.getReason();
  }

  private static BindException inUse(String reason) {
    return new BindException(reason + " (EADDRINUSE)");
  }

  private static boolean isSocket(Path path) throws IOException {
    int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & S_IFMT) == S_IFSOCK;
  }

  /**
   * Tells whether a socket serves the file, by connecting to it. A datagram socket cannot connect
   * to the other types, so that they notice nothing; without native sockets a stream has to do,
   * which a listener may see come and go.
   */
  private static boolean isAlive(UnixDomainSocketAddress address) throws IOException {
    if (Bindings.unavailable().isEmpty()) {
      return NativeProbe.isAlive(address);
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.configureBlocking(false);
      channel.connect(address);
      return true;
    } catch (IOException e) {
      return !isNobodyThere(Errno.of(e).orElse(null));
    }
  }

  /** Nobody serves the file, or it is gone meanwhile. */
  private static boolean isNobodyThere(Errno errno) {
    return errno == Errno.ECONNREFUSED || errno == Errno.ENOENT;
  }

  /** Apart, so that this class can be used without the native ones. */
  private static final class NativeProbe {
    static boolean isAlive(UnixDomainSocketAddress address) throws IOException {
      Memory memory = Memory.allocate(UnixAddresses.SOCKADDR_SIZE * 8);
      int fd = DescriptorCalls.open(UnixKinds.DATAGRAM, true);
      try {
        int length = UnixAddresses.write(address, memory.bytes, 0);
        int result = Bindings.libc().connect(fd, memory.address, length);
        return result == 0 || !isNobodyThere(Errno.ofNumber(-result).orElse(null));
      } finally {
        Bindings.libc().close(fd);
        Reference.reachabilityFence(memory);
      }
    }
  }
}
