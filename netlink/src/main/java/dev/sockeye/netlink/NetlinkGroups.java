package dev.sockeye.netlink;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Multicast groups of a netlink family, by their numbers from 1 on. Immutable; equal when the
 * numbers are.
 *
 * <p>Those of {@link Netlink#NETLINK_ROUTE} have names: what {@code <linux/rtnetlink.h>} calls
 * {@code RTNLGRP_IPV4_IFADDR} is {@code ipv4-ifaddr}, in any case, with or without {@code
 * RTNLGRP_}.
 */
public final class NetlinkGroups {

  /** None at all. */
  public static final NetlinkGroups NONE = new NetlinkGroups(new int[0]);

  /** {@code RTNLGRP_LINK}. */
  public static final NetlinkGroups LINK = of(1);

  /** {@code RTNLGRP_NEIGH}. */
  public static final NetlinkGroups NEIGH = of(3);

  /** {@code RTNLGRP_IPV4_IFADDR}. */
  public static final NetlinkGroups IPV4_IFADDR = of(5);

  /** {@code RTNLGRP_IPV4_ROUTE}. */
  public static final NetlinkGroups IPV4_ROUTE = of(7);

  /** {@code RTNLGRP_IPV6_IFADDR}. */
  public static final NetlinkGroups IPV6_IFADDR = of(9);

  /** {@code RTNLGRP_IPV6_ROUTE}. */
  public static final NetlinkGroups IPV6_ROUTE = of(11);

  /** What a number can be at most: more than any family has. */
  private static final int MAX = 65_535;

  /** {@code enum rtnetlink_groups}, in its order. */
  private static final List<String> NAMES =
      List.of(
          ("none link notify neigh tc ipv4-ifaddr ipv4-mroute ipv4-route ipv4-rule ipv6-ifaddr"
                  + " ipv6-mroute ipv6-route ipv6-ifinfo decnet-ifaddr nop2 decnet-route"
                  + " decnet-rule nop4 ipv6-prefix ipv6-rule nd-useropt phonet-ifaddr"
                  + " phonet-route dcb ipv4-netconf ipv6-netconf mdb mpls-route nsid"
                  + " mpls-netconf ipv4-mroute-r"
                  + " ipv6-mroute-r nexthop brvlan mctp-ifaddr tunnel stats")
              .split(" "));

  private final int[] numbers; // ascending, each once

  private NetlinkGroups(int[] numbers) {
    this.numbers = numbers;
  }

  /**
   * Of numbers.
   *
   * @param groups the numbers
   * @return the groups
   * @throws IllegalArgumentException if one is not from 1 to 65535
   */
  public static NetlinkGroups of(int... groups) {
    TreeSet<Integer> sorted = new TreeSet<>();
    for (int group : groups) {
      if (group < 1 || group > MAX) {
        throw new IllegalArgumentException("group " + group + " is not from 1 to " + MAX);
      }
      sorted.add(group);
    }
    return new NetlinkGroups(sorted.stream().mapToInt(Integer::intValue).toArray());
  }

  /**
   * Reads names of {@link Netlink#NETLINK_ROUTE}'s groups, and numbers.
   *
   * @param text names and numbers, separated by commas: {@code link,ipv4-ifaddr,9}; empty for none
   * @return the groups
   * @throws IllegalArgumentException if one is neither; the message lists the names
   */
  public static NetlinkGroups parse(String text) {
    return text.isBlank()
        ? NONE
        : of(Arrays.stream(text.split(",", -1)).mapToInt(NetlinkGroups::number).toArray());
  }

  private static int number(String text) {
    String name =
        text.strip().toLowerCase(Locale.ROOT).replace('_', '-').replaceFirst("^rtnlgrp-", "");
    if (isNumber(name)) {
      return Integer.parseInt(name);
    }
    int number = NAMES.indexOf(name);
    if (number <= 0) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no group: there are "
              + String.join(", ", NAMES.subList(1, NAMES.size())));
    }
    return number;
  }

  static boolean isNumber(String text) {
    return text.matches("\\d{1,5}");
  }

  /**
   * The groups of both.
   *
   * @param more other groups
   * @return the union
   */
  public NetlinkGroups and(NetlinkGroups more) {
    int[] all = Arrays.copyOf(numbers, numbers.length + more.numbers.length);
    System.arraycopy(more.numbers, 0, all, numbers.length, more.numbers.length);
    return of(all);
  }

  /**
   * Those of these that others are not.
   *
   * @param others other groups
   * @return the difference
   */
  public NetlinkGroups without(NetlinkGroups others) {
    return new NetlinkGroups(Arrays.stream(numbers).filter(n -> !others.contains(n)).toArray());
  }

  /**
   * Tells whether a group is among these.
   *
   * @param group its number
   * @return whether
   */
  public boolean contains(int group) {
    return Arrays.binarySearch(numbers, group) >= 0;
  }

  /**
   * The numbers.
   *
   * @return a new array, ascending
   */
  public int[] numbers() {
    return numbers.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetlinkGroups groups && Arrays.equals(numbers, groups.numbers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(numbers);
  }

  /** The numbers, separated by commas. */
  @Override
  public String toString() {
    return Arrays.stream(numbers).mapToObj(Integer::toString).collect(Collectors.joining(","));
  }
}
