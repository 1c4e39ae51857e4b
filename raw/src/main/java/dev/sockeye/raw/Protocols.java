package dev.sockeye.raw;

import dev.sockeye.Domain;
import dev.sockeye.EndpointUri;
import dev.sockeye.Protocol;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Protocols as they stand in URIs, by number or by the names of {@code protocols(5)}. */
final class Protocols {

  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("icmp", 1),
          Map.entry("igmp", 2),
          Map.entry("ipip", 4),
          Map.entry("tcp", 6),
          Map.entry("udp", 17),
          Map.entry("dccp", 33),
          Map.entry("ipv6", 41),
          Map.entry("gre", 47),
          Map.entry("esp", 50),
          Map.entry("ah", 51),
          Map.entry("icmpv6", 58),
          Map.entry("ospf", 89),
          Map.entry("pim", 103),
          Map.entry("vrrp", 112),
          Map.entry("l2tp", 115),
          Map.entry("sctp", 132),
          Map.entry("udplite", 136),
          Map.entry("raw", 255));

  private static final Pattern ADDRESS =
      Pattern.compile("//(?<host>\\[.*]|[^:\\[\\]]*):(?<protocol>[A-Za-z0-9]+)");

  private Protocols() {}

  /** What a URI says before its protocol. */
  static String host(EndpointUri uri) {
    return address(uri).group("host");
  }

  /** The protocol that a URI names. */
  static Protocol of(EndpointUri uri) {
    String text = address(uri).group("protocol").toLowerCase(Locale.ROOT);
    Integer known = NUMBERS.get(text);
    if (known != null) {
      return new Protocol("IPPROTO_" + text.toUpperCase(Locale.ROOT), known);
    }
    int number = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
    if (number < 1 || number > Raw.MAX_PROTOCOL) {
      throw bad(uri, "'" + text + "' is no protocol: ");
    }
    return new Protocol(Integer.toString(number), number);
  }

  /** Each family has its own ICMP; by number one may ask for the other's. */
  static void requireFamily(EndpointUri uri, Protocol protocol, Domain domain) {
    boolean v6 = domain.equals(Domain.AF_INET6);
    if (protocol.name().equals(v6 ? "IPPROTO_ICMP" : "IPPROTO_ICMPV6")) {
      throw new IllegalArgumentException(
          uri
              + ": the ICMP of "
              + (v6 ? "IPv6 is icmpv6" : "IPv4 is icmp")
              + ": write that, or the protocol's number if it is meant");
    }
  }

  private static Matcher address(EndpointUri uri) {
    Matcher address = ADDRESS.matcher(uri.address());
    if (!address.matches()) {
      throw bad(uri, "");
    }
    return address;
  }

  private static IllegalArgumentException bad(EndpointUri uri, String why) {
    return new IllegalArgumentException(
        uri
            + ": "
            + why
            + "write "
            + uri.scheme()
            + "://HOST:PROTOCOL, the protocol by a number from 1 to 255 or a name such as icmp");
  }
}
