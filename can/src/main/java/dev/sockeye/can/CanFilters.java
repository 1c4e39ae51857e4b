package dev.sockeye.can;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The value of {@link Can#CAN_RAW_FILTER}: a frame is received if it meets one of the conditions,
 * or with {@link Can#CAN_RAW_JOIN_FILTERS} all of them. None of them lets nothing through.
 *
 * @param filters the conditions, at most 512
 */
public record CanFilters(List<CanFilter> filters) {

  /** Lets everything through: what a socket has unless it is set. */
  public static final CanFilters ALL = of(new CanFilter(0, 0));

  /** Lets nothing through: for a socket that only sends. */
  public static final CanFilters NONE = of();

  /** {@code CAN_RAW_FILTER_MAX}. */
  static final int MOST = 512;

  private static final Pattern FILTER =
      Pattern.compile("(?<id>\\p{XDigit}{1,8})(?<how>[:~])(?<mask>\\p{XDigit}{1,8})");

  /**
   * Takes conditions.
   *
   * @param filters the conditions, at most 512
   * @throws IllegalArgumentException if there are more
   */
  public CanFilters {
    filters = List.copyOf(filters);
    if (filters.size() > MOST) {
      throw new IllegalArgumentException(filters.size() + " filters: at most " + MOST);
    }
  }

  /**
   * Takes conditions.
   *
   * @param filters the conditions
   * @return all of them
   */
  public static CanFilters of(CanFilter... filters) {
    return new CanFilters(List.of(filters));
  }

  /**
   * Reads them as candump has them: {@code ID:MASK} or, inverted, {@code ID~MASK}, hexadecimal,
   * with commas between. An identifier written with 8 digits is an extended one.
   *
   * @param text such as {@code 123:7FF,00012345:9FFFFFFF}; empty for none
   * @return the filters
   * @throws IllegalArgumentException if it has not that form
   */
  public static CanFilters parse(String text) {
    List<CanFilter> filters = new ArrayList<>();
    for (String one : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      filters.add(filter(one));
    }
    return new CanFilters(filters);
  }

  private static CanFilter filter(String text) {
    Matcher filter = FILTER.matcher(text);
    if (!filter.matches()) {
      throw new IllegalArgumentException(text);
    }
    String digits = filter.group("id");
    int id =
        Integer.parseUnsignedInt(digits, 16)
            | (digits.length() == 8 ? CanFrame.EFF : 0)
            | (filter.group("how").equals("~") ? CanFilter.INVERTED : 0);
    return new CanFilter(id, Integer.parseUnsignedInt(filter.group("mask"), 16));
  }

  /** As it is parsed. */
  @Override
  public String toString() {
    return filters.stream().map(CanFilter::toString).collect(Collectors.joining(","));
  }
}
