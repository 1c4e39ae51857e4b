package dev.sockeye.examples.families;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.tcp.Mptcp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An echo over TCP that becomes one over Multipath TCP by one word of its configuration. */
public final class MultipathEcho {

  private MultipathEcho() {}

  /**
   * Serves one client, which is here too.
   *
   * @param args where, such as {@code tcp://127.0.0.1:0} or {@code mptcp://127.0.0.1:0}
   * @throws Exception if it fails
   */
  public static void main(String[] args) throws Exception {
    Network network = Network.system();
    EndpointUri where = EndpointUri.valueOf(args[0]);
    try (Listener<StreamEndpoint> listener = network.listenStream(where)) {
      Thread server = new Thread(() -> echo(listener));
      server.start();
      try (StreamEndpoint client =
          network.connectStream(where.withAddress(listener.getLocalAddress()))) {
        Streams.writeFully(client, ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer answer = ByteBuffer.allocate(5);
        Streams.readFully(client, answer);
        System.out.println(StandardCharsets.US_ASCII.decode(answer.flip()) + paths(client));
      }
      server.join();
    }
  }

  private static void echo(Listener<StreamEndpoint> listener) {
    try (StreamEndpoint peer = listener.accept()) {
      Streams.copy(peer, peer);
    } catch (IOException e) {
      System.err.println(e);
    }
  }

  private static String paths(StreamEndpoint endpoint) throws IOException {
    return endpoint.supportedOptions().contains(Mptcp.MPTCP_INFO)
        ? " over " + endpoint.getOption(Mptcp.MPTCP_INFO).subflowsTotal() + " path"
        : "";
  }
}
