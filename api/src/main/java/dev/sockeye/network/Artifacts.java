package dev.sockeye.network;

import java.util.Map;

/**
 * Where the schemes come from that Sockeye itself brings, for messages when one is missing: a
 * transport that is not there cannot be asked. An artifact has the name of its family, but for a
 * few; a test asks all transports that this is what they say.
 */
final class Artifacts {

  private static final Map<String, String> OTHERWISE_NAMED =
      Map.ofEntries(
          Map.entry("mptcp", "tcp"),
          Map.entry("udplite", "udp"),
          Map.entry("ping", "raw"),
          Map.entry("route", "netlink"),
          Map.entry("fd", "posix"),
          Map.entry("systemd", "posix"));

  private Artifacts() {}

  /** The scheme without what tells its variants apart: tcp for tcp4, unix for unix+dgram. */
  static String family(String scheme) {
    return scheme.replaceFirst("\\+.*|[46]$", "");
  }

  /** The artifact to add for a scheme, if that is of Sockeye. */
  static String of(String scheme) {
    String family = family(scheme);
    return "dev.sockeye:sockeye-" + OTHERWISE_NAMED.getOrDefault(family, family);
  }
}
