package dev.sockeye.netlink;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Network;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What runs in a network namespace of its own, or without a privilege; {@code ip} is the judge. */
final class InNamespace {

  private InNamespace() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "changes" -> changes();
      case "list" -> list();
      case "refused" -> refused();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println("ok");
  }

  /** We see what ip changes, and it what we change. */
  private static void changes() throws Exception {
    NetlinkGroups groups = NetlinkGroups.parse("link,neigh,ipv4-ifaddr,ipv4-route");
    try (Rtnetlink host = Rtnetlink.open(Network.system(), groups)) {
      host.endpoint().setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(20));
      ip("link", "add", "v0", "type", "veth", "peer", "name", "v1");
      Link v0 = await(host, false, Link.class, link -> link.name().equals("v0"));
      require(v0.kind().equals("veth") && !v0.isUp(), v0);
      Process monitor = new ProcessBuilder("ip", "-o", "monitor", "address", "link").start();
      try (BufferedReader told = monitor.inputReader(StandardCharsets.UTF_8)) {
        awaitMonitor(told);
        host.setUp(v0.index(), true);
        Address address = Address.of(v0.index(), InetAddress.getByName("192.0.2.7"), 24);
        host.add(address);
        awaitLine(told, "192.0.2.7/24");
        Address ours = await(host, false, Address.class, a -> a.index() == v0.index());
        require(ours.address().equals(address.address()) && ours.prefix() == 24, ours);
        host.remove(address);
        awaitLine(told, "Deleted");
      } finally {
        monitor.destroyForcibly();
        monitor.waitFor();
      }
      ip("address", "add", "192.0.2.9/28", "dev", "v0");
      Address theirs = await(host, false, Address.class, a -> a.address().getAddress()[3] == 9);
      require(theirs.prefix() == 28 && theirs.label().equals("v0"), theirs);
      ip("route", "add", "198.51.100.0/24", "via", "192.0.2.1", "metric", "77");
      Route route = await(host, false, Route.class, r -> r.metric() == 77);
      require(route.gateway().getHostAddress().equals("192.0.2.1"), route);
      ip("neigh", "add", "192.0.2.3", "lladdr", "02:00:00:00:00:03", "dev", "v0");
      Neighbour known =
          await(host, false, Neighbour.class, n -> n.state() == Neighbour.NUD_PERMANENT);
      require(known.hardwareAddress().equals("02:00:00:00:00:03"), known);
      require(host.neighbours().contains(known), host.neighbours());
      ip("link", "del", "v0");
      await(host, true, Link.class, link -> link.index() == v0.index());
    }
  }

  /** Until it says something it may not listen yet. */
  private static void awaitMonitor(BufferedReader told) throws Exception {
    for (int i = 0; !told.ready(); i++) {
      ip("link", "set", "v1", "mtu", Integer.toString(1400 + i % 100));
    }
  }

  private static void awaitLine(BufferedReader told, String part) throws IOException {
    String line;
    do {
      line = told.readLine();
    } while (line != null && !line.contains(part));
    require(line != null, "ip monitor ended before " + part);
  }

  private static <T> T await(
      Rtnetlink host, boolean removed, Class<T> type, java.util.function.Predicate<T> wanted)
      throws IOException {
    while (true) {
      Change change = host.nextChange();
      if (change.removed() == removed && type.isInstance(change.object())) {
        T object = type.cast(change.object());
        if (wanted.test(object)) {
          return object;
        }
      }
    }
  }

  private static void list() throws IOException {
    try (Rtnetlink host = Rtnetlink.open(Network.system(), NetlinkGroups.NONE)) {
      host.links().forEach(System.out::println);
      host.addresses().forEach(System.out::println);
    }
  }

  private static void refused() throws IOException {
    list();
    try (Rtnetlink host = Rtnetlink.open(Network.system(), NetlinkGroups.LINK)) {
      host.add(Address.of(1, InetAddress.getByName("127.9.9.9"), 8));
      throw new AssertionError("not refused");
    } catch (NetlinkException e) {
      System.out.println(e.getMessage());
    }
  }

  private static void ip(String... arguments) throws Exception {
    List<String> command = new java.util.ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    Process ip = new ProcessBuilder(command).inheritIO().start();
    require(ip.waitFor() == 0, command);
  }

  private static void require(boolean holds, Object what) {
    if (!holds) {
      throw new AssertionError(what.toString());
    }
  }
}
