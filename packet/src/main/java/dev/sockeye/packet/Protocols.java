package dev.sockeye.packet;

import dev.sockeye.Protocol;
import java.util.List;
import java.util.Locale;

/** Protocols of {@code <linux/if_ether.h>}, by name and number. */
final class Protocols {

  private static final String PREFIX = "ETH_P_";
  private static final List<Protocol> KNOWN =
      List.of(
          Packet.ETH_P_ALL,
          Packet.ETH_P_IP,
          Packet.ETH_P_ARP,
          Packet.ETH_P_8021Q,
          Packet.ETH_P_IPV6);

  private Protocols() {}

  static int require(int number) {
    if (number < 0 || number > 0xffff) {
      throw new IllegalArgumentException("protocol " + number + " is not from 0 to 0xffff");
    }
    return number;
  }

  static Protocol of(int number) {
    return KNOWN.stream()
        .filter(known -> known.number() == number)
        .findFirst()
        .orElseGet(() -> new Protocol(hex(number), number));
  }

  static String hex(int number) {
    return String.format(Locale.ROOT, "0x%04x", number);
  }

  /** A number, {@code ETH_P_ARP} or {@code arp}. */
  static Protocol parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    String name = upper.startsWith(PREFIX) ? upper : PREFIX + upper;
    return KNOWN.stream()
        .filter(known -> known.name().equals(name))
        .findFirst()
        .orElseGet(() -> of(require(Integer.decode(text)))); // NumberFormatException tells the text
  }
}
