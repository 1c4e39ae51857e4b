package dev.sockeye.inet;

import dev.sockeye.EndpointUri;
import dev.sockeye.InetOptions;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * That replies leave from the address that the request was sent to, {@code IP_PKTINFO} of {@code
 * ip(7)}: of a socket that is bound to all addresses the system takes that of the route, and a peer
 * that is connected to another never sees them.
 */
public final class AskedAddress {

  private AskedAddress() {}

  /**
   * Has the requests tell it, and so the replies, where the URI leaves that open and the endpoint
   * can.
   *
   * @param endpoint one that receives from everybody
   * @param uri what it was opened by
   * @throws IOException if it is closed
   */
  public static void tellBy(MessageEndpoint endpoint, EndpointUri uri) throws IOException {
    boolean open = !uri.options().containsKey(InetOptions.IP_PKTINFO.name());
    if (open
        && endpoint.getLocalAddress() instanceof InetSocketAddress local
        && !local.isUnresolved()
        && local.getAddress().isAnyLocalAddress()
        && endpoint.supportedOptions().contains(InetOptions.IP_PKTINFO)) {
      ask(endpoint);
    }
  }

  private static void ask(MessageEndpoint endpoint) {
    try {
      endpoint.setOption(InetOptions.IP_PKTINFO, true);
    } catch (UnsupportedOperationException | IOException e) {
      // No C library after all, or a system without: replies leave from the route's address.
    }
  }
}
