package dev.sockeye.socket;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Ours, at one URI. */
final class EndpointSockets extends Sockets {

  private final Network network;
  private EndpointUri uri;

  EndpointSockets(Network network, String uri) {
    this.network = network;
    this.uri = EndpointUri.valueOf(uri);
  }

  @Override
  ServerSocket bound() throws IOException {
    EndpointServerSocket server = new EndpointServerSocket(network, uri);
    server.bind(null);
    if (server.getLocalPort() > 0) {
      uri = uri.withAddress(server.getLocalSocketAddress());
    }
    return server;
  }

  @Override
  Socket client() throws IOException {
    return new EndpointSocket(network, uri);
  }

  @Override
  InetSocketAddress address(ServerSocket server) {
    return InetSocketAddress.createUnresolved("db.internal", 5432);
  }

  @Override
  boolean sparesVirtualThreads() {
    return true;
  }
}
