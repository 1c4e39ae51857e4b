package dev.sockeye.memory;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The sides of associations whose peers broke off while no path was open, and which do not know of
 * it: a peer that sets up an association between the same addresses restarts them. Guarded by the
 * kernel's lock.
 */
final class AbandonedAssociations {

  private final List<Association> sides = new ArrayList<>();

  void add(Association side) {
    sides.add(side);
  }

  /**
   * Takes the side that an association is set up with.
   *
   * @param target the address that is connected to
   * @param source the addresses of the peer that begins anew, RFC 9260, section 5.2.2
   * @return {@code null} if there is none
   */
  Association take(InetSocketAddress target, List<InetSocketAddress> source) {
    sides.removeIf(side -> !side.isAbandoned());
    for (Iterator<Association> i = sides.iterator(); i.hasNext(); ) {
      Association side = i.next();
      if (side.addresses().contains(target) && side.peer().addresses().containsAll(source)) {
        i.remove();
        return side;
      }
    }
    return null;
  }
}
