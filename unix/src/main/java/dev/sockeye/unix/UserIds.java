package dev.sockeye.unix;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Users by number, for {@link Unix#ALLOW_UID}. As text {@code 1000,0}.
 *
 * @param ids the numbers; empty for nobody
 */
public record UserIds(Set<Long> ids) {

  private static final long MAX = 0xffff_fffeL; // (uid_t) -1 is no user

  /**
   * Creates a set of users.
   *
   * @param ids the numbers
   * @throws IllegalArgumentException if one cannot be a user's
   */
  public UserIds {
    for (long id : ids) {
      if (id < 0 || id > MAX) {
        throw new IllegalArgumentException(id + " is no user id");
      }
    }
    ids = Set.copyOf(ids);
  }

  /**
   * Creates a set of users.
   *
   * @param ids the numbers
   * @return the set
   * @throws IllegalArgumentException if one cannot be a user's
   */
  public static UserIds of(long... ids) {
    return new UserIds(Arrays.stream(ids).boxed().collect(Collectors.toSet()));
  }

  static UserIds parse(String text) {
    return of(Arrays.stream(text.split(",", -1)).mapToLong(Long::parseLong).toArray());
  }

  /**
   * Tells whether a user is one of these.
   *
   * @param uid the user
   * @return whether it is
   */
  public boolean contains(long uid) {
    return ids.contains(uid);
  }

  @Override
  public String toString() {
    return new TreeSet<>(ids).stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
