package dev.sockeye.memory;

import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.tipc.TipcGroupEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * The members of groups, {@code net/tipc/group.c}: those of one type and scope are together.
 * Guarded by the kernel's lock.
 */
final class TipcGroups {

  private final List<TipcDatagramEndpoint> members = new ArrayList<>(); // whose turn is next first

  /** Takes a member in, which is told of those that are there already. */
  void join(TipcDatagramEndpoint joining) {
    for (TipcDatagramEndpoint each : List.copyOf(members)) {
      if (each.isWith(joining)) {
        each.tell(joining, TipcGroupEvent.JOINED);
        joining.tell(each, TipcGroupEvent.JOINED);
      }
    }
    members.add(joining);
    if (joining.membership().loopback()) {
      joining.tell(joining, TipcGroupEvent.JOINED);
    }
  }

  void leave(TipcDatagramEndpoint leaving) {
    members.remove(leaving);
    for (TipcDatagramEndpoint each : List.copyOf(members)) {
      if (each.isWith(leaving)) {
        each.tell(leaving, TipcGroupEvent.LEFT);
      }
    }
  }

  /**
   * Who is sent to by a member, whose turn is next first.
   *
   * @param target a service or range, for the members of that instance; a number, for one; {@link
   *     TipcAddress.Id#ANY} for all
   * @return the members; empty if there is none
   */
  List<TipcDatagramEndpoint> receivers(TipcDatagramEndpoint sender, TipcAddress target) {
    return members.stream()
        .filter(each -> each.isWith(sender))
        .filter(each -> each != sender || sender.membership().loopback())
        .filter(each -> isMeant(each, target))
        .toList();
  }

  private static boolean isMeant(TipcDatagramEndpoint member, TipcAddress target) {
    long instance = member.membership().instance();
    if (target instanceof TipcAddress.Service service) {
      return instance == service.instance();
    } else if (target instanceof TipcAddress.Range range) {
      return instance == range.lower();
    }
    return target.equals(TipcAddress.Id.ANY) || target.equals(member.local());
  }

  /** Who was sent to in turn is next after all others. */
  void hadTurn(TipcDatagramEndpoint member) {
    members.remove(member);
    members.add(member);
  }
}
