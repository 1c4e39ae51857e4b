package dev.sockeye.tcp;

import dev.sockeye.Errno;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.ChannelSocket;
import dev.sockeye.posix.Memory;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;

/** MPTCP under the JDK's channels. Loaded only where there is {@code sockeye-posix}. */
final class MptcpChannels {

  // <linux/mptcp.h> and <linux/socket.h>
  private static final int SOL_MPTCP = 284;
  private static final int MPTCP_INFO = 1;

  private static final int PROTOCOL = Mptcp.IPPROTO_MPTCP.number();

  private MptcpChannels() {}

  /** What is missing, and what to do; {@code null} if nothing is. */
  static String missing() {
    return Bindings.unavailable()
        .or(() -> ChannelSocket.refused(PROTOCOL).map(MptcpChannels::advice))
        .orElse(null);
  }

  /** {@code null} for what passes, such as to be out of descriptors: the call itself tells. */
  private static String advice(Errno refusal) {
    return switch (refusal) {
      case ENOPROTOOPT ->
          "MPTCP is switched off in this network namespace (ENOPROTOOPT): sysctl -w"
              + " net.mptcp.enabled=1";
      case EPROTONOSUPPORT, EINVAL ->
          "this kernel has no MPTCP ("
              + refusal
              + "): it takes Linux 5.6 or later, built with CONFIG_MPTCP";
      case EPERM, EACCES -> "this process may not open MPTCP sockets (" + refusal + ")";
      default -> null;
    };
  }

  static void prepare(NetworkChannel opened) throws IOException {
    Bindings.unavailable()
        .ifPresent(
            why -> {
              throw new UnsupportedOperationException("mptcp is not available here: " + why);
            });
    ChannelSocket.replace(opened, "mptcp", PROTOCOL);
  }

  /** A connection that is TCP refuses the option. */
  static MptcpInfo info(NetworkChannel channel) throws IOException {
    MptcpInfo told = told(channel);
    if (told != null) {
      return told;
    }
    requireTold();
    return MptcpInfo.FELL_BACK;
  }

  /** Gives {@code null} if it is refused, by TCP over IPv4 and over IPv6. */
  private static MptcpInfo told(NetworkChannel channel) throws IOException {
    Memory memory = Memory.allocate(MptcpInfo.SIZE);
    try {
      ChannelSocket.getOption(channel, SOL_MPTCP, MPTCP_INFO, memory);
      return MptcpInfo.read(memory.bytes);
    } catch (SocketErrnoException e) {
      if (e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.ENOPROTOOPT) {
        return null;
      }
      throw e;
    }
  }

  private static volatile boolean isTold; // by this kernel, of what is MPTCP; only ever set

  private static void requireTold() throws IOException {
    if (!isTold) {
      try (SocketChannel fresh = SocketChannel.open(StandardProtocolFamily.INET)) {
        prepare(fresh);
        if (told(fresh) == null) {
          throw new UnsupportedOperationException("MPTCP_INFO takes Linux 5.16 or later");
        }
        isTold = true;
      }
    }
  }
}
