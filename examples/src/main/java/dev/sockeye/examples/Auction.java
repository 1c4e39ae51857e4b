package dev.sockeye.examples;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.server.Server;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Thousands of bidders, each served by a thread of its own that blocks, virtual on Java 21 and
 * later: the code is that of one conversation. A bidder sends a sum, four bytes in network order,
 * and is told the highest by then, until he ends.
 */
public final class Auction {

  private int highest; // guarded by this

  /** Begins without a bid. */
  public Auction() {}

  /**
   * Opens the doors.
   *
   * @param network opens the sockets
   * @param where where bidders come to
   * @param seats how many threads there may be where they are not virtual, and so bidders at once
   * @return the server
   * @throws IOException if it cannot listen
   */
  public Server open(Network network, EndpointUri where, int seats) throws IOException {
    return Server.builder(network)
        .serveBlocking(where, this::serve)
        .threads(seats)
        .onFailure(failure -> System.err.println(failure))
        .start();
  }

  private void serve(StreamEndpoint bidder) throws IOException {
    ByteBuffer sum = ByteBuffer.allocate(Integer.BYTES);
    while (bidder.read(sum.clear()) >= 0) {
      Streams.readFully(bidder, sum); // the rest of it, if not all came at once
      int best = bid(sum.flip().getInt());
      Streams.writeFully(bidder, sum.clear().putInt(best).flip());
    }
  }

  private synchronized int bid(int sum) {
    highest = Math.max(highest, sum);
    return highest;
  }
}
