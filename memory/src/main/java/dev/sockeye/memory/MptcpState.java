package dev.sockeye.memory;

import dev.sockeye.tcp.Mptcp;
import dev.sockeye.tcp.MptcpInfo;
import java.util.concurrent.atomic.AtomicInteger;

/** What MPTCP tells of a connection: in memory that has one path, and bytes are not counted. */
final class MptcpState {

  private static final AtomicInteger LAST_TOKEN = new AtomicInteger();

  private MptcpState() {}

  static void addTo(OptionValues options) {
    options.addReadOnly(Mptcp.MPTCP_INFO);
    options.add(Mptcp.MPTCP_INFO, info(0, 0, 0));
  }

  static void connected(OptionValues options, boolean withMptcp) {
    options.add(
        Mptcp.MPTCP_INFO,
        withMptcp
            ? info(MptcpInfo.REMOTE_KEY_RECEIVED, LAST_TOKEN.incrementAndGet(), 1)
            : MptcpInfo.FELL_BACK);
  }

  private static MptcpInfo info(int flags, int token, int paths) {
    return new MptcpInfo(
        0, 0, 0, 0, 0, 0, flags, token, 0, 0, 0, 0, 0, false, 0, 0, 0, 0, 0, paths, 0, 0, 0);
  }
}
