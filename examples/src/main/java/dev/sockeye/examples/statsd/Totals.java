package dev.sockeye.examples.statsd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What has come so far, by name. Safe for use by several threads. */
public final class Totals {

  /** {@code name:value|type}, with {@code |@rate} behind counters that are sampled. */
  private static final Pattern LINE =
      Pattern.compile("([^:|@]+):([+-]?\\d+(?:\\.\\d+)?)\\|(c|g|ms)(?:\\|@(0?\\.\\d+|1))?");

  private final Map<String, Double> values = new ConcurrentHashMap<>();
  private final LongAdder rejected = new LongAdder();

  /** Creates totals of nothing. */
  public Totals() {}

  /**
   * Adds the lines of a datagram.
   *
   * @param datagram lines of statsd's protocol; consumed
   */
  public void add(ByteBuffer datagram) {
    UTF_8.decode(datagram).toString().lines().forEach(this::addLine);
  }

  private void addLine(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      rejected.increment();
      return;
    }
    double value = Double.parseDouble(matcher.group(2));
    switch (matcher.group(3)) {
      case "c" -> sum(matcher.group(1), value / rate(matcher.group(4)));
      case "g" -> gauge(matcher.group(1), matcher.group(2), value);
      default -> {
        sum(matcher.group(1) + ".count", 1);
        sum(matcher.group(1) + ".sum", value);
      }
    }
  }

  private static double rate(String text) {
    return text == null ? 1 : Double.parseDouble(text);
  }

  private void sum(String name, double value) {
    values.merge(name, value, Double::sum);
  }

  /** One with a sign is a change. */
  private void gauge(String name, String text, double value) {
    if (text.startsWith("+") || text.startsWith("-")) {
      sum(name, value);
    } else {
      values.put(name, value);
    }
  }

  /**
   * The values at this moment.
   *
   * @return name to value; of timings {@code name.count} and {@code name.sum}
   */
  public Map<String, Double> values() {
    return Map.copyOf(values);
  }

  /**
   * How many lines were none.
   *
   * @return the number
   */
  public long rejected() {
    return rejected.sum();
  }
}
