package dev.sockeye.bench;

import java.util.Locale;

/** What a row's figures are, and which of two is the better one. */
public enum Unit {
  MICROS("µs", false, "%.2f"),
  MILLIS("ms", false, "%.1f"),
  BYTES("B", false, "%.2f"),
  MEBIBYTES("MiB", false, "%.1f"),
  GIGABYTES_PER_SECOND("GB/s", true, "%.2f"),
  REQUESTS_PER_SECOND("requests/s", true, "%,.0f"),
  CONNECTIONS_PER_SECOND("connections/s", true, "%,.0f"),
  PART("", true, "%.3f"),
  CORES("cores", false, "%.3f");

  private final String symbol;
  private final boolean moreIsBetter;
  private final String format;

  Unit(String symbol, boolean moreIsBetter, String format) {
    this.symbol = symbol;
    this.moreIsBetter = moreIsBetter;
    this.format = format;
  }

  public String symbol() {
    return symbol;
  }

  /** How many times as fast, or as small, {@code ours} is. */
  double speed(double ours, double theirs) {
    return moreIsBetter ? ours / theirs : theirs / ours;
  }

  public String format(double figure) {
    return String.format(Locale.ROOT, format, figure);
  }

  public String formatWithSymbol(double figure) {
    return symbol.isEmpty() ? format(figure) : format(figure) + " " + symbol;
  }
}
