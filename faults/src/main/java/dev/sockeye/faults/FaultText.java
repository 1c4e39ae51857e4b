package dev.sockeye.faults;

import dev.sockeye.spi.UriOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Plans as text. */
final class FaultText {

  private static final String ALL = "all";
  private static final String RANGE = "..";
  private static final Pattern NUMBER = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([a-z%]*)");

  /** Each with its length in nanoseconds, the longest first. */
  private static final Map<String, Long> TIMES = new LinkedHashMap<>();

  /** Each with its size, the largest first. */
  private static final Map<String, Long> SIZES = new LinkedHashMap<>();

  static {
    TIMES.put("h", 3_600_000_000_000L);
    TIMES.put("m", 60_000_000_000L);
    TIMES.put("s", 1_000_000_000L);
    TIMES.put("ms", 1_000_000L);
    TIMES.put("us", 1_000L);
    SIZES.put("g", 1L << 30);
    SIZES.put("m", 1L << 20);
    SIZES.put("k", 1L << 10);
    SIZES.put("", 1L);
  }

  private FaultText() {}

  static FaultPlan parse(String text) {
    FaultPlanBuilder plan = FaultPlan.builder();
    for (String part : text.split(",", -1)) {
      if (!text.isBlank()) {
        read(plan, part.trim());
      }
    }
    return plan.build();
  }

  private static void read(FaultPlanBuilder plan, String part) {
    int equals = part.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("no fault: " + part + " (write NAME=VALUE)");
    }
    String value = part.substring(equals + 1);
    try {
      read(plan, part.substring(0, equals), value);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(part + ": " + e.getMessage(), e);
    }
  }

  private static void read(FaultPlanBuilder plan, String name, String value) {
    switch (name) {
      case "seed" -> plan.seed(Long.parseLong(value));
      case "delay" -> readDelay(plan, value);
      case "rate" -> plan.bytesPerSecond(bytes(value));
      case "read" -> plan.shortReads(Math.toIntExact(bytes(value)));
      case "write" -> plan.shortWrites(Math.toIntExact(bytes(value)));
      case "loss" -> plan.loss(probability(value));
      case "duplicate" -> plan.duplication(probability(value));
      case "reorder" -> plan.reordering(probability(value));
      case "cut" -> plan.cutAfter(bytes(value));
      case "reset" -> plan.resetAfter(bytes(value));
      case "halfopen" -> plan.halfOpenAfter(bytes(value));
      case "slowclose" -> plan.slowClose(time(value));
      case "refuse" -> plan.refuseConnects(count(value));
      case "hang" -> plan.hangConnects(count(value));
      case "scheme" -> plan.schemes(value.split("/", -1));
      case "direction" -> plan.direction(direction(value));
      default ->
          throw new IllegalArgumentException(
              "no such fault: there are delay, rate, loss, duplicate, reorder, read, write, cut,"
                  + " reset, halfopen, slowclose, refuse, hang, scheme, direction and seed");
    }
  }

  private static void readDelay(FaultPlanBuilder plan, String value) {
    int range = value.indexOf(RANGE);
    if (range < 0) {
      plan.latency(time(value));
    } else {
      plan.latency(time(value.substring(0, range)), time(value.substring(range + RANGE.length())));
    }
  }

  private static Duration time(String value) {
    try {
      return UriOptions.time(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a time, such as 50ms or 2s", e);
    }
  }

  private static long bytes(String value) {
    Matcher number = NUMBER.matcher(value.toLowerCase(Locale.ROOT));
    Long unit = number.matches() ? SIZES.get(number.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException("not a number of bytes, such as 500, 64k or 1.5m");
    }
    return Math.round(Double.parseDouble(number.group(1)) * unit);
  }

  private static double probability(String value) {
    Matcher number = NUMBER.matcher(value);
    if (!number.matches() || !(number.group(2).isEmpty() || number.group(2).equals("%"))) {
      throw new IllegalArgumentException("not a part, such as 0.01 or 1%");
    }
    double read = Double.parseDouble(number.group(1));
    return number.group(2).isEmpty() ? read : read / 100;
  }

  private static FaultDirection direction(String value) {
    return Stream.of(FaultDirection.values())
        .filter(direction -> name(direction).equals(value))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not a direction, sent or received"));
  }

  private static String name(FaultDirection direction) {
    return direction.name().toLowerCase(Locale.ROOT);
  }

  private static int count(String value) {
    return value.equals(ALL) ? Integer.MAX_VALUE : Integer.parseInt(value);
  }

  static String format(FaultPlan plan) {
    StringJoiner text = new StringJoiner(",");
    delay(text, plan);
    add(text, "rate", plan.bytesPerSecond(), 0);
    add(text, "loss", plan.loss());
    add(text, "duplicate", plan.duplication());
    add(text, "reorder", plan.reordering());
    add(text, "read", plan.maxRead(), Integer.MAX_VALUE);
    add(text, "write", plan.maxWrite(), Integer.MAX_VALUE);
    add(text, "cut", plan.cutAfter(), Long.MAX_VALUE);
    add(text, "reset", plan.resetAfter(), Long.MAX_VALUE);
    add(text, "halfopen", plan.halfOpenAfter(), Long.MAX_VALUE);
    if (plan.slowClose() > 0) {
      text.add("slowclose=" + time(plan.slowClose()));
    }
    count(text, "refuse", plan.refusedConnects());
    count(text, "hang", plan.hangingConnects());
    if (!plan.schemes().isEmpty()) {
      text.add("scheme=" + String.join("/", plan.schemes()));
    }
    if (plan.direction() != null) {
      text.add("direction=" + name(plan.direction()));
    }
    add(text, "seed", plan.seed(), 0);
    return text.toString();
  }

  private static void delay(StringJoiner text, FaultPlan plan) {
    if (plan.maxLatency() > plan.minLatency()) {
      text.add("delay=" + time(plan.minLatency()) + RANGE + time(plan.maxLatency()));
    } else if (plan.maxLatency() > 0) {
      text.add("delay=" + time(plan.minLatency()));
    }
  }

  /** In the longest unit of which it is a whole number, and at least in microseconds. */
  private static String time(long exactly) {
    long nanos = exactly / 1000 * 1000;
    if (nanos == 0) {
      return "0";
    }
    return TIMES.entrySet().stream()
        .filter(unit -> nanos % unit.getValue() == 0)
        .map(unit -> nanos / unit.getValue() + unit.getKey())
        .findFirst()
        .orElseThrow();
  }

  private static void add(StringJoiner text, String name, long value, long usual) {
    if (value != usual) {
      text.add(name + '=' + value);
    }
  }

  private static void add(StringJoiner text, String name, double probability) {
    if (probability > 0) {
      text.add(name + '=' + BigDecimal.valueOf(probability).stripTrailingZeros().toPlainString());
    }
  }

  private static void count(StringJoiner text, String name, int value) {
    if (value > 0) {
      text.add(name + '=' + (value == Integer.MAX_VALUE ? ALL : Integer.toString(value)));
    }
  }
}
