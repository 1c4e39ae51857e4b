package dev.sockeye.packet;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** The addresses of the link layer as text: {@code 00:1b:21:3c:4d:5e}. */
final class HardwareAddresses {

  private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){0,31}");
  private static final HexFormat HEX = HexFormat.ofDelimiter(":");

  private HardwareAddresses() {}

  static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  static byte[] parse(String text) {
    if (!isOne(text)) {
      throw new IllegalArgumentException(
          "'" + text + "' is no hardware address: write such as 00:1b:21:3c:4d:5e");
    }
    return HEX.parseHex(text);
  }

  static String text(byte[] address) {
    return HEX.formatHex(address);
  }
}
