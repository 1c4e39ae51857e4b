package dev.sockeye.server;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import dev.sockeye.testkit.Places;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The schemes that a server can be tried at, whatever transports there are. */
final class Sites {

  /** After a scheme: at an abstract name. */
  private static final String ABSTRACT = "@";

  private Sites() {}

  /** All, in memory and on the system, whose sockets are of such a kind. */
  static Stream<Arguments> where(Predicate<SocketSpec<?>> kind) {
    return Arrays.stream(Where.values()).flatMap(where -> where(where, kind));
  }

  private static Stream<Arguments> where(Where where, Predicate<SocketSpec<?>> kind) {
    Network network = where.network();
    return network.schemes().stream()
        .filter(scheme -> kind.test(scheme.spec()))
        .map(SchemeInfo::scheme)
        .flatMap(Sites::rows)
        .filter(scheme -> address(network, scheme, Path.of("any")).isPresent())
        .map(scheme -> Arguments.of(where, scheme));
  }

  private static Stream<String> rows(String scheme) {
    return scheme.startsWith("unix") ? Stream.of(scheme, scheme + ABSTRACT) : Stream.of(scheme);
  }

  private static Optional<EndpointUri> address(Network network, String scheme, Path free) {
    if (scheme.endsWith(ABSTRACT)) {
      String bare = scheme.substring(0, scheme.length() - ABSTRACT.length());
      return Optional.of(EndpointUri.valueOf(bare + ":@" + free.hashCode()));
    }
    return Places.find(network, scheme, free);
  }

  /** An address that is free; the test is skipped where this machine has none. */
  static EndpointUri open(Network network, String scheme, Path folder) {
    EndpointUri uri = address(network, scheme, folder.resolve("a.sock")).orElseThrow();
    return Places.require(network, uri);
  }

  /**
   * How many bytes to send while they are not read: a send that does not wait is cut by Linux, on
   * vsock, where the peer's buffer of 256 KiB has room for a part of the message alone.
   */
  static int much(String scheme, int usual) {
    return scheme.equals("vsock+seqpacket") ? 200_000 : usual;
  }
}
