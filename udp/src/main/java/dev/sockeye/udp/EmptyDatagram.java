package dev.sockeye.udp;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;

/**
 * Sends a datagram of length zero from a connected channel. The JDK sends none: a channel's write,
 * and a connected one's send, leave out the system call when the buffer is empty (seen on Java 17
 * and 25).
 *
 * <p>It goes out from a second socket on the same local address, which is there for that moment
 * only. What the peer sends meanwhile still reaches the first: a connected socket is the better
 * match.
 */
final class EmptyDatagram {

  /** What says how a datagram leaves, and whether it may. */
  private static final List<SocketOption<?>> SENT_WITH =
      List.of(
          StandardSocketOptions.SO_BROADCAST,
          StandardSocketOptions.IP_TOS,
          StandardSocketOptions.IP_MULTICAST_IF,
          StandardSocketOptions.IP_MULTICAST_TTL,
          StandardSocketOptions.IP_MULTICAST_LOOP);

  private EmptyDatagram() {}

  static void send(DatagramChannel connected, ProtocolFamily family) throws IOException {
    SocketAddress local = connected.getLocalAddress();
    SocketAddress remote = connected.getRemoteAddress();
    boolean reuse = connected.getOption(StandardSocketOptions.SO_REUSEADDR);
    connected.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    try (DatagramChannel second =
        family == null ? DatagramChannel.open() : DatagramChannel.open(family)) {
      second.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      for (SocketOption<?> option : SENT_WITH) {
        copy(option, connected, second);
      }
      second.bind(local);
      second.send(ByteBuffer.allocate(0), remote);
    } finally {
      connected.setOption(StandardSocketOptions.SO_REUSEADDR, reuse);
    }
  }

  private static <T> void copy(SocketOption<T> option, DatagramChannel from, DatagramChannel to)
      throws IOException {
    T value = from.getOption(option);
    if (value != null) {
      to.setOption(option, value);
    }
  }
}
