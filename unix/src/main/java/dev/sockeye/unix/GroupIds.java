package dev.sockeye.unix;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Groups by number, as {@link Unix#SO_PEERGROUPS} tells them. As text {@code 4,27,1000}.
 *
 * @param ids the numbers; empty for none
 */
public record GroupIds(Set<Long> ids) {

  /**
   * Creates a set of groups.
   *
   * @param ids the numbers
   */
  public GroupIds {
    ids = Set.copyOf(ids);
  }

  /**
   * Tells whether a group is one of these.
   *
   * @param gid the group
   * @return whether it is
   */
  public boolean contains(long gid) {
    return ids.contains(gid);
  }

  @Override
  public String toString() {
    return new TreeSet<>(ids).stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
