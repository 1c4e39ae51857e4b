package dev.sockeye.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load generator beside servers that echo, and some that do not quite. */
class LoadTest {

  private static final int FRAME = 4 + 64;

  @TempDir private static Path natives;

  private final AtomicInteger accepted = new AtomicInteger();
  private ServerSocket listener;

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    assumeTrue(Host.isOnPath("cc"), "no C compiler here");
    Process cc =
        new ProcessBuilder("cc", "-std=gnu11", "-o", natives + "/load", "src/main/c/load.c")
            .inheritIO()
            .start();
    assertEquals(0, cc.waitFor());
  }

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  private void serve(UnaryOperator<byte[]> answer) {
    daemon(
        () -> {
          while (true) {
            Socket peer = listener.accept();
            accepted.incrementAndGet();
            daemon(() -> answer(peer, answer));
          }
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // the listener was closed, or the connection reset
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static void answer(Socket peer, UnaryOperator<byte[]> answer) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    try (peer) {
      for (int n; (n = peer.getInputStream().read(buffer)) > 0; ) {
        byte[] request = new byte[n];
        System.arraycopy(buffer, 0, request, 0, n);
        peer.getOutputStream().write(answer.apply(request));
      }
    }
  }

  private Load connect(String... options) throws IOException {
    Lab lab =
        new Lab(null, Effort.QUICK, new Host(0, 0, false), Optional.of(natives), new Results());
    String address = "127.0.0.1:" + listener.getLocalPort();
    return Load.connect(lab, address, ProcessHandle.current().pid(), List.of(options));
  }

  @Test
  void countsWhatIsAnsweredOverOpenConnections() throws IOException {
    serve(request -> request);
    try (Load load = connect("-c3")) {
      assertTrue(load.run(0, 0.05).perSecond() > 0);
      assertTrue(load.run(0.01, 0.05).percentile(50) > 0);
    }
    assertEquals(3, accepted.get());
  }

  @Test
  void connectsAnewForEachRequestWhereThatIsMeasured() throws IOException {
    serve(request -> request);
    try (Load load = connect("-k", "-c2")) {
      double rate = load.run(0, 0.05).perSecond();
      assertTrue(accepted.get() >= rate * 0.05, accepted + " connections, " + rate + " a second");
    }
  }

  @Test
  void framesFollowEachOtherWithoutWaiting() throws IOException {
    AtomicInteger most = new AtomicInteger();
    serve(
        frames -> {
          assertEquals(64, frames[3]);
          most.accumulateAndGet(frames.length, Math::max);
          return frames;
        });
    try (Load load = connect("-f", "-c1", "-d16")) {
      assertTrue(load.run(0, 0.05).perSecond() > 0);
    }
    assertEquals(16 * FRAME, most.get());
  }

  @Test
  void aWrongByteIsFound() {
    serve(
        request -> {
          request[request.length - 1] ^= 1;
          return request;
        });
    IOException failure = assertThrows(IOException.class, () -> connect("-c1"));
    assertTrue(failure.getMessage().contains("other bytes than it was sent"), failure::getMessage);
  }

  @Test
  void moreThanWasAskedForIsFound() {
    serve(
        request -> {
          byte[] more = new byte[request.length + 1];
          System.arraycopy(request, 0, more, 0, request.length);
          return more;
        });
    IOException failure = assertThrows(IOException.class, () -> connect("-c1"));
    assertTrue(failure.getMessage().contains("other bytes than it was sent"), failure::getMessage);
  }
}
