package dev.sockeye.cli;

import dev.sockeye.Domain;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Addresses of this host at which its schemes can be tried. */
final class TrialAddresses implements Closeable {

  private final Network network;
  private Path folder; // guarded by this; made when the first path is asked for
  private int paths; // guarded by this

  TrialAddresses(Network network) {
    this.network = network;
  }

  /** An address that nobody uses; empty if its transport knows of none. */
  Optional<EndpointUri> find(SchemeInfo scheme) throws IOException {
    return network.loopback(scheme.scheme(), nextPath());
  }

  /** Another, of a scheme that has some. */
  EndpointUri next(SchemeInfo scheme) throws IOException {
    return find(scheme).orElseThrow();
  }

  /** Whether a failure says that the host has not even the loopback address of the domain. */
  boolean isMissing(SchemeInfo scheme, Exception failure) {
    Errno errno = failure instanceof IOException ? Errno.of(failure).orElse(null) : null;
    return !scheme.spec().domain().equals(Domain.AF_UNIX)
        && (errno == Errno.EADDRNOTAVAIL || errno == Errno.EAFNOSUPPORT);
  }

  private synchronized Path nextPath() throws IOException {
    if (folder == null) {
      folder = Files.createTempDirectory("sockeye-");
    }
    return folder.resolve("demo-" + ++paths);
  }

  @Override
  public synchronized void close() throws IOException {
    if (folder == null) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
    folder = null;
  }
}
