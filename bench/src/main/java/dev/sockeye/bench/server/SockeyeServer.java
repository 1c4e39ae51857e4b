package dev.sockeye.bench.server;

import dev.sockeye.EndpointUri;
import dev.sockeye.server.Server;
import java.io.IOException;
import java.net.InetSocketAddress;

/** An echo server on one of Sockeye's event loops; all settings are the defaults but one, if told. */
public final class SockeyeServer {

  private SockeyeServer() {}

  /**
   * Serves until standard input ends.
   *
   * @param args the share of its time that the loop may look for more; all unless given
   * @throws IOException if a call fails
   */
  public static void main(String[] args) throws IOException {
    EndpointUri any = EndpointUri.valueOf("tcp://127.0.0.1:0?BACKLOG=4096");
    double share = args.length > 0 ? Double.parseDouble(args[0]) : 1;
    try (Server server =
        Server.builder()
            .serveEvents(any, connection -> (c, in) -> c.write(in))
            .halfDuplex(true)
            .loops(1)
            .busyPollShare(share)
            .onFailure(reset -> {}) // how the load generator ends its connections
            .start()) {
      InetSocketAddress bound = (InetSocketAddress) server.addresses().get(0);
      ServerControl.serve("127.0.0.1:" + bound.getPort());
    }
  }
}
