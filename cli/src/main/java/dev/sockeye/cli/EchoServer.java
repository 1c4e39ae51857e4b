package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import dev.sockeye.server.Connection;
import dev.sockeye.server.Request;
import dev.sockeye.server.Server;
import dev.sockeye.server.ServerBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Sends back whatever comes, at any number of URIs, to each in the shape of its scheme. */
final class EchoServer implements Closeable {

  private final List<EndpointUri> uris;
  private final Server server;

  private EchoServer(List<EndpointUri> uris, Server server) {
    this.uris = uris;
    this.server = server;
  }

  /** Begins to serve by what is set already; an unknown scheme is for the network to refuse. */
  static EchoServer start(Network network, List<EndpointUri> uris, ServerBuilder builder)
      throws IOException {
    builder.messageSize(Schemes.MESSAGE_CAPACITY).halfDuplex(true);
    for (EndpointUri uri : uris) {
      if (network
          .scheme(uri.scheme())
          .map(SchemeInfo::spec)
          .filter(SocketSpec::keepsBoundaries)
          .isPresent()) {
        builder.serveMessages(uri, EchoServer::answer);
      } else {
        builder.serveEvents(uri, connection -> EchoServer::sendBack);
      }
    }
    return new EchoServer(uris, builder.start());
  }

  private static void sendBack(Connection connection, ByteBuffer in) throws IOException {
    connection.write(in);
  }

  private static void answer(Request request) throws IOException {
    request.reply(request.payload());
  }

  /** Where to connect to, with real ports. */
  List<String> where() {
    List<String> where = new ArrayList<>();
    for (int i = 0; i < uris.size(); i++) {
      where.add(Schemes.withAddress(uris.get(i), addresses().get(i)));
    }
    return where;
  }

  List<SocketAddress> addresses() {
    return server.addresses();
  }

  /** Waits until closed. */
  void await() throws InterruptedException {
    server.await();
  }

  @Override
  public void close() {
    server.close();
  }
}
