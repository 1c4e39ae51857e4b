package dev.sockeye.examples;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;

/** Sends everybody's bytes back, over whichever transport the first argument names. */
public final class EchoServer {

  private EchoServer() {}

  /**
   * Serves until killed.
   *
   * @param args where to listen, such as {@code tcp://127.0.0.1:5000}
   * @throws IOException if listening fails
   */
  public static void main(String[] args) throws IOException {
    serve(Network.system(), EndpointUri.valueOf(args[0]));
  }

  static void serve(Network network, EndpointUri where) throws IOException {
    try (Listener<StreamEndpoint> listener = network.listenStream(where)) {
      while (true) {
        StreamEndpoint peer = listener.accept();
        new Thread(() -> echo(peer)).start();
      }
    }
  }

  static void echo(StreamEndpoint peer) {
    try (peer) {
      Streams.copy(peer, peer);
    } catch (IOException e) {
      System.err.println(e); // ... read tcp ...: Connection reset by peer (ECONNRESET)
    }
  }
}
