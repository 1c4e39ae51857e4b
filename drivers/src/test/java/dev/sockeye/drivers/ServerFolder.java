package dev.sockeye.drivers;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;

/**
 * A server's folder, with a name short enough for a socket in it. It belongs to the user as whom
 * the server runs, which some refuse to do as root.
 */
final class ServerFolder implements Closeable {

  private static final String ROOT = "root";

  private final Path path;
  private final String owner;

  private ServerFolder(Path path, String owner) {
    this.path = path;
    this.owner = owner;
  }

  /** A folder of who runs the test. */
  static ServerFolder create() throws IOException {
    return new ServerFolder(Files.createTempDirectory("sockeye-"), me());
  }

  /** A folder of a user that the server's package has made, if the test runs as root. */
  static ServerFolder ownedBy(String user) throws IOException {
    ServerFolder folder = new ServerFolder(Files.createTempDirectory("sockeye-"), owner(user));
    folder.own(folder.path);
    return folder;
  }

  private static String owner(String user) {
    return me().equals(ROOT) ? user : me();
  }

  private static String me() {
    return System.getProperty("user.name");
  }

  /** Gives a file in it to its owner. */
  void own(Path file) throws IOException {
    if (!owner.equals(me())) {
      UserPrincipal user =
          file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner);
      Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setOwner(user);
    }
  }

  Path path() {
    return path;
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** What a command is to begin with, to run as its owner. */
  List<String> asItsOwner() {
    return owner.equals(me())
        ? List.of()
        : List.of("setpriv", "--reuid=" + owner, "--regid=" + owner, "--init-groups");
  }

  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
