package dev.sockeye.unix;

import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.DescriptorCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The permissions of a socket file. Of those that the socket had before it was bound the umask may
 * have kept some from the file; they are given to it afterwards.
 *
 * <p>By then others who may write to the folder may have put something else in its place, such as a
 * link to a file that they could not change. So it is opened by {@code O_PATH}, looked at, and
 * changed by its descriptor: never by its name. Linux only.
 */
final class FileMode {

  private static final int O_PATH = 0x20_0000;
  private static final int PERMISSIONS = 0777;
  private static final int S_IFMT = 0170000;
  private static final int S_IFSOCK = 0140000;

  private FileMode() {}

  /**
   * Gives a file those that it lacks.
   *
   * @param key device and inode
   * @return {@code false} if another file is there, or none; it is untouched
   */
  static boolean complete(Path path, Object key, int mode) throws IOException {
    try {
      if (permissions(path, LinkOption.NOFOLLOW_LINKS) == mode) {
        return true;
      }
    } catch (NoSuchFileException e) {
      return false;
    }
    int fd = NamedFile.open(path, O_PATH);
    try {
      return completeOpen(DescriptorCalls.path(fd), key, mode);
    } finally {
      Bindings.libc().close(fd);
    }
  }

  private static boolean completeOpen(Path opened, Object key, int mode) throws IOException {
    if (!isOurs(opened, key, mode)) {
      return false;
    }
    Files.setPosixFilePermissions(opened, set(mode));
    return true;
  }

  /** A socket of one name that allows no more than was asked for. */
  private static boolean isOurs(Path opened, Object key, int mode) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(opened, "unix:mode,nlink");
    int actual = (Integer) attributes.get("mode");
    return (actual & S_IFMT) == S_IFSOCK
        && (actual & PERMISSIONS & ~mode) == 0
        && (Integer) attributes.get("nlink") == 1
        && Files.readAttributes(opened, BasicFileAttributes.class).fileKey().equals(key);
  }

  private static int permissions(Path path, LinkOption... options) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode", options) & PERMISSIONS;
  }

  private static Set<PosixFilePermission> set(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values(); // OWNER_READ to OTHERS_EXECUTE
    for (int i = 0; i < all.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        permissions.add(all[i]);
      }
    }
    return permissions;
  }
}
