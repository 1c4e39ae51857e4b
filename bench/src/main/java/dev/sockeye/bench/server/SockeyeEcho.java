package dev.sockeye.bench.server;

import dev.sockeye.EndpointUri;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.bench.contest.Keys;
import dev.sockeye.server.Server;
import dev.sockeye.server.ServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * An echo server of Sockeye's, of one kind; all settings are the defaults, but for one loop, and as
 * many threads as there are connections.
 */
public final class SockeyeEcho {

  private static final String ANY = "tcp://127.0.0.1:0?BACKLOG=4096";

  private SockeyeEcho() {}

  /**
   * Serves until standard input ends.
   *
   * @param args {@code events}, {@code framed}, {@code blocking} or {@code tls}; for TLS a folder
   *     to put its key in
   * @throws IOException if a call fails
   */
  public static void main(String[] args) throws IOException {
    ServerBuilder builder =
        Server.builder().halfDuplex(true).loops(1).threads(ThreadsServer.MOST).onFailure(e -> {});
    switch (args[0]) {
      case "framed" -> builder.serveMessages(uri(ANY), request -> request.reply(request.payload()));
      case "blocking" -> builder.serveBlocking(uri(ANY), SockeyeEcho::echo);
      case "tls" -> serveEvents(builder, tls(Path.of(args[1])));
      default -> serveEvents(builder, uri(ANY));
    }
    try (Server server = builder.start()) {
      InetSocketAddress bound = (InetSocketAddress) server.addresses().get(0);
      ServerControl.serve("127.0.0.1:" + bound.getPort());
    }
  }

  private static EndpointUri uri(String text) {
    return EndpointUri.valueOf(text);
  }

  private static void serveEvents(ServerBuilder builder, EndpointUri uri) {
    builder.serveEvents(uri, connection -> (c, in) -> c.write(in));
  }

  private static EndpointUri tls(Path folder) throws IOException {
    Keys.get().write(folder.resolve("chain.pem"), folder.resolve("key.pem"));
    String where = "&CERT=" + folder.resolve("chain.pem") + "&KEY=" + folder.resolve("key.pem");
    return uri("tls+" + ANY + where);
  }

  private static void echo(StreamEndpoint endpoint) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(ThreadsServer.BUFFER);
    while (endpoint.read(buffer.clear()) >= 0) {
      endpoint.write(buffer.flip());
    }
  }
}
