package dev.sockeye.tls;

import dev.sockeye.EndpointUri;
import dev.sockeye.spi.UriOptions;
import java.io.IOException;
import java.net.SocketOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The options of TLS that a URI gives, named as OpenSSL, socat and Go have them. */
record TlsOptions(
    EndpointUri uri,
    Optional<String> cert,
    Optional<String> key,
    Optional<String> keyPassword,
    Optional<String> caFile,
    boolean verify,
    Optional<String> sni,
    List<String> alpn,
    Optional<String> minVersion,
    ClientAuth clientAuth) {

  /** All of them. */
  static final Set<String> NAMES =
      Set.of(
          "ALPN",
          "CAFILE",
          "CERT",
          "CLIENT_AUTH",
          "KEY",
          "KEY_PASSWORD",
          "MIN_VERSION",
          "SNI",
          "VERIFY");

  private static final SocketOption<Boolean> VERIFY =
      new SocketOption<>() {
        @Override
        public String name() {
          return "VERIFY";
        }

        @Override
        public Class<Boolean> type() {
          return Boolean.class;
        }
      };

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if one has a value that it cannot have
   */
  static TlsOptions of(EndpointUri uri) throws IOException {
    return new TlsOptions(
        uri,
        text(uri, "CERT"),
        text(uri, "KEY"),
        text(uri, "KEY_PASSWORD"),
        text(uri, "CAFILE"),
        UriOptions.value(uri, VERIFY).orElse(true),
        text(uri, "SNI"),
        text(uri, "ALPN").map(names -> List.of(names.split(",", -1))).orElse(List.of()),
        text(uri, "MIN_VERSION").map(version -> version(uri, version)),
        text(uri, "CLIENT_AUTH").map(auth -> clientAuth(uri, auth)).orElse(ClientAuth.NONE));
  }

  private static Optional<String> text(EndpointUri uri, String name) {
    Optional<String> text = Optional.ofNullable(uri.options().get(name));
    if (text.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException(
          uri + ": " + name + " is empty: give it a value or leave it out");
    }
    return text;
  }

  private static String version(EndpointUri uri, String text) {
    if (!text.matches("(?i)(TLSv?)?1\\.[23]")) {
      throw new IllegalArgumentException(
          uri
              + ": MIN_VERSION cannot be '"
              + text
              + "': write TLSv1.2 or TLSv1.3 (older ones are broken, RFC 8996)");
    }
    return "TLSv" + text.substring(text.length() - 3);
  }

  private static ClientAuth clientAuth(EndpointUri uri, String text) {
    for (ClientAuth auth : ClientAuth.values()) {
      if (auth.name().equalsIgnoreCase(text)) {
        return auth;
      }
    }
    throw new IllegalArgumentException(
        uri + ": CLIENT_AUTH cannot be '" + text + "': write none, want or need");
  }
}
