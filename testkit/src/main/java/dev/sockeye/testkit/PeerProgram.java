package dev.sockeye.testkit;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the contract runs in a second process: a peer to be killed, a server to be starved. */
public final class PeerProgram {

  private PeerProgram() {}

  /**
   * Runs the program.
   *
   * @param arguments {@code connect URI} connects and does nothing until killed; {@code starve URI}
   *     listens, uses all descriptors up, and tells what becomes of a connection meanwhile
   * @throws IOException if it cannot
   */
  public static void main(String[] arguments) throws IOException {
    EndpointUri uri = EndpointUri.valueOf(arguments[1]);
    switch (arguments[0]) {
      case "connect" -> connect(uri);
      case "starve" -> starve(uri);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void connect(EndpointUri uri) throws IOException {
    try (StreamEndpoint endpoint = Network.system().connectStream(uri)) {
      System.out.println("connected");
      int end = System.in.read(); // nothing is ever said: waits for the parent's end at most
      System.out.println(endpoint + " " + end);
    }
  }

  private static void starve(EndpointUri uri) throws IOException {
    Network network = Network.system();
    warmUp();
    try (Listener<StreamEndpoint> listener = network.listenStream(uri);
        StreamEndpoint client =
            network.connectStream(uri.withAddress(listener.getLocalAddress()))) {
      List<Endpoint> hoard = hoard(network, listener);
      long cpu = cpuNanos();
      for (int i = 0; i < 3; i++) {
        tellFailure(listener);
      }
      System.out.println("open " + listener.isOpen());
      System.out.println("spins " + (cpuNanos() - cpu > 2_000_000_000L));
      for (Endpoint endpoint : hoard) {
        endpoint.close();
      }
      try (StreamEndpoint accepted = listener.accept()) {
        Streams.writeFully(client, ByteBuffer.allocate(1));
        System.out.println("read " + accepted.read(ByteBuffer.allocate(1)));
      }
    }
  }

  /** Loads the classes that cannot be loaded once there are no descriptors to open them with. */
  private static void warmUp() {
    IOException cause = new IOException(Errno.EMFILE.text());
    IOException failure =
        SocketFailure.describe("accept", "any", UnixDomainSocketAddress.of("x"), null, cause);
    System.out.println("warm " + Errno.of(failure).orElseThrow());
    System.out.println("cpu " + (cpuNanos() >= 0));
  }

  /** Opens sockets until there are no descriptors, and those that the JVM gives back meanwhile. */
  private static List<Endpoint> hoard(Network network, Listener<StreamEndpoint> listener) {
    List<Endpoint> hoard = new ArrayList<>();
    IOException failure = null;
    for (int failures = 0; failures < 100; ) {
      try {
        hoard.add(network.socket(listener.spec()));
        failures = 0;
      } catch (IOException e) {
        failure = e;
        failures++;
      }
    }
    System.out.println("hoarded " + Errno.of(failure).orElseThrow());
    return hoard;
  }

  private static void tellFailure(Listener<StreamEndpoint> listener) {
    try (StreamEndpoint accepted = listener.accept()) {
      System.out.println("accepted " + accepted);
    } catch (IOException e) {
      System.out.println("failed " + Errno.of(e).map(Errno::name).orElse(e.toString()));
    }
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }
}
