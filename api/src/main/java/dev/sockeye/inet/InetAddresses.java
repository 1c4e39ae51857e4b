package dev.sockeye.inet;

import dev.sockeye.Domain;
import dev.sockeye.EndpointUri;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Name resolution for the Internet domains, {@code getaddrinfo(3)}. */
public final class InetAddresses {

  private static final String WILDCARD4 = "0.0.0.0";
  private static final String WILDCARD6 = "::";

  private InetAddresses() {}

  /**
   * Tells whether a host is an IP address, so that nobody has to be asked for it.
   *
   * @param host one of {@link HostPort#hosts}
   * @return whether; {@code false} for forms that resolvers understand in different ways, too
   */
  public static boolean isNumeric(String host) {
    return host.indexOf(':') >= 0 || isDotted(host, 255);
  }

  /**
   * Resolves the hosts of an address.
   *
   * @param uri the URI that it came from, for messages
   * @param address hosts and port; without a host the wildcard address is meant
   * @param domain {@code AF_INET} or {@code AF_INET6} for one family only, {@code AF_UNSPEC} for
   *     both
   * @return all addresses of all hosts, in the resolver's order; not empty
   * @throws UnknownHostException if a host does not resolve, or not to that family
   */
  public static List<InetSocketAddress> resolve(EndpointUri uri, HostPort address, Domain domain)
      throws UnknownHostException {
    List<InetSocketAddress> found = new ArrayList<>();
    if (address.hosts().isEmpty()) {
      found.add(wildcard(address.port(), domain));
    }
    for (String host : address.hosts()) {
      for (InetAddress ip : resolve(uri, host, domain)) {
        found.add(new InetSocketAddress(ip, address.port()));
      }
    }
    return found;
  }

  /**
   * Checks those hosts of an address that are IP addresses. Names are not looked up.
   *
   * @param uri the URI that it came from, for messages
   * @param address hosts and port
   * @param domain {@code AF_INET} or {@code AF_INET6} for one family only, {@code AF_UNSPEC} for
   *     both
   * @throws IllegalArgumentException if one is of the other family, or has a scope that is no
   *     interface of this host
   */
  public static void check(EndpointUri uri, HostPort address, Domain domain) {
    for (String host : address.hosts()) {
      if (host.indexOf(':') >= 0 || isDotted(host, 999)) {
        requireAddress(uri, host, domain);
      }
    }
  }

  private static void requireAddress(EndpointUri uri, String host, Domain domain) {
    try {
      resolve(uri, host, domain);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Gives the address that a socket is bound to. Of a name with several it is the first, in the
   * resolver's order, that is one of this host's, as {@code localhost} may be {@code ::1} where
   * there is no IPv6. A socket has one address, or all: of both families of {@code localhost} only
   * the first is listened at. Where none is this host's, the bind of the first one tells so.
   *
   * @param uri the URI that it came from, for messages
   * @param address host and port; without a host the wildcard address is meant
   * @param domain {@code AF_INET} or {@code AF_INET6} for one family only, {@code AF_UNSPEC} for
   *     both
   * @return the address
   * @throws UnknownHostException if the host does not resolve, or not to that family
   */
  public static InetSocketAddress local(EndpointUri uri, HostPort address, Domain domain)
      throws UnknownHostException {
    List<InetSocketAddress> all = resolve(uri, address, domain);
    return all.size() == 1
        ? all.get(0)
        : all.stream().filter(InetAddresses::isLocal).findFirst().orElse(all.get(0));
  }

  /** Whether a socket can be bound to it, which is looked at with one on a free port of UDP's. */
  private static boolean isLocal(InetSocketAddress address) {
    try (DatagramChannel probe = DatagramChannel.open()) {
      probe.bind(new InetSocketAddress(address.getAddress(), 0));
      return true;
    } catch (IOException | UnsupportedAddressTypeException e) {
      return false;
    }
  }

  /**
   * Checks the addresses that one socket is to be bound to.
   *
   * @param uri the URI that they came from, for messages
   * @param addresses what its hosts are
   * @return the addresses
   * @throws IllegalArgumentException if one of them is there twice
   */
  public static List<InetSocketAddress> requireDistinct(
      EndpointUri uri, List<InetSocketAddress> addresses) {
    Set<InetSocketAddress> seen = new HashSet<>();
    for (InetSocketAddress address : addresses) {
      if (!seen.add(address)) {
        throw new IllegalArgumentException(
            uri
                + ": two of the hosts are the same address, "
                + address.getHostString()
                + ": name each address once");
      }
    }
    return addresses;
  }

  private static InetSocketAddress wildcard(int port, Domain domain) throws UnknownHostException {
    if (domain.equals(Domain.AF_UNSPEC)) {
      return new InetSocketAddress(port);
    }
    String any = domain.equals(Domain.AF_INET6) ? WILDCARD6 : WILDCARD4;
    return new InetSocketAddress(InetAddress.getByName(any), port);
  }

  private static String unresolved(String host) {
    int percent = host.indexOf('%');
    return percent < 0
        ? "host name '" + host + "' does not resolve: check its spelling, the hosts file and DNS"
        : "no network interface '"
            + host.substring(percent + 1)
            + "': write ADDRESS%NAME, with a name that this host has";
  }

  private static List<InetAddress> resolve(EndpointUri uri, String host, Domain domain)
      throws UnknownHostException {
    InetAddress[] all;
    try {
      all = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      UnknownHostException told = new UnknownHostException(uri + ": " + unresolved(host));
      told.initCause(e);
      throw told;
    }
    List<InetAddress> right = new ArrayList<>();
    for (InetAddress ip : all) {
      boolean wrong =
          (domain.equals(Domain.AF_INET) && !(ip instanceof Inet4Address))
              || (domain.equals(Domain.AF_INET6) && !(ip instanceof Inet6Address));
      if (!wrong) {
        right.add(ip);
      }
    }
    if (right.isEmpty()) {
      throw new UnknownHostException(
          uri
              + ": '"
              + host
              + "' has no "
              + (domain.equals(Domain.AF_INET) ? "IPv4" : "IPv6")
              + " address: "
              + uri.scheme().replaceFirst("[46]$", "")
              + " takes both families");
    }
    return right;
  }

  /**
   * Whether it is four numbers with dots between, for which no resolver is asked: Java reads them
   * as decimal ones, and refuses those that are too large.
   *
   * @param most what each may be; up to 255 none begins with a zero, which others read as octal
   */
  private static boolean isDotted(String host, int most) {
    String[] numbers = host.split("\\.", -1);
    boolean dotted = numbers.length == 4;
    for (int i = 0; dotted && i < 4; i++) {
      String number = numbers[i];
      boolean decimal = most > 255 || number.length() == 1 || !number.startsWith("0");
      dotted =
          !number.isEmpty()
              && number.length() <= 3
              && HostPort.isDigits(number)
              && Integer.parseInt(number) <= most
              && decimal;
    }
    return dotted;
  }
}
