package dev.sockeye.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The contexts of the options that were used last: what a context knows of its peers resumes a
 * session, and to read the authorities takes a while. A file that has changed is read again.
 */
final class Contexts {

  private static final int KEPT = 32;

  private static final Map<Key, SSLContext> CONTEXTS = // guarded by itself; the eldest first
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, SSLContext> eldest) {
          return size() > KEPT;
        }
      };

  private Contexts() {}

  /** What a context is made of. */
  private record Key(
      boolean client, boolean verify, List<Optional<String>> files, List<FileTime> changed) {}

  static SSLContext of(TlsOptions options, boolean client) throws IOException {
    Key key = key(options, client);
    synchronized (CONTEXTS) {
      SSLContext kept = CONTEXTS.get(key);
      if (kept != null) {
        return kept;
      }
    }
    SSLContext made = make(options);
    synchronized (CONTEXTS) {
      CONTEXTS.put(key, made);
    }
    return made;
  }

  private static Key key(TlsOptions options, boolean client) {
    List<Optional<String>> files =
        List.of(options.cert(), options.key(), options.caFile(), options.keyPassword());
    List<FileTime> changed =
        Stream.of(options.cert(), options.key(), options.caFile())
            .flatMap(Optional::stream)
            .map(Contexts::changed)
            .filter(Objects::nonNull)
            .toList();
    return new Key(client, options.verify(), files, changed);
  }

  private static FileTime changed(String file) {
    try {
      return Files.getLastModifiedTime(Path.of(file));
    } catch (IOException e) {
      return null; // who reads it says so
    }
  }

  private static SSLContext make(TlsOptions options) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          Credentials.keyManagers(options), new TrustManager[] {Trust.manager(options)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(options.uri() + ": TLS cannot be used: " + e.getMessage(), e);
    }
  }
}
