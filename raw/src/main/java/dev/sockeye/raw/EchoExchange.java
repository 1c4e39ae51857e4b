package dev.sockeye.raw;

import dev.sockeye.posix.MessageExchange;
import java.nio.ByteBuffer;

/** Echo requests, which the system answers; found by their data, for ping sockets are numbered. */
final class EchoExchange implements MessageExchange.Form {

  private static final int HEADER = 8;

  private final boolean v6;
  private final boolean withIpHeader;
  private final Ipv4View ip = new Ipv4View();
  private final IcmpView icmp = new IcmpView();

  /**
   * Creates the form.
   *
   * @param v6 whether it is of ICMPv6
   * @param raw whether the socket is raw: that of IPv4 receives the IP header too
   */
  EchoExchange(boolean v6, boolean raw) {
    this.v6 = v6;
    withIpHeader = raw && !v6;
  }

  @Override
  public void put(ByteBuffer data, ByteBuffer into) {
    if (v6) {
      Icmp.echoRequest6(into, 0, 0, data);
    } else {
      Icmp.echoRequest(into, 0, 0, data);
    }
  }

  @Override
  public boolean find(ByteBuffer heard) {
    boolean whole = withIpHeader ? ip.wrap(heard) && icmp.wrap(ip) : icmp.wrap(heard);
    if (!whole || icmp.type() != (v6 ? Icmp.ECHO_REPLY6 : Icmp.ECHO_REPLY)) {
      return false;
    }
    heard.position(heard.position() + (withIpHeader ? ip.headerLength() : 0) + HEADER);
    return true;
  }
}
