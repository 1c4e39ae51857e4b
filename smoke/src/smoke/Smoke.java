package smoke;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * Uses the shipped jars as a user would. Fails unless every scheme named on the command line is
 * there and 100 000 bytes come back over TCP as they went.
 */
public final class Smoke {
  private static final int LENGTH = 100_000;

  private Smoke() {}

  /**
   * Runs the check.
   *
   * @param expected the schemes that must be present
   * @throws Exception if it fails
   */
  public static void main(String[] expected) throws Exception {
    Network network = Network.system();
    Set<String> schemes = new TreeSet<>();
    for (SchemeInfo info : network.schemes()) {
      schemes.add(info.scheme());
      System.out.println(
          "  " + info.scheme() + info.unavailable().map(why -> ": not here, " + why).orElse(""));
    }
    Set<String> missing = new TreeSet<>(Arrays.asList(expected));
    missing.removeAll(schemes);
    if (!missing.isEmpty()) {
      throw new AssertionError("no transport was found for " + missing);
    }
    echo(network);
  }

  private static void echo(Network network) throws Exception {
    EndpointUri any = EndpointUri.valueOf("tcp://127.0.0.1:0");
    byte[] sent = new byte[LENGTH];
    new Random(1).nextBytes(sent);
    try (Listener<StreamEndpoint> listener = network.listenStream(any)) {
      inBackground(() -> echoOne(listener));
      EndpointUri where = any.withAddress(listener.getLocalAddress());
      try (StreamEndpoint endpoint = network.connectStream(where)) {
        inBackground(() -> sendAll(endpoint, ByteBuffer.wrap(sent)));
        byte[] received = receive(endpoint);
        if (!Arrays.equals(sent, received)) {
          throw new AssertionError("what came back over " + where + " is not what was sent");
        }
        System.out.println("  " + LENGTH + " bytes echoed over " + where);
      }
    }
  }

  private static void inBackground(Callable<Void> work) {
    Thread thread = new Thread(new FutureTask<>(work));
    thread.setDaemon(true);
    thread.start();
  }

  private static Void echoOne(Listener<StreamEndpoint> listener) throws IOException {
    try (StreamEndpoint peer = listener.accept()) {
      ByteBuffer buffer = ByteBuffer.allocate(8192);
      while (peer.read(buffer) >= 0) {
        sendAll(peer, buffer.flip());
        buffer.clear();
      }
    }
    return null;
  }

  private static Void sendAll(StreamEndpoint endpoint, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      endpoint.write(buffer);
    }
    return null;
  }

  private static byte[] receive(StreamEndpoint endpoint) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(LENGTH);
    while (buffer.hasRemaining()) {
      if (endpoint.read(buffer) < 0) {
        throw new AssertionError("the connection ended after " + buffer.position() + " bytes");
      }
    }
    return buffer.array();
  }
}
