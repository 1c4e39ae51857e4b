package dev.sockeye;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.stream.Collectors;

/** How socket addresses are written, in messages and in URIs. */
public final class Addresses {

  private Addresses() {}

  /**
   * Writes an address as people do: {@code 127.0.0.1:5000}, {@code [::1]:5000}, {@code
   * db.internal/10.0.0.7:5432}, {@code /run/a.sock}.
   *
   * @param address the address, or {@code null}
   * @return its text
   */
  public static String format(SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      String literal = hostPort(inet);
      return inet.isUnresolved() || isLiteral(inet)
          ? literal
          : inet.getHostString() + '/' + literal;
    } else if (address instanceof UnixDomainSocketAddress unix) {
      return unix.getPath().toString().isEmpty() ? "unnamed" : unix.getPath().toString();
    }
    return address == null ? "unbound" : address.toString();
  }

  /**
   * Writes an Internet address as host and port, the IP address if it is known, else the name; IPv6
   * as in RFC 5952, in brackets.
   *
   * @param address the address
   * @return such as {@code 127.0.0.1:5000}
   */
  public static String hostPort(InetSocketAddress address) {
    return host(address) + ':' + address.getPort();
  }

  /**
   * Writes the addresses of one socket as hosts and a port, as the URIs of SCTP have them.
   *
   * @param addresses at least one, all with the same port
   * @return such as {@code 10.0.0.1,10.1.0.1:5000}
   */
  static String hostPorts(List<InetSocketAddress> addresses) {
    String hosts = addresses.stream().map(Addresses::host).collect(Collectors.joining(","));
    return hosts + ':' + addresses.get(0).getPort();
  }

  private static String host(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    if (ip instanceof Inet6Address six) {
      return '[' + compress(six) + ']';
    }
    return ip == null ? address.getHostString() : ip.getHostAddress();
  }

  private static boolean isLiteral(InetSocketAddress address) {
    String host = address.getHostString(); // never asks a name server
    return host.indexOf(':') >= 0 || host.equals(address.getAddress().getHostAddress());
  }

  /** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups is "::". */
  private static String compress(Inet6Address address) {
    byte[] bytes = address.getAddress();
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
    }
    int start = -1;
    int longest = 1;
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && groups[i + run] == 0) {
        run++;
      }
      if (run > longest) {
        start = i;
        longest = run;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        text.append("::");
        i += longest - 1;
      } else {
        boolean first = text.length() == 0 || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    String scoped = address.getHostAddress();
    int percent = scoped.indexOf('%');
    return percent < 0 ? text.toString() : text + scoped.substring(percent);
  }
}
