package dev.sockeye.socket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sockeye.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
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
      rounds(pair, WARM_UP);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long own = Thread.currentThread().getId();
      long before = threads.getThreadAllocatedBytes(own);
      rounds(pair, ROUNDS);
      long perRound = (threads.getThreadAllocatedBytes(own) - before) / ROUNDS;
      assertTrue(perRound == 0, uri + ": " + perRound + " bytes a round");
    }
  }

  /** The peer answers before the client reads: nothing waits, but for the system. */
  private static void rounds(SocketPair pair, int count) throws IOException {
    byte[] bytes = new byte[64];
    InputStream clientIn = pair.client.getInputStream();
    OutputStream clientOut = pair.client.getOutputStream();
    InputStream peerIn = pair.peer.getInputStream();
    OutputStream peerOut = pair.peer.getOutputStream();
    for (int i = 0; i < count; i++) {
      clientOut.write(bytes);
      read(peerIn, bytes);
      peerOut.write(bytes);
      read(clientIn, bytes);
    }
  }

  private static void read(InputStream in, byte[] into) throws IOException {
    for (int n = 0; n < into.length; ) {
      n += in.read(into, n, into.length - n);
    }
  }
}
