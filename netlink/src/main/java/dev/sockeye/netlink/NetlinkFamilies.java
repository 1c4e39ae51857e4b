package dev.sockeye.netlink;

import dev.sockeye.Protocol;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The families of {@code <linux/netlink.h>}, by the names that URIs have for them. */
final class NetlinkFamilies {

  /** {@code MAX_LINKS} of them. */
  static final int COUNT = 32;

  private static final Map<String, Integer> NUMBERS = new LinkedHashMap<>();

  static {
    NUMBERS.put("route", 0);
    NUMBERS.put("usersock", 2);
    NUMBERS.put("firewall", 3);
    NUMBERS.put("sock-diag", 4);
    NUMBERS.put("nflog", 5);
    NUMBERS.put("xfrm", 6);
    NUMBERS.put("selinux", 7);
    NUMBERS.put("iscsi", 8);
    NUMBERS.put("audit", 9);
    NUMBERS.put("fib-lookup", 10);
    NUMBERS.put("connector", 11);
    NUMBERS.put("netfilter", 12);
    NUMBERS.put("ip6-fw", 13);
    NUMBERS.put("dnrtmsg", 14);
    NUMBERS.put("kobject-uevent", 15);
    NUMBERS.put("generic", 16);
    NUMBERS.put("scsitransport", 18);
    NUMBERS.put("ecryptfs", 19);
    NUMBERS.put("rdma", 20);
    NUMBERS.put("crypto", 21);
    NUMBERS.put("smc", 22);
  }

  private NetlinkFamilies() {}

  /** By name or number; empty if it is neither. */
  static Optional<Protocol> parse(String text) {
    String name = text.toLowerCase(Locale.ROOT).replace('_', '-').replaceFirst("^netlink-", "");
    if (name.matches("\\d{1,2}")) {
      int number = Integer.parseInt(name);
      return number < COUNT ? Optional.of(ofNumber(number)) : Optional.empty();
    }
    return Optional.ofNullable(NUMBERS.get(name)).map(NetlinkFamilies::ofNumber);
  }

  private static Protocol ofNumber(int number) {
    for (Map.Entry<String, Integer> entry : NUMBERS.entrySet()) {
      if (entry.getValue() == number) {
        String name = entry.getKey().replace('-', '_').toUpperCase(Locale.ROOT);
        return new Protocol("NETLINK_" + name, number);
      }
    }
    return new Protocol("netlink " + number, number);
  }

  static String names() {
    return String.join(", ", NUMBERS.keySet());
  }
}
