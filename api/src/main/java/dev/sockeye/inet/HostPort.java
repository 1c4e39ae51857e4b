package dev.sockeye.inet;

import dev.sockeye.EndpointUri;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a URI whose form is {@code //host:port}, {@code //[ipv6]:port} or {@code
 * //host,host:port}. No name is looked up here.
 *
 * @param hosts the hosts, IPv6 without brackets; empty for all local addresses ({@code //:port})
 * @param port the port, 0 to 65535
 */
public record HostPort(List<String> hosts, int port) {

  /** What no name of a host has. */
  private static final String NOT_OF_NAMES = " \t\n\u000b\f\r:/@[],%#\\";

  /** Compiled where there are brackets: a pattern takes a small program a while. */
  private static final class Bracketed {

    /** An IPv6 address without its scope has a colon, and then no resolver is asked for it. */
    static final Pattern FORM =
        Pattern.compile("\\[(?<address>[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)(%[^\\[\\]%/?\\s]+)?]");
  }

  /**
   * Creates an address.
   *
   * @param hosts the hosts
   * @param port the port
   */
  public HostPort {
    hosts = List.copyOf(hosts);
  }

  /**
   * Parses a URI's address.
   *
   * @param uri the URI
   * @return its hosts and port
   * @throws IllegalArgumentException if it does not have this form; the message says what to write
   */
  public static HostPort parse(EndpointUri uri) {
    String scheme = uri.scheme();
    if (!uri.address().startsWith("//")) {
      throw bad(uri, "two slashes are missing: write " + scheme + "://HOST:PORT");
    }
    String text = uri.address().substring(2);
    if (text.isEmpty()) {
      throw bad(uri, "no host and no port: write " + scheme + "://HOST:PORT");
    } else if (text.indexOf('/') >= 0) {
      throw bad(
          uri, "there is no path in " + scheme + " addresses: write " + scheme + "://HOST:PORT");
    }
    if (text.indexOf('@') >= 0) {
      throw bad(
          uri, "there is no user in " + scheme + " addresses: write " + scheme + "://HOST:PORT");
    }
    if (text.lastIndexOf('[') > text.lastIndexOf(']')) {
      throw bad(uri, "a bracket is not closed: write " + scheme + "://[::1]:PORT");
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0 || colon < text.lastIndexOf(']')) {
      throw bad(uri, "no port: write " + scheme + "://" + text + ":PORT");
    }
    return new HostPort(hosts(uri, text.substring(0, colon)), port(uri, text.substring(colon + 1)));
  }

  /**
   * Parses an address that has at most one host.
   *
   * @param uri the URI
   * @return its host, if any, and port
   * @throws IllegalArgumentException if it does not have this form, or several hosts
   */
  public static HostPort parseSingle(EndpointUri uri) {
    HostPort parsed = parse(uri);
    if (parsed.hosts.size() > 1) {
      throw bad(
          uri,
          uri.scheme() + " takes one host, not a list: write " + uri.scheme() + "://HOST:PORT");
    }
    return parsed;
  }

  /**
   * Checks that this is the address of a peer: a host and a port above 0.
   *
   * @param uri the URI that it came from
   * @return this
   * @throws IllegalArgumentException if it is not
   */
  public HostPort requirePeer(EndpointUri uri) {
    if (hosts.isEmpty()) {
      throw bad(
          uri,
          "no host to connect to: write "
              + uri.scheme()
              + "://HOST:"
              + port
              + " (without a host one can only listen)");
    } else if (port == 0) {
      throw bad(
          uri,
          "port 0 cannot be connected to (it is for listening on a free port): write the port that"
              + " the peer listens on");
    }
    return this;
  }

  private static List<String> hosts(EndpointUri uri, String text) {
    List<String> hosts = new ArrayList<>();
    if (text.isEmpty()) {
      return hosts;
    }
    for (String host : text.split(",", -1)) {
      if (isBracketedIpv6(host)) {
        hosts.add(host.substring(1, host.length() - 1));
      } else if (isName(host)) {
        hosts.add(host);
      } else if (host.startsWith("[")) {
        throw bad(
            uri,
            "'"
                + host
                + "' is no IPv6 address, and only these have brackets: write "
                + uri.scheme()
                + "://[::1]:PORT");
      } else if (host.indexOf(':') >= 0) {
        throw bad(uri, "an IPv6 address needs brackets: write " + uri.scheme() + "://[::1]:PORT");
      } else {
        throw bad(
            uri,
            "'" + host + "' is no host name or IP address: write " + uri.scheme() + "://HOST:PORT");
      }
    }
    return hosts;
  }

  private static boolean isBracketedIpv6(String host) {
    if (!host.startsWith("[")) {
      return false;
    }
    Matcher matcher = Bracketed.FORM.matcher(host);
    try {
      return matcher.matches()
          && InetAddress.getByName('[' + matcher.group("address") + ']') != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean isName(String host) {
    for (int i = 0; i < host.length(); i++) {
      if (NOT_OF_NAMES.indexOf(host.charAt(i)) >= 0) {
        return false;
      }
    }
    return !host.isEmpty();
  }

  static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static int port(EndpointUri uri, String text) {
    boolean digits = !text.isEmpty() && text.length() <= 9 && isDigits(text);
    int port = digits ? Integer.parseInt(text) : -1;
    if (port < 0 || port > 65535) {
      throw bad(
          uri,
          "port '"
              + text
              + "' is not a number from 0 to 65535: write "
              + uri.scheme()
              + "://HOST:PORT");
    }
    return port;
  }

  private static IllegalArgumentException bad(EndpointUri uri, String why) {
    return new IllegalArgumentException(uri + ": " + why);
  }
}
