package dev.sockeye.unix;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The file of a socket, once it is bound to one: made by binding, and removed by closing if it
 * still is the same, unless it is to stay.
 */
final class SocketFile {

  /**
   * What binding made.
   *
   * @param key device and inode, which are no other file's as long as the socket is open
   */
  private record Made(Path path, Object key) {}

  private final AtomicReference<Made> made = new AtomicReference<>(); // null unless there is one
  private volatile boolean unlinkOnClose = true;
  private volatile String mode = "";

  /** Who has one. */
  interface Owner {
    SocketFile file();
  }

  /** {@code bind(2)}. */
  @FunctionalInterface
  interface Binder {
    void bind() throws IOException;
  }

  /** Binds to an address, and replaces a socket file that nobody serves. */
  void bind(SocketAddress address, Binder binder) throws IOException {
    if (UnixAddresses.isPath(address)) {
      StaleFile.bindOver((UnixDomainSocketAddress) address, binder);
      adopt(address);
    } else {
      binder.bind();
    }
  }

  /** Takes the file, if there is one, that a binding to an address made. */
  void adopt(SocketAddress address) throws IOException {
    if (UnixAddresses.isPath(address)) {
      Path path = ((UnixDomainSocketAddress) address).getPath().toAbsolutePath();
      try {
        made.set(new Made(path, keyOf(path)));
      } catch (IOException e) {
        deleteQuietly(path);
        throw e;
      }
    }
  }

  boolean isMade() {
    return made.get() != null;
  }

  /** Whether closing removes the file. */
  boolean unlinkOnClose() {
    return unlinkOnClose;
  }

  void unlinkOnClose(boolean unlink) {
    unlinkOnClose = unlink;
  }

  /** Octal digits; empty for what the umask leaves. */
  String mode() {
    return mode;
  }

  void mode(String octal) {
    mode = UnixHooks.checkMode(octal);
  }

  /** Gives the file permissions that the umask kept from it. */
  void allow(int mode) throws IOException {
    Made file = made.get();
    if (file != null && !FileMode.complete(file.path, file.key, mode)) {
      throw new BindException("its file was taken away or replaced by another as it was bound");
    }
  }

  /**
   * To be called at the end of a bind.
   *
   * @throws AsynchronousCloseException if the socket was closed before, when close saw no file
   */
  void removeIfClosed(Channel socket) throws IOException {
    if (!socket.isOpen()) {
      close();
      throw new AsynchronousCloseException();
    }
  }

  /** Removes the file unless it is to stay; for a socket that is about to be closed. */
  void close() {
    if (unlinkOnClose) {
      remove();
    }
  }

  /** Removes the file, the first time, if it is still the one that binding made. */
  void remove() {
    // Once only: the number of a removed file may already be that of another socket's.
    Made file = made.getAndSet(null);
    try {
      if (file != null && file.key != null && file.key.equals(keyOf(file.path))) {
        deleteQuietly(file.path);
      }
    } catch (IOException e) {
      // Its folder is not what it was. The file stays, if it is there, as one that nobody serves.
    }
  }

  /** Where this may no more, as in a folder that has become read-only, the file stays. */
  private static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // Nobody serves it: the next to bind there replaces it.
    }
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
}
