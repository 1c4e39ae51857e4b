package dev.sockeye.cli;

import dev.sockeye.spi.UriOptions;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Sizes and times with their units, as URIs write them, and how they are printed. */
final class Units {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmg]?)");

  private static final String NO_TIME = "' is not one such as 250ms, 5s or 2m";

  private Units() {}

  /** Reads a size such as {@code 8m}; k, m and g are powers of 1024. */
  static Long size(String text) {
    Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "size '" + text + "' is not a number of bytes such as 65536, 64k or 8m");
    }
    int shift =
        switch (matcher.group(2)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          default -> 0;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }

  /** Reads a time such as {@code 250ms}, as URIs have it. */
  static Duration time(String text) {
    try {
      return UriOptions.time(text);
    } catch (IllegalArgumentException e) {
      boolean bare = text.matches("\\d+");
      throw new TypeConversionException(
          "time '" + text + (bare ? "' has no unit: write " + text + "s" : NO_TIME));
    }
  }

  /** Such as {@code 17.3 us}. */
  static String micros(long nanos) {
    return String.format(Locale.ROOT, "%.1f us", nanos / 1e3);
  }

  /** Such as {@code 812 MiB/s}. */
  static String throughput(long bytes, long nanos) {
    return String.format(Locale.ROOT, "%.0f MiB/s", bytes / 1048576.0 / (nanos / 1e9));
  }

  /** Such as {@code 8 MiB}. */
  static String bytes(long bytes) {
    if (bytes >= 1 << 30) {
      return trimmed(bytes / 1073741824.0) + " GiB";
    } else if (bytes >= 1 << 20) {
      return trimmed(bytes / 1048576.0) + " MiB";
    }
    return bytes >= 1024 ? trimmed(bytes / 1024.0) + " KiB" : bytes + " bytes";
  }

  private static String trimmed(double value) {
    return String.format(Locale.ROOT, "%.1f", value).replace(".0", "");
  }
}
