package dev.sockeye.testkit;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.spi.SocketFailure;
import java.io.Closeable;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
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
      List<Closeable> hoard = hoard(network, listener);
      long cpu = cpuNanos();
      for (int i = 0; i < 3; i++) {
        tellFailure(listener);
      }
      System.out.println("open " + listener.isOpen());
      System.out.println("spins " + (cpuNanos() - cpu > 2_000_000_000L));
      for (Closeable kept : hoard) {
        kept.close();
      }
      try (StreamEndpoint accepted = listener.accept()) {
        Streams.writeFully(client, ByteBuffer.allocate(1));
        System.out.println("read " + accepted.read(ByteBuffer.allocate(1)));
      }
    }
  }

  /** Loads the classes that cannot be loaded once there are no descriptors to open them with. */
  private static void warmUp() throws IOException {
    IOException cause = new IOException(Errno.EMFILE.text());
    IOException failure =
        SocketFailure.describe("accept", "any", UnixDomainSocketAddress.of("x"), null, cause);
    SocketChannel.open().close();
    System.out.println("warm " + Errno.of(failure).orElseThrow());
    System.out.println("cpu " + (cpuNanos() >= 0));
  }

  /** What opens something that takes a descriptor. */
  @FunctionalInterface
  private interface Opener {
    Closeable open() throws IOException;
  }

  /**
   * Opens sockets until there are no descriptors, and those that the JVM gives back meanwhile. A
   * socket that takes several for a moment leaves some: channels, of one each, take those.
   */
  private static List<Closeable> hoard(Network network, Listener<StreamEndpoint> listener) {
    List<Closeable> hoard = new ArrayList<>();
    IOException failure = hoard(hoard, () -> network.socket(listener.spec()));
    hoard(hoard, SocketChannel::open);
    System.out.println("hoarded " + Errno.of(failure).orElseThrow());
    return hoard;
  }

  /** Gives why no more can be opened. */
  private static IOException hoard(List<Closeable> hoard, Opener opener) {
    IOException failure = null;
    for (int failures = 0; failures < 100; ) {
      try {
        hoard.add(opener.open());
        failures = 0;
      } catch (IOException e) {
        failure = e;
        failures++;
      }
    }
    return failure;
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
