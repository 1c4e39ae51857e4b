package dev.sockeye.can;

import java.util.List;

/**
 * The value of {@link Can#SO_J1939_FILTER}: a message is received if it meets one of the
 * conditions. Unlike those of raw sockets, none at all let everything through.
 *
 * @param filters the conditions, at most 512
 */
public record J1939Filters(List<J1939Filter> filters) {

  /** Lets everything through that the address bound to does. */
  public static final J1939Filters ALL = of();

  /** {@code J1939_FILTER_MAX}. */
  private static final int MOST = 512;

  /**
   * Takes conditions.
   *
   * @param filters the conditions, at most 512
   * @throws IllegalArgumentException if there are more
   */
  public J1939Filters {
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
  public static J1939Filters of(J1939Filter... filters) {
    return new J1939Filters(List.of(filters));
  }
}
