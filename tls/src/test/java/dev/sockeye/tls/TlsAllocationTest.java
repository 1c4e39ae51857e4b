package dev.sockeye.tls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sockeye.EndpointPair;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.testkit.local.Allocation.Round;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A steady stream allocates what the JDK's engine does for its records, and nothing else. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsAllocationTest {

  private static final SSLContext CONTEXT = KeyFiles.context();
  private static final long PATIENCE = Duration.ofSeconds(20).toNanos();
  private static final int OVERHEAD = 64; // of a record, with what its cipher adds
  private static final int ROUNDS = 5000;
  private static final int WARM_UP = 8; // times as many

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @CsvSource({"TLSv1.3,64", "TLSv1.3,16000", "TLSv1.2,64", "TLSv1.2,16000"})
  void aSteadyStreamAllocatesWhatItsEngineDoes(String version, int length) throws Exception {
    TlsSettings client =
        TlsSettings.client(KeyFiles.context(version)).peerHost("localhost").minVersion(version);
    TlsSettings server = TlsSettings.server(CONTEXT);
    Engines engines = Engines.shaken(Network.system().pair(Tcp.STREAM4), client, server);
    try (EndpointPair<StreamEndpoint> pair =
        TlsPairs.shaken(Network.system().pair(Tcp.STREAM4), client, server)) {
      ByteBuffer bytes = ByteBuffer.allocate(length + OVERHEAD);
      Round stream = () -> echo(pair, bytes, length);
      Round engine = () -> engines.echo(bytes, length);
      long least = warm(engine);
      long ours = warm(stream);
      for (long end = System.nanoTime() + PATIENCE; ours > least && System.nanoTime() < end; ) {
        least = Math.min(least, perRound(engine));
        ours = Math.min(ours, perRound(stream));
      }
      String text = version + ", " + length + " bytes: allocates " + ours + ", engine " + least;
      System.out.println(text);
      assertTrue(least > 0, "the engine makes a result for each call: nothing was measured");
      assertTrue(ours <= least, text);
    }
  }

  /** What it allocates once the compiler has seen it all. */
  private long warm(Round round) throws IOException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < WARM_UP; i++) {
      least = Math.min(least, perRound(round));
    }
    return least;
  }

  private long perRound(Round round) throws IOException {
    long self = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(self);
    for (int i = 0; i < ROUNDS; i++) {
      round.run();
    }
    return (threads.getThreadAllocatedBytes(self) - before) / ROUNDS;
  }

  private static void echo(EndpointPair<StreamEndpoint> pair, ByteBuffer bytes, int length)
      throws IOException {
    pass(pair.first(), pair.second(), bytes, length);
    pass(pair.second(), pair.first(), bytes, length);
  }

  private static void pass(StreamEndpoint from, StreamEndpoint to, ByteBuffer bytes, int length)
      throws IOException {
    from.write(bytes.clear().limit(length));
    bytes.clear();
    while (bytes.position() < length) {
      to.read(bytes);
    }
  }
}
