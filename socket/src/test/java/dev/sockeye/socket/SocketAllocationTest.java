package dev.sockeye.socket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sockeye.Network;
import dev.sockeye.testkit.Background;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A loop of reads and writes leaves nothing for the collector. */
@Timeout(60)
final class SocketAllocationTest {

  private static final int WARM_UP = 20_000;
  private static final int ROUNDS = 10_000;

  @TempDir Path folder;

  @Test
  void readsAndWritesAllocateNothing() throws IOException {
    assertAllocatesNothing("tcp://127.0.0.1:0");
    assertAllocatesNothing("unix:" + folder.resolve("s"));
  }

  private static void assertAllocatesNothing(String uri) throws IOException {
    try (SocketPair pair = SocketPair.of(new EndpointSockets(Network.system(), uri))) {
      Background<Void> echo = Background.run(() -> echo(pair.peer));
      rounds(pair.client, WARM_UP);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long own = Thread.currentThread().getId();
      long before = threads.getThreadAllocatedBytes(own);
      rounds(pair.client, ROUNDS);
      long perRound = (threads.getThreadAllocatedBytes(own) - before) / ROUNDS;
      assertTrue(perRound == 0, uri + ": " + perRound + " bytes a round");
      pair.client.close();
      echo.awaitDone();
    }
  }

  private static Void echo(Socket socket) throws IOException {
    byte[] bytes = new byte[64];
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    for (int n; (n = in.read(bytes)) >= 0; ) {
      out.write(bytes, 0, n);
    }
    return null;
  }

  private static void rounds(Socket client, int count) throws IOException {
    byte[] bytes = new byte[64];
    InputStream in = client.getInputStream();
    OutputStream out = client.getOutputStream();
    for (int i = 0; i < count; i++) {
      out.write(bytes);
      read(in, bytes);
    }
  }

  private static void read(InputStream in, byte[] into) throws IOException {
    for (int n = 0; n < into.length; ) {
      n += in.read(into, n, into.length - n);
    }
  }
}
