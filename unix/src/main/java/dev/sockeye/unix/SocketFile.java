package dev.sockeye.unix;

import dev.sockeye.Errno;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The file of a bound socket: made by it, and removed by it if it still is the same. */
final class SocketFile {

  private static final int S_IFMT = 0170000;
  private static final int S_IFSOCK = 0140000;

  /** A stale file may be replaced by others at the same time: they win, or we do in the end. */
  private static final int ATTEMPTS = 5;

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final Path path;
  private final Object key;
  private final AtomicBoolean removed = new AtomicBoolean();

  private SocketFile(Path path, Object key) {
    this.path = path;
    this.key = key;
  }

  /** {@code bind(2)}. */
  @FunctionalInterface
  interface Binder {
    void bind() throws IOException;
  }

  /**
   * Binds to an address, and replaces a socket file that nobody serves.
   *
   * @param mode octal permissions, empty for those that the umask leaves; the binder must see to it
   *     that the file never has more
   * @return the file; {@code null} if the address is no path
   */
  static SocketFile bind(SocketAddress address, String mode, Binder binder) throws IOException {
    if (!UnixAddresses.isPath(address)) {
      binder.bind();
      return null;
    }
    Path path = ((UnixDomainSocketAddress) address).getPath().toAbsolutePath();
    bindOver((UnixDomainSocketAddress) address, path, binder);
    SocketFile file = new SocketFile(path, keyOf(path));
    try {
      if (!mode.isEmpty()) {
        Files.setPosixFilePermissions(path, permissions(NativeOptions.bits(mode)));
      }
      return file;
    } catch (IOException | RuntimeException e) {
      file.remove();
      throw e;
    }
  }

  /** The file that a binding to an address of the system's choice made. */
  static SocketFile of(SocketAddress address) throws IOException {
    if (!UnixAddresses.isPath(address)) {
      return null;
    }
    Path path = ((UnixDomainSocketAddress) address).getPath().toAbsolutePath();
    return new SocketFile(path, keyOf(path));
  }

  private static void bindOver(UnixDomainSocketAddress address, Path path, Binder binder)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        binder.bind();
        return;
      } catch (IOException e) {
        if (Errno.of(e).orElse(null) != Errno.EADDRINUSE || attempt == ATTEMPTS) {
          throw e;
        }
        removeStale(address, path);
      }
    }
  }

  /** Removes a socket file that nobody serves; complains of any other. */
  private static void removeStale(UnixDomainSocketAddress address, Path path) throws IOException {
    Object stale = keyOf(path);
    if (stale == null) {
      return; // gone meanwhile
    } else if (!isSocket(path)) {
      throw inUse("a file that is no socket is there, and stays");
    } else if (isAlive(address)) {
      throw inUse("Address already in use");
    }
    // Taken away first and looked at again: another may have replaced the stale file just now.
    Path aside =
        path.resolveSibling(
            ".sockeye-" + ProcessHandle.current().pid() + '-' + NUMBERS.incrementAndGet());
    try {
      Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    }
    if (!Objects.equals(keyOf(aside), stale)) {
      putBack(aside, path);
      throw inUse("Address already in use");
    }
    Files.delete(aside);
  }

  private static void putBack(Path aside, Path path) throws IOException {
    try {
      Files.createLink(path, aside);
    } catch (FileAlreadyExistsException e) {
      // A third one has bound: of two that live one has lost its name, as with any rename(2).
    }
    Files.deleteIfExists(aside);
  }

  private static BindException inUse(String reason) {
    return new BindException(reason + " (EADDRINUSE)");
  }

  /**
   * Tells whether a socket serves the file, by connecting to it. A datagram socket cannot connect
   * to the other types, so that they notice nothing; without native sockets a stream has to do,
   * which a listener may see come and go.
   */
  private static boolean isAlive(UnixDomainSocketAddress address) throws IOException {
    if (Native.unavailable().isEmpty()) {
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
      int fd = Sockets.open(Unix.DATAGRAM, true);
      try {
        int length = UnixAddresses.write(address, memory, 0);
        return Native.libc().connect(fd, memory.address, length) == 0
            || !isNobodyThere(Errno.ofNumber(Native.errno()).orElse(null));
      } finally {
        Native.libc().close(fd);
        Reference.reachabilityFence(memory);
      }
    }
  }

  private static boolean isSocket(Path path) throws IOException {
    int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & S_IFMT) == S_IFSOCK;
  }

  /** Device and inode; {@code null} if there is no file. */
  private static Object keyOf(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values(); // OWNER_READ to OTHERS_EXECUTE
    for (int i = 0; i < all.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }

  /**
   * To be called once the file is where close looks for it.
   *
   * @param file the file, or {@code null}
   * @throws AsynchronousCloseException if the socket was closed before, when close saw no file
   */
  static void removeIfClosed(SocketFile file, Channel socket) throws IOException {
    if (!socket.isOpen()) {
      if (file != null) {
        file.remove();
      }
      throw new AsynchronousCloseException();
    }
  }

  /** Removes the file, the first time, if it is still the one that binding made. */
  void remove() throws IOException {
    // Once only: the number of a removed file may already be that of another socket's.
    if (removed.compareAndSet(false, true) && key != null && key.equals(keyOf(path))) {
      Files.deleteIfExists(path);
    }
  }
}
