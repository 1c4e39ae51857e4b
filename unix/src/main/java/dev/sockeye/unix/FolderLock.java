package dev.sockeye.unix;

import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps others from replacing a socket file of the same folder: {@code flock(2)} of the folder
 * itself, which leaves nothing behind, holds between containers that share it, and ends with its
 * process.
 *
 * <p>It is had for a moment only. Who cannot have it within a second goes on without: the folder
 * may not be ours to read, or somebody may hold it for a purpose of his own, as {@code flock(1)}
 * does for all that it starts. Where there are no native calls it holds within this process.
 */
final class FolderLock {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);
  private static final long PAUSE = 500_000;

  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private FolderLock() {}

  /** Binds while others are kept away. */
  static void holding(Path folder, SocketFile.Binder binder) throws IOException {
    IN_PROCESS.lock();
    try {
      if (Bindings.unavailable().isEmpty()) {
        NativeLock.holding(folder, binder);
      } else {
        binder.bind();
      }
    } finally {
      IN_PROCESS.unlock();
    }
  }

  /** Apart, so that this class can be used without the native ones. */
  private static final class NativeLock {

    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final int LOCK_UN = 8;

    static void holding(Path folder, SocketFile.Binder binder) throws IOException {
      int fd = take(folder);
      try {
        binder.bind();
      } finally {
        release(fd);
      }
    }

    /** Gives -1 if it cannot be had. */
    private static int take(Path folder) {
      int fd = open(folder);
      if (fd < 0 || isLocked(fd)) {
        return fd;
      }
      Bindings.libc().close(fd);
      return -1;
    }

    private static int open(Path folder) {
      try {
        return NamedFile.open(folder, Abi.O_RDONLY);
      } catch (IOException e) {
        return -1;
      }
    }

    private static boolean isLocked(int fd) {
      long end = System.nanoTime() + PATIENCE;
      boolean locked = tryLock(fd);
      while (!locked && System.nanoTime() - end < 0) {
        LockSupport.parkNanos(PAUSE);
        locked = tryLock(fd);
      }
      return locked;
    }

    private static boolean tryLock(int fd) {
      return Bindings.libc().flock(fd, LOCK_EX | LOCK_NB) == 0;
    }

    /** Said aloud, since a process that is being started may have the descriptor as well. */
    private static void release(int fd) {
      if (fd >= 0) {
        Bindings.libc().flock(fd, LOCK_UN);
        Bindings.libc().close(fd);
      }
    }
  }
}
