package dev.sockeye;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A socket that is bound to several addresses at once, as those of SCTP are. An endpoint or
 * listener is one if it can be unwrapped to this.
 */
public interface SeveralAddresses {

  /**
   * Where it is bound, {@code sctp_getladdrs(3)}.
   *
   * @return the addresses, all with the same port, the one of {@code getLocalAddress} first; empty
   *     if it is not bound
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if it fails otherwise
   */
  List<InetSocketAddress> getLocalAddresses() throws IOException;
}
