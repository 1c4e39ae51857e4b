package dev.sockeye.examples;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An echo server that a service manager starts with its socket, and that tells when it is ready.
 */
public final class ActivatedServer {

  private ActivatedServer() {}

  /**
   * Serves until killed.
   *
   * @param args where to listen: {@code systemd:}, or elsewhere such as {@code
   *     tcp://127.0.0.1:5000}
   * @throws IOException if listening fails
   */
  public static void main(String[] args) throws IOException {
    Network network = Network.system();
    try (Listener<StreamEndpoint> listener = network.listenStream(EndpointUri.valueOf(args[0]))) {
      notifyManager(network, System.getenv("NOTIFY_SOCKET"), "READY=1");
      while (true) {
        StreamEndpoint peer = listener.accept();
        new Thread(() -> EchoServer.echo(peer)).start();
      }
    }
  }

  /** As {@code sd_notify(3)}: nothing happens where no service manager asks for it. */
  static void notifyManager(Network network, String address, String state) throws IOException {
    if (address == null) {
      return;
    }
    EndpointUri manager = EndpointUri.valueOf("unix+dgram:" + address); // a path or an @name
    try (MessageEndpoint endpoint = network.connectMessages(manager)) {
      endpoint.send(ByteBuffer.wrap(state.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
