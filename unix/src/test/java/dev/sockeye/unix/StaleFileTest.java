package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Network;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several that start at once over the same file, which nobody serves any more: one wins. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StaleFileTest {

  private static final Network NETWORK = Network.system();

  private static final int ROUNDS = 100;

  /** On a disk, where a removed file's inode is likely the next file's, as in memory it is not. */
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory(Path.of("target"), "sk");
  }

  @AfterEach
  void removeFolder() throws IOException {
    for (Path file : list()) {
      Files.delete(file);
    }
    Files.delete(folder);
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static void leaveStaleFile(Path path) throws IOException {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
  }

  /** Binds to it, whatever it is. */
  private static Channel bind(EndpointUri uri) throws IOException {
    return switch (uri.scheme()) {
      case "unix" -> NETWORK.listenStream(uri);
      case "unix+seqpacket" -> NETWORK.listenMessages(uri);
      default -> NETWORK.bindMessages(uri);
    };
  }

  private static Endpoint connect(EndpointUri uri) throws IOException {
    return uri.scheme().equals("unix") ? NETWORK.connectStream(uri) : NETWORK.connectMessages(uri);
  }

  @ParameterizedTest
  @CsvSource({
    "unix, '', 2",
    "unix, '', 4",
    "unix, ?mode=0600, 3",
    "unix+dgram, '', 4",
    "unix+dgram, ?mode=0660, 2",
    "unix+seqpacket, '', 3",
    "unix+seqpacket, ?mode=0666, 4"
  })
  void ofSeveralThreadsOneWins(String scheme, String options, int threads) throws Exception {
    EndpointUri uri = EndpointUri.valueOf(scheme + ":" + folder.resolve("s") + options);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        leaveStaleFile(folder.resolve("s"));
        assertOneWins(uri, bindAtOnce(executor, threads, uri));
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private static List<Future<Channel>> bindAtOnce(
      ExecutorService executor, int threads, EndpointUri uri) {
    CyclicBarrier start = new CyclicBarrier(threads);
    Callable<Channel> binder =
        () -> {
          start.await(30, TimeUnit.SECONDS);
          return bind(uri);
        };
    return Stream.generate(() -> executor.submit(binder)).limit(threads).toList();
  }

  private void assertOneWins(EndpointUri uri, List<Future<Channel>> binds) throws Exception {
    List<Channel> winners = new ArrayList<>();
    for (Future<Channel> bind : binds) {
      try {
        winners.add(bind.get(30, TimeUnit.SECONDS));
      } catch (ExecutionException e) {
        assertLost(e.getCause(), uri);
      }
    }
    try {
      assertEquals(1, winners.size(), "winners");
      assertEquals(List.of(folder.resolve("s")), list(), "nothing is left beside it");
      connect(uri).close();
    } finally {
      for (Channel winner : winners) {
        winner.close();
      }
    }
    assertEquals(List.of(), list());
  }

  private static void assertLost(Throwable failure, EndpointUri uri) {
    assertEquals(BindException.class, failure.getClass(), () -> "lost by " + failure);
    assertEquals(Errno.EADDRINUSE, Errno.of(failure).orElseThrow());
    assertTrue(failure.getMessage().contains(uri.address()), failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"unix, 2", "unix+dgram, 3", "unix+seqpacket, 4"})
  void ofSeveralProcessesOneWins(String scheme, int processes) throws Exception {
    Path path = folder.resolve("s");
    List<Peer> peers = new ArrayList<>();
    try {
      for (int i = 0; i < processes; i++) {
        peers.add(binder(scheme, path));
      }
      for (Peer peer : peers) {
        peer.assertSays("warm");
      }
      for (int round = 0; round < ROUNDS; round++) {
        leaveStaleFile(path);
        assertOneWins(peers, EndpointUri.valueOf(scheme + ":" + path));
      }
    } finally {
      for (Peer peer : peers) {
        peer.close();
      }
    }
  }

  private static Peer binder(String scheme, Path path) throws IOException {
    return Peer.run(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        Binder.class.getName(),
        scheme + ":" + path);
  }

  private void assertOneWins(List<Peer> peers, EndpointUri uri) throws Exception {
    for (Peer peer : peers) {
      peer.say('b');
    }
    int winners = 0;
    for (Peer peer : peers) {
      String said = peer.line();
      winners += said.equals("bound") ? 1 : 0;
      assertTrue(said.equals("bound") || said.equals("BindException EADDRINUSE"), said);
    }
    assertEquals(1, winners, "winners");
    connect(uri).close();
    for (Peer peer : peers) {
      peer.say('c');
      peer.assertSays("closed");
    }
    assertEquals(List.of(), list());
  }

  /** The program of such a process, which binds and closes by turns, once for each byte. */
  static final class Binder {
    public static void main(String[] arguments) throws IOException {
      EndpointUri uri = EndpointUri.valueOf(arguments[0]);
      warm(EndpointUri.valueOf(arguments[0] + ".warm" + ProcessHandle.current().pid()));
      System.out.println("warm");
      Closeable bound = null;
      while (System.in.read() >= 0) {
        if (bound == null) {
          bound = tryBind(uri);
        } else {
          bound.close();
          bound = null;
          System.out.println("closed");
        }
      }
    }

    /** With all that is loaded to replace a stale file. */
    private static void warm(EndpointUri uri) throws IOException {
      leaveStaleFile(Path.of(uri.address()));
      bind(uri).close();
    }

    private static Closeable tryBind(EndpointUri uri) throws IOException {
      try {
        Closeable bound = bind(uri);
        System.out.println("bound");
        return bound;
      } catch (IOException e) {
        System.out.println(e.getClass().getSimpleName() + " " + Errno.of(e).orElse(null));
        return () -> {};
      }
    }
  }
}
