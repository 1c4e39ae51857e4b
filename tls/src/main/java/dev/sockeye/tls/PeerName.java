package dev.sockeye.tls;

import dev.sockeye.Domain;
import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import dev.sockeye.inet.HostPort;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The name that a server's certificate has to be for. */
final class PeerName {

  private static final Set<Domain> INTERNET =
      Set.of(Domain.AF_INET, Domain.AF_INET6, Domain.AF_UNSPEC);

  private PeerName() {}

  /**
   * SNI's, else the URI's host.
   *
   * @throws IllegalArgumentException if there is neither, and the name is to be checked
   */
  static Optional<String> of(TlsOptions options, SocketSpec<?> below) {
    if (options.sni().isPresent()) {
      return options.sni();
    }
    EndpointUri uri = options.uri();
    List<String> hosts =
        INTERNET.contains(below.domain()) && uri.address().startsWith("//")
            ? HostPort.parse(uri).hosts()
            : List.of();
    if (hosts.size() == 1) {
      return Optional.of(hosts.get(0));
    } else if (!options.verify()) {
      return Optional.empty();
    }
    throw new IllegalArgumentException(
        uri
            + (hosts.isEmpty()
                ? ": there is no host in this address that the server's certificate could be for"
                : ": there are several hosts in this address")
            + ": add SNI=NAME, the name in the certificate (or VERIFY=false to believe anybody)");
  }

  /** Server Name Indication is for names alone (RFC 6066 section 3). */
  static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || name.matches("[0-9.]+");
  }
}
