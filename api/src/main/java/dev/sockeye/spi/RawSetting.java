package dev.sockeye.spi;

import dev.sockeye.Pollable;
import dev.sockeye.RawOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An option by its numbers and a value, as a URI gives it: {@code SETSOCKOPT=6:18:i5000}, which is
 * the form of {@code setsockopt} in {@code socat(1)}.
 */
@SuppressWarnings("ArrayRecordComponent") // it goes from the parser to the socket, and no further
record RawSetting(RawOption option, byte[] value) {

  /** The option's name in a URI. */
  static final String NAME = "SETSOCKOPT";

  static final UriOptions.OptionType<RawSetting> TYPE =
      new UriOptions.OptionType<>(
          "LEVEL:NUMBER:VALUE, or several with commas; the VALUE is i and an int, such as"
              + " 6:18:i5000, or x and its bytes in hexadecimal and the system's order, such as"
              + " 6:18:x88130000",
          RawSetting::parse,
          true);

  private static final String NUMBER = "(0x\\p{XDigit}+|-?\\d+)";
  private static final Pattern FORM =
      Pattern.compile(NUMBER + ":" + NUMBER + ":(?:i" + NUMBER + "|x((?:\\p{XDigit}{2})+))");

  private static RawSetting parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    byte[] value =
        matcher.group(4) == null
            ? bytes(number(matcher.group(3)))
            : HexFormat.of().parseHex(matcher.group(4));
    int level = number(matcher.group(1));
    return new RawSetting(new RawOption(level, number(matcher.group(2)), value.length), value);
  }

  /** An int; in hexadecimal of 32 bits, signed or not. */
  private static int number(String text) {
    return text.startsWith("0x")
        ? Integer.parseUnsignedInt(text.substring(2), 16)
        : Integer.parseInt(text);
  }

  private static byte[] bytes(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  void setOn(Pollable socket) throws IOException {
    socket.setOption(option, value);
  }
}
