package dev.sockeye.cli;

import dev.sockeye.Domain;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.SchemeInfo;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Addresses of this host at which a scheme can be tried, by its domain. */
final class TrialAddresses implements Closeable {

  private static final Map<Domain, String> LOOPBACK =
      Map.of(
          Domain.AF_UNSPEC,
          "//127.0.0.1:0",
          Domain.AF_INET,
          "//127.0.0.1:0",
          Domain.AF_INET6,
          "//[::1]:0",
          new Domain("AF_VSOCK"),
          "//1:0");

  private Path folder; // guarded by this; made when the first path is asked for
  private int paths; // guarded by this

  /**
   * An address that nobody uses.
   *
   * @throws UnsupportedOperationException if the domain's addresses are unknown here
   */
  EndpointUri next(SchemeInfo scheme) throws IOException {
    Domain domain = scheme.spec().domain();
    String address =
        domain.equals(Domain.AF_UNIX) ? escaped(nextPath().toString()) : LOOPBACK.get(domain);
    if (address == null) {
      throw new UnsupportedOperationException(
          "no address of "
              + domain
              + " is known to try it at: use 'sockeye echo' and 'sockeye connect' with one");
    }
    return EndpointUri.valueOf(scheme.scheme() + ":" + address);
  }

  /** Whether a failure says that the host has not even the loopback address of the domain. */
  boolean isMissing(SchemeInfo scheme, Exception failure) {
    Errno errno = failure instanceof IOException ? Errno.of(failure).orElse(null) : null;
    return LOOPBACK.containsKey(scheme.spec().domain())
        && (errno == Errno.EADDRNOTAVAIL || errno == Errno.EAFNOSUPPORT);
  }

  private synchronized Path nextPath() throws IOException {
    if (folder == null) {
      folder = Files.createTempDirectory("sockeye-");
    }
    return folder.resolve("demo-" + ++paths);
  }

  private static String escaped(String path) {
    return path.replace("%", "%25").replace("?", "%3F");
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
