package dev.sockeye.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --wait} bounds connect, too: before a server whose backlog is full. */
@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "what a full backlog does is each system's own")
class ConnectLimitTest {

  /** More than any system makes of a backlog of one. */
  private static final int CROWD = 10;

  private final List<SocketChannel> waiting = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (SocketChannel channel : waiting) {
      channel.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect --wait 300ms tcp://127.0.0.1:PORT",
        "connect -w 1h tcp://127.0.0.1:PORT?SO_SNDTIMEO=300ms"
      })
  void overTcp(String line) throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      fill(server.getLocalAddress());
      int port = server.socket().getLocalPort();
      assertGivesUp(line.replace("PORT", Integer.toString(port)).split(" "));
    }
  }

  @Test
  void overTheUnixDomain(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("full");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path), 1);
      fill(server.getLocalAddress());
      assertGivesUp("connect", "-w", "300ms", "unix:" + path);
    }
  }

  @Test
  void notWhatIsWrittenAfterwards() throws Exception {
    Shell server = Shell.onThisHost();
    server.serve("echo", "tcp://127.0.0.1:0");
    Pipe input = Pipe.open();
    Shell client = Shell.onThisHost().withInput(input.source());
    CompletableFuture<Integer> status =
        client.start("connect", "-w", "300ms", server.awaitListening());
    input.sink().write(UTF_8.encode("one"));
    client.awaitOutput("one");
    input.sink().close();
    assertEquals(ExitStatus.OK, status.get(20, TimeUnit.SECONDS), client::errors);
  }

  private static void assertGivesUp(String... line) throws Exception {
    Shell shell = new Shell(Network.system());
    CompletableFuture<Integer> status = shell.start(line);
    assertEquals(ExitStatus.FAILED, status.get(20, TimeUnit.SECONDS), shell::errors);
    assertTrue(shell.errors().contains("timed out"), shell.errors());
    assertTrue(shell.errors().contains("--wait"), shell.errors());
    assertEquals(1, shell.errors().lines().count(), shell.errors());
  }

  private void fill(SocketAddress address) throws IOException {
    for (int i = 0; i < CROWD; i++) {
      SocketChannel channel =
          address instanceof UnixDomainSocketAddress
              ? SocketChannel.open(StandardProtocolFamily.UNIX)
              : SocketChannel.open();
      waiting.add(channel);
      channel.configureBlocking(false);
      try {
        channel.connect(address);
      } catch (SocketException full) {
        return; // EAGAIN of the UNIX domain
      }
    }
  }
}
