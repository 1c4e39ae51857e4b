package dev.sockeye.network;

import java.util.Map;
import java.util.Optional;

/**
 * Where the schemes come from that Sockeye itself brings, for messages when one is missing: a
 * transport that is not there cannot be asked. A test asks all of them that this is what they say.
 */
final class Artifacts {

  /** By {@linkplain #family family}: tcp for tcp4, unix for unix+dgram. */
  private static final Map<String, String> BY_FAMILY =
      Map.of(
          "tcp", "sockeye-tcp",
          "udp", "sockeye-udp",
          "udplite", "sockeye-udp",
          "unix", "sockeye-unix",
          "vsock", "sockeye-vsock",
          "sctp", "sockeye-sctp",
          "fd", "sockeye-posix",
          "systemd", "sockeye-posix");

  private Artifacts() {}

  /** The scheme without what tells its variants apart. */
  static String family(String scheme) {
    return scheme.replaceFirst("\\+.*|[46]$", "");
  }

  /** The artifact to add for a scheme; empty for one that is not Sockeye's. */
  static Optional<String> of(String scheme) {
    return Optional.ofNullable(BY_FAMILY.get(family(scheme)));
  }
}
