package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that ends in order has given its descriptor back when its handler hears of it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OrderlyEndTest {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp4://127.0.0.1:0");
  private static final Path SOCKETS = Path.of("/proc/net/tcp");
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int LIMIT_SECONDS = 10;
  private static final int MORE_THAN_ITS_WINDOW = 30_000;
  private static final int INODE = 9; // the field of SOCKETS, proc(5)

  private final Network network = Network.system();
  private final Failures failures = new Failures();
  private final Noting handler = new Noting();
  private Server server;
  private StreamEndpoint client;

  /** Looks, when it hears of the end, whether the process still has the socket. */
  private static final class Noting extends Recorder {
    private final CompletableFuture<Boolean> had = new CompletableFuture<>();
    private String inode;

    @Override
    public void opened(Connection c) throws Exception {
      inode = inode(c);
      assertTrue(isHad(inode), inode);
      super.opened(c);
    }

    @Override
    public void closed(Connection c, Throwable cause) {
      try {
        had.complete(isHad(inode));
      } catch (IOException e) {
        had.completeExceptionally(e);
      }
      super.closed(c, cause);
    }
  }

  private static String inode(Connection c) throws IOException {
    String ports = port(c.endpoint().getLocalAddress()) + " [0-9A-F]{8}" + port(c.peer()) + " ";
    return Files.readAllLines(SOCKETS).stream()
        .filter(Pattern.compile(ports).asPredicate())
        .map(line -> line.strip().split(" +", -1)[INODE])
        .findAny()
        .orElseThrow();
  }

  private static String port(SocketAddress address) {
    return String.format(Locale.ROOT, ":%04X", ((InetSocketAddress) address).getPort());
  }

  private static boolean isHad(String inode) throws IOException {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        if (isSymbolicLinkTo(descriptor, "socket:[" + inode + "]")) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean isSymbolicLinkTo(Path descriptor, String target) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString().equals(target);
    } catch (NoSuchFileException closed) { // since the folder was read
      return false;
    }
  }

  @BeforeEach
  void connect() throws Exception {
    assumeTrue(Files.isReadable(SOCKETS), "no /proc/net/tcp: not Linux");
    server = Server.builder().serveEvents(URI, any -> handler).onFailure(failures).start();
    client = Clients.stream(network, URI, server);
    handler.connection();
  }

  @AfterEach
  void close() throws Exception {
    if (server != null) {
      client.close();
      server.close();
      failures.none();
    }
  }

  private void assertGone() throws Exception {
    assertEquals(false, handler.had.get(30, TimeUnit.SECONDS));
    assertEquals("null", handler.cause());
    assertEquals(0, server.counters().failures());
  }

  @Test
  void thePeerIsTheFirstToEnd() throws Exception {
    client.shutdownOutput();
    assertEquals(-1, client.read(ByteBuffer.allocate(1)));
    assertGone();
    assertEquals(List.of("opened", "ended", "closed"), handler.callbacks);
  }

  @Test
  void thePeerIsTheLastToEnd() throws Exception {
    handler.onLoop(Connection::close);
    client.shutdownOutput();
    assertEquals(-1, client.read(ByteBuffer.allocate(1)));
    assertGone();
  }

  @Test
  void itsServerIsClosedMeanwhile() throws Exception {
    client.shutdownOutput();
    server.close();
    assertEquals(-1, client.read(ByteBuffer.allocate(1)));
    assertGone();
  }

  /** A served connection that lingers, whose peer does not read. */
  private StreamEndpoint slowPeer(EventLoop loop, Recorder recorder) throws IOException {
    try (Listener<StreamEndpoint> listener = network.listenStream(URI)) {
      StreamEndpoint slow = network.socket(listener.spec());
      slow.setOption(StandardSocketOptions.SO_RCVBUF, 4_096).connect(listener.getLocalAddress());
      StreamEndpoint served = listener.accept();
      served.setOption(StandardSocketOptions.SO_LINGER, 3 * LIMIT_SECONDS);
      served.setOption(StandardSocketOptions.SO_SNDBUF, 200_000);
      loop.register(served, recorder);
      return slow;
    }
  }

  private static final class Answering extends Recorder {
    @Override
    public void received(Connection c, ByteBuffer in) throws Exception {
      super.received(c, in);
      c.write(ByteBuffer.allocate(MORE_THAN_ITS_WINDOW));
      callbacks.add("answered");
    }
  }

  /** A close(2) with SO_LINGER waits for the peer, and with it the loop would. */
  @Test
  void itLingersForAPeerThatDoesNotRead() throws Exception {
    Recorder recorder = new Answering();
    try (EventLoop loop = EventLoop.builder().onFailure(failures).start();
        StreamEndpoint slow = slowPeer(loop, recorder);
        Listener<StreamEndpoint> listener = network.listenStream(URI);
        EndpointPair<StreamEndpoint> other = network.pair(listener.spec())) {
      loop.register(other.second(), (c, in) -> c.write(in));
      Clients.write(slow, "x");
      slow.shutdownOutput();
      assertEquals("null", recorder.cause());
      other.first().setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(LIMIT_SECONDS));
      Clients.write(other.first(), "y");
      assertEquals("y", Clients.read(other.first(), 1));
    }
  }

  /** Nor does the end of the loop wait. */
  @Test
  void itLingersWhereItsLoopIsClosed() throws Exception {
    Recorder recorder = new Answering();
    try (EventLoop loop = EventLoop.builder().onFailure(failures).start();
        StreamEndpoint slow = slowPeer(loop, recorder)) {
      Clients.write(slow, "x");
      Eventually.holds("answered", () -> recorder.callbacks.contains("answered"));
      CompletableFuture.runAsync(loop::close).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** A loop that ends before its next look ends it too, and in order. */
  @Test
  void itsLoopIsClosedMeanwhile() throws Exception {
    Recorder recorder =
        new Recorder() {
          @Override
          public void ended(Connection c) throws Exception {
            super.ended(c);
            c.loop().close();
          }
        };
    try (EventLoop loop = EventLoop.builder().onFailure(failures).start();
        Listener<StreamEndpoint> listener = network.listenStream(URI);
        EndpointPair<StreamEndpoint> pair = network.pair(listener.spec())) {
      loop.register(pair.second(), recorder);
      pair.first().shutdownOutput();
      assertEquals(-1, pair.first().read(ByteBuffer.allocate(1)));
      assertEquals("null", recorder.cause());
    }
  }
}
