package dev.sockeye.memory;

import dev.sockeye.EndpointUri;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The network interfaces of one network: every name is one. One that this host has too has the
 * host's number, so that the program finds it by either; others have numbers that no host gives.
 */
final class InterfaceNames {

  private static final int FIRST = 1_000_001;

  /** What may be before the interface, its name, and what may follow. */
  private static final Pattern ADDRESS =
      Pattern.compile("((?://)?(?:[0-9a-fA-F:]+@)?)([^/:#]+)([/:].*)?");

  private final Map<String, Integer> numbers = new HashMap<>(); // guarded by itself

  /** The number of an interface. */
  int index(String name) {
    synchronized (numbers) {
      return numbers.computeIfAbsent(name, any -> ofHost(name, FIRST + numbers.size()));
    }
  }

  private static int ofHost(String name, int otherwise) {
    try {
      NetworkInterface own = NetworkInterface.getByName(name);
      return own == null ? otherwise : own.getIndex();
    } catch (SocketException e) {
      return otherwise;
    }
  }

  /** A URI whose address has the interface's number for its name. */
  EndpointUri numbered(EndpointUri uri) {
    Matcher address = ADDRESS.matcher(uri.decodedAddress());
    if (!address.matches() || address.group(2).matches("any|\\d+")) {
      return uri;
    }
    String rest = address.group(3) == null ? "" : address.group(3);
    String text = address.group(1) + '#' + index(address.group(2)) + rest;
    return withAddress(uri, EndpointUri.encode(text));
  }

  /** A URI with another address, as URIs write it. */
  static EndpointUri withAddress(EndpointUri uri, String address) {
    EndpointUri other = EndpointUri.valueOf(uri.scheme() + ':' + address);
    for (Map.Entry<String, String> option : uri.options().entrySet()) {
      other = other.withOption(option.getKey(), option.getValue());
    }
    return other;
  }
}
