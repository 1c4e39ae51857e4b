package dev.sockeye.netlink;

import java.util.Objects;

/**
 * A change of what a host has, as an event of {@code rtnetlink(7)} tells it.
 *
 * @param removed whether it is there no more ({@code RTM_DEL...}); else it is new, or has changed
 *     ({@code RTM_NEW...})
 * @param object what it is now, or was
 */
public record Change(boolean removed, NetworkObject object) {

  /**
   * Creates a change.
   *
   * @param removed whether it is there no more
   * @param object what it is, or was
   */
  public Change {
    Objects.requireNonNull(object, "object");
  }
}
