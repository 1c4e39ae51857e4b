package dev.sockeye.bench;

import static dev.sockeye.bench.Names.SENDFILE;
import static dev.sockeye.bench.Names.SOCKEYE;
import static dev.sockeye.bench.Names.TRANSFER_TO;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class FileSuiteTest {

  private static final int SIZE = 3_000_001;
  private static final Duration LONG = Duration.ofSeconds(60);

  private final FileSuite suite = new FileSuite();

  @TempDir private Path folder;

  static Stream<String> senders() {
    return FileSuite.SENDERS.stream();
  }

  private byte[] content() throws IOException {
    byte[] bytes = new byte[SIZE];
    new Random(1).nextBytes(bytes);
    Files.write(folder.resolve("file"), bytes);
    return bytes;
  }

  /** Lets a sender send the file twice, as rounds do, and gives what came the second time. */
  private byte[] sent(String name, ServerSocketChannel listener, String uri) throws IOException {
    assumeTrue(!name.equals(SENDFILE) || Host.isOnPath("python3"), "python3 is missing");
    Lab lab = Labs.of(Effort.QUICK);
    List<String> command = FileSuite.command(lab, name, folder.resolve("file"));
    byte[] bytes = {};
    try (Coprocess sender = Coprocess.start(command)) {
      assertEquals("ready", sender.readLine(LONG));
      for (int i = 0; i < 2; i++) {
        sender.say(uri);
        try (SocketChannel accepted = listener.accept()) {
          bytes = Channels.newInputStream(accepted).readAllBytes();
        }
        assertTrue(Long.parseLong(sender.readLine(LONG)) >= 0);
      }
    }
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("senders")
  void aSenderSendsAllOfTheFileOverTcp(String name) throws IOException {
    byte[] content = content();
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String uri = "tcp://127.0.0.1:" + listener.socket().getLocalPort();
      assertArrayEquals(content, sent(name, listener, uri));
    }
  }

  @ParameterizedTest
  @MethodSource("senders")
  void aSenderSendsAllOfTheFileOverUnix(String name) throws IOException {
    byte[] content = content();
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Path socket = folder.resolve("socket");
      listener.bind(UnixDomainSocketAddress.of(socket));
      assertArrayEquals(content, sent(name, listener, "unix:" + socket));
    }
  }

  @Test
  void aRateIsHeldToBothPeersAndCpuTimeToNone() {
    List<Bar> bars = List.of(new Bar.Beside(TRANSFER_TO, 0.97), new Bar.Beside(SENDFILE, 0.97));
    for (String transport : List.of("tcp", "unix")) {
      assertEquals(bars, Labs.row(suite, "file/" + transport).bars());
      assertEquals(List.of(), Labs.row(suite, "file/" + transport + "/cpu").bars());
    }
  }

  @Test
  void aQuickRunOfRowsWithoutBarsStartsSockeyeAlone() throws IOException {
    Lab lab = Labs.of(Effort.QUICK);
    List<Row> rows = List.of(Labs.row(suite, "file/tcp/cpu"));
    assertEquals(List.of(SOCKEYE), senders().filter(lab.wanted(rows)).toList());
    assertEquals(FileSuite.SENDERS, senders().filter(lab.wanted(suite.rows())).toList());
  }
}
