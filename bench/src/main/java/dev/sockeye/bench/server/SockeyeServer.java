package dev.sockeye.bench.server;

import dev.sockeye.EndpointUri;
import dev.sockeye.server.Server;
import dev.sockeye.server.ServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * An echo server on one of Sockeye's event loops; all settings are the defaults but one, if told.
 */
public final class SockeyeServer {

  private SockeyeServer() {}

  /**
   * Serves until standard input ends.
   *
   * @param args {@code tcp}, {@code unix}, {@code udp} or {@code framed}; a host with a port or a
   *     path; and the share of its time that the loop may look for more, all unless given
   * @throws IOException if a call fails
   */
  public static void main(String[] args) throws IOException {
    double share = args.length > 2 ? Double.parseDouble(args[2]) : 1;
    ServerBuilder builder =
        Server.builder()
            .halfDuplex(true)
            .loops(1)
            .busyPollShare(share)
            .onFailure(reset -> {}); // how the load generator ends its connections
    serve(builder, args[0], args[1]);
    try (Server server = builder.start()) {
      SocketAddress bound = server.addresses().get(0);
      ServerControl.serve(
          bound instanceof InetSocketAddress local ? "127.0.0.1:" + local.getPort() : args[1]);
    }
  }

  private static void serve(ServerBuilder builder, String service, String where) {
    switch (service) {
      case "unix" ->
          builder.serveEvents(uri("unix:" + where), connection -> (c, in) -> c.write(in));
      case "udp" ->
          builder.serveMessages(uri("udp://" + where), request -> request.reply(request.payload()));
      case "framed" ->
          builder.serveMessages(tcp(where), request -> request.reply(request.payload()));
      default -> builder.serveEvents(tcp(where), connection -> (c, in) -> c.write(in));
    }
  }

  private static EndpointUri tcp(String where) {
    return uri("tcp://" + where);
  }

  private static EndpointUri uri(String text) {
    String options = text.startsWith("udp:") ? "" : "?BACKLOG=4096";
    return EndpointUri.valueOf(text + options);
  }
}
