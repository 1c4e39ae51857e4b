package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
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
  private final List<String> schemes;
  private final Server server;

  private EchoServer(List<EndpointUri> uris, List<String> schemes, Server server) {
    this.uris = uris;
    this.schemes = schemes;
    this.server = server;
  }

  /** Begins to serve by what is set already. */
  static EchoServer start(Network network, List<EndpointUri> uris, ServerBuilder builder)
      throws IOException {
    builder.messageSize(Schemes.MESSAGE_CAPACITY).halfDuplex(true);
    List<String> schemes = new ArrayList<>();
    for (EndpointUri uri : uris) {
      schemes.add(Schemes.scheme(network, uri));
      if (network.spec(uri).keepsBoundaries()) {
        builder.serveMessages(uri, EchoServer::answer);
      } else {
        builder.serveEvents(uri, connection -> EchoServer::sendBack);
      }
    }
    return new EchoServer(uris, schemes, builder.start());
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
      where.add(Schemes.withAddress(schemes.get(i), uris.get(i), addresses().get(i)));
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
