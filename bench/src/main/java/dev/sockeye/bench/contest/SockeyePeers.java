package dev.sockeye.bench.contest;

import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Connections of Sockeye's. */
final class SockeyePeers {

  private SockeyePeers() {}

  static ConnectedPeers streams(SocketSpec<StreamEndpoint> spec) throws IOException {
    EndpointPair<StreamEndpoint> pair = Network.system().pair(spec);
    return new ConnectedPeers(pair.first(), pair.second());
  }

  /** By a socket file, which is the JDK's channel underneath; a pair would be socketpair(2)'s. */
  static ConnectedPeers unix() throws IOException {
    Path folder = Files.createTempDirectory("sockeye-bench");
    EndpointUri uri = EndpointUri.valueOf("unix:" + folder.resolve("s"));
    try (Listener<StreamEndpoint> listener = Network.system().listenStream(uri)) {
      StreamEndpoint near = Network.system().connectStream(uri);
      return new ConnectedPeers(near, listener.accept());
    } finally {
      Files.delete(folder);
    }
  }

  static ConnectedPeers messages(SocketSpec<MessageEndpoint> spec) throws IOException {
    EndpointPair<MessageEndpoint> pair = Network.system().pair(spec);
    return new ConnectedPeers(pair.first(), pair.second());
  }

  /** Framed messages over TCP, connected to each other: the accepted one second. */
  static MessageEndpoint[] framed() throws IOException {
    EndpointUri any = EndpointUri.valueOf("tcp://127.0.0.1:0");
    try (Listener<MessageEndpoint> listener = Network.system().listenMessages(any)) {
      EndpointUri uri = any.withAddress(listener.getLocalAddress());
      MessageEndpoint near = Network.system().connectMessages(uri);
      return new MessageEndpoint[] {near, listener.accept()};
    }
  }
}
