package dev.sockeye.sctp;

import com.sun.nio.sctp.SctpChannel;
import com.sun.nio.sctp.SctpStandardSocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;

/** The addresses of the one peer, which are kept: they are gone with the association. */
final class PeerPaths {

  private final SctpChannel channel;
  private volatile List<InetSocketAddress> last = List.of(); // as last asked for

  PeerPaths(SctpChannel channel) {
    this.channel = channel;
  }

  /**
   * Asks for them as the association stands, or is gone already, which receiving tells.
   *
   * @param asked what connect was called with, {@code null} if it was not
   * @return the primary one; {@code null} if none is known
   */
  InetSocketAddress begin(InetSocketAddress asked) {
    InetSocketAddress primary = primaryOr(asked);
    try {
      Set<SocketAddress> all = channel.getRemoteAddresses();
      if (primary == null && !all.isEmpty()) {
        primary = SctpAddresses.sorted(all, null).get(0);
      }
      last = SctpAddresses.sorted(all, primary);
    } catch (IOException gone) {
      last = primary == null ? List.of() : List.of(primary);
    }
    return primary;
  }

  /** As last asked for. */
  List<InetSocketAddress> last() {
    return last;
  }

  /**
   * Asks for them again: after the end there are those of before.
   *
   * @param otherwise the primary one if none is told
   * @return the addresses, the primary one first
   */
  List<InetSocketAddress> now(InetSocketAddress otherwise) throws IOException {
    Set<SocketAddress> now = channel.getRemoteAddresses();
    if (!now.isEmpty()) {
      last = SctpAddresses.sorted(now, primaryOr(otherwise));
    }
    return last;
  }

  private InetSocketAddress primaryOr(InetSocketAddress other) {
    try {
      return SctpAddresses.plain(
          (InetSocketAddress) channel.getOption(SctpStandardSocketOptions.SCTP_PRIMARY_ADDR));
    } catch (IOException gone) {
      return other;
    }
  }
}
