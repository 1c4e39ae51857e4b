package dev.sockeye.inet;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a URI that connects says to connect from, by its option {@value #OPTION}: {@code
 * tcp://host:80?LOCAL=10.0.0.5:0}. Without a port it is any.
 *
 * @param uri the URI without that option
 * @param address what to bind to; {@code null} if the URI does not say
 * @param ofOneFamily whether only addresses of the same family can be connected to
 */
public record LocalAddress(EndpointUri uri, InetSocketAddress address, boolean ofOneFamily) {

  /** Names the option. */
  public static final String OPTION = "LOCAL";

  /**
   * Finds an address of text, as {@link InetAddresses#local} does.
   *
   * <p>Implemented by transports that have names of their own.
   */
  @FunctionalInterface
  public interface Resolver {
    /**
     * Finds the address.
     *
     * @param uri a URI whose address is the text, for messages
     * @param parsed what was parsed of it
     * @return the address
     * @throws IOException if a host does not resolve
     */
    InetSocketAddress resolve(EndpointUri uri, HostPort parsed) throws IOException;
  }

  /**
   * Reads the option.
   *
   * @param uri the URI
   * @param domain {@code AF_INET} or {@code AF_INET6} for one family only, {@code AF_UNSPEC} for
   *     both
   * @return what it says
   * @throws IllegalArgumentException if it is no address
   * @throws UnknownHostException if it does not resolve, or not to that family
   */
  public static LocalAddress of(EndpointUri uri, Domain domain) throws IOException {
    return uri.options().containsKey(OPTION)
        ? of(uri, (local, parsed) -> InetAddresses.local(local, parsed, domain))
        : new LocalAddress(uri, null, false);
  }

  /**
   * Reads the option, with names of the transport's own.
   *
   * @param uri the URI
   * @param resolver finds the address
   * @return what it says
   * @throws IllegalArgumentException if it is no address
   * @throws IOException if it does not resolve
   */
  public static LocalAddress of(EndpointUri uri, Resolver resolver) throws IOException {
    String text = uri.options().get(OPTION);
    if (text == null) {
      return new LocalAddress(uri, null, false);
    }
    EndpointUri local = local(uri, text);
    HostPort parsed = HostPort.parseSingle(local);
    return new LocalAddress(
        uri.withoutOption(OPTION), resolver.resolve(local, parsed), !parsed.hosts().isEmpty());
  }

  /** A URI of the option's address, which has the right form. */
  private static EndpointUri local(EndpointUri uri, String text) {
    try {
      EndpointUri local = EndpointUri.valueOf(uri.scheme() + "://" + withPort(text));
      HostPort.parseSingle(local.withoutOptions());
      return local;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          uri + ": " + OPTION + " cannot be '" + text + "': write HOST:PORT or [IPV6]:PORT", e);
    }
  }

  /**
   * Checks the option's form, and an IP address in it; no name is looked up.
   *
   * @param uri the URI
   * @param domain {@code AF_INET} or {@code AF_INET6} for one family only, {@code AF_UNSPEC} for
   *     both
   * @return the URI without it
   * @throws IllegalArgumentException if it is no address, or one of the other family
   */
  public static EndpointUri check(EndpointUri uri, Domain domain) {
    String text = uri.options().get(OPTION);
    if (text != null) {
      InetAddresses.check(uri, HostPort.parseSingle(local(uri, text)), domain);
    }
    return uri.withoutOption(OPTION);
  }

  private static String withPort(String text) {
    return text.indexOf(':') < 0 || text.endsWith("]") ? text + ":0" : text;
  }

  /**
   * The addresses of a peer that can be connected to from here.
   *
   * @param peers all of them
   * @return those of the same family, in the same order; all if the URI does not say
   * @throws UnknownHostException if there are none
   */
  public List<InetSocketAddress> reachable(List<InetSocketAddress> peers)
      throws UnknownHostException {
    if (!ofOneFamily) {
      return peers;
    }
    List<InetSocketAddress> same =
        peers.stream().filter(this::isOfSameFamily).collect(Collectors.toList());
    if (same.isEmpty()) {
      throw new UnknownHostException(
          uri
              + ": the host has no "
              + (isV4(address) ? "IPv4" : "IPv6")
              + " address, as "
              + OPTION
              + " has: leave it out, or give one of the other family");
    }
    return same;
  }

  /** A name that nobody has resolved is of any. */
  private boolean isOfSameFamily(InetSocketAddress peer) {
    return peer.isUnresolved() || address.isUnresolved() || isV4(peer) == isV4(address);
  }

  private static boolean isV4(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address;
  }

  /**
   * Whether the URI names the port to connect from.
   *
   * @return whether
   */
  public boolean isPortChosen() {
    return address != null && address.getPort() != 0;
  }

  /**
   * Binds an endpoint, if the URI says where to. A stream whose port is chosen has {@code
   * SO_REUSEADDR}, unless the URI says otherwise: without it the port would be taken for a minute
   * after each connection, and by the attempts of a race.
   *
   * @param <E> its shape
   * @param endpoint the endpoint, which is closed if that fails
   * @return the endpoint
   * @throws IOException if the system refuses
   */
  public <E extends Endpoint> E bind(E endpoint) throws IOException {
    try {
      boolean reuse = endpoint instanceof StreamEndpoint && isPortChosen();
      if (reuse && !uri.options().containsKey(StandardSocketOptions.SO_REUSEADDR.name())) {
        endpoint.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      }
      if (address != null) {
        endpoint.bind(address);
      }
      return endpoint;
    } catch (IOException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }
}
