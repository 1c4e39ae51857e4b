package dev.sockeye.memory;

import dev.sockeye.Domain;
import dev.sockeye.EndpointUri;
import dev.sockeye.inet.HostPort;
import dev.sockeye.inet.InetAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the hosts of URIs are in memory: IP addresses are what they are, localhost is this host, and
 * every other name is itself.
 */
final class InetNames {

  private static final Pattern IPV4 = Pattern.compile("\\d+(\\.\\d+){3}");

  private final Kernel kernel;
  private final AddressTable table;

  InetNames(Kernel kernel, Kind kind) {
    this.kernel = kernel;
    table = kernel.table(kind);
  }

  /**
   * Resolves the hosts of a URI.
   *
   * @param address what was parsed of it
   * @param passive whether to bind to them and not to connect to them
   * @return an address for each host; the wildcard address if there is none
   */
  List<InetSocketAddress> resolve(EndpointUri uri, HostPort address, Domain domain, boolean passive)
      throws IOException {
    if (!passive) {
      address.requirePeer(uri);
    }
    List<InetSocketAddress> found = new ArrayList<>();
    for (String host : address.hosts().isEmpty() ? List.of("") : address.hosts()) {
      found.add(resolve(uri, host, address.port(), domain, passive));
    }
    return found;
  }

  private InetSocketAddress resolve(
      EndpointUri uri, String host, int port, Domain domain, boolean passive) throws IOException {
    if (host.toLowerCase(Locale.ROOT).equals("localhost")) {
      return localhost(domain, port, passive);
    } else if (host.isEmpty() || host.indexOf(':') >= 0 || IPV4.matcher(host).matches()) {
      List<String> hosts = host.isEmpty() ? List.of() : List.of(host);
      return InetAddresses.resolve(uri, new HostPort(hosts, port), domain).get(0);
    }
    return InetSocketAddress.createUnresolved(host, port);
  }

  /** Both loopback addresses, of which the one is connected to at which somebody listens. */
  private InetSocketAddress localhost(Domain domain, int port, boolean passive) {
    InetSocketAddress first = new InetSocketAddress(localhost(domain), port);
    InetSocketAddress second = new InetSocketAddress(PortTable.LOOPBACK6, port);
    if (passive || !domain.equals(Domain.AF_UNSPEC)) {
      return first;
    }
    kernel.lock().lock();
    try {
      return table.find(first) == null && table.find(second) != null ? second : first;
    } finally {
      kernel.lock().unlock();
    }
  }

  static InetAddress localhost(Domain domain) {
    return domain.equals(Domain.AF_INET6) ? PortTable.LOOPBACK6 : PortTable.LOOPBACK4;
  }
}
