package dev.sockeye.tap;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The TCP connections that are recorded, so that one whose both ends are in this process is one in
 * the file too. Of the newest ones alone, so that it stays small: those of which nobody has seen
 * the other end would never leave. All with the sink's lock held.
 */
final class TcpFlows {

  private static final int MOST = 4096;

  /** By the addresses of the end that was seen first, its own and its peer's. */
  private record Ends(InetSocketAddress own, InetSocketAddress peer) {}

  private final Map<Ends, TcpFlow> flows =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Ends, TcpFlow> eldest) {
          return size() > MOST;
        }
      };

  private int count;

  /** The connection of which this is the other end, or {@code null}. It is then complete. */
  TcpFlow takeOther(InetSocketAddress own, InetSocketAddress peer) {
    return flows.remove(new Ends(/* own= */ peer, /* peer= */ own));
  }

  /** Keeps a connection for who may come as the other end of it. */
  void keep(InetSocketAddress own, InetSocketAddress peer, TcpFlow flow) {
    flows.put(new Ends(own, peer), flow);
  }

  /** Where the next connection begins to count: not where another of the same ports did. */
  int nextSequence() {
    return ++count * 0x0001_0003;
  }
}
