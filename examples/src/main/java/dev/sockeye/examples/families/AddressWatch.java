package dev.sockeye.examples.families;

import dev.sockeye.Network;
import dev.sockeye.netlink.Change;
import dev.sockeye.netlink.NetlinkGroups;
import dev.sockeye.netlink.NetlinkOverrunException;
import dev.sockeye.netlink.Rtnetlink;
import java.io.IOException;

/** Lists this host's addresses, and tells when they change. */
public final class AddressWatch {

  private AddressWatch() {}

  /**
   * Runs until it is ended.
   *
   * @param arguments none
   * @throws IOException if netlink cannot be used
   */
  public static void main(String[] arguments) throws IOException {
    NetlinkGroups groups = NetlinkGroups.IPV4_IFADDR.and(NetlinkGroups.IPV6_IFADDR);
    try (Rtnetlink host = Rtnetlink.open(Network.system(), groups)) {
      host.addresses().forEach(System.out::println);
      while (true) {
        try {
          Change change = host.nextChange();
          System.out.println((change.removed() ? "gone " : "new ") + change.object());
        } catch (NetlinkOverrunException e) {
          host.addresses().forEach(System.out::println); // what was lost is in here
        }
      }
    }
  }
}
