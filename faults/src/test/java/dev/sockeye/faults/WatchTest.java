package dev.sockeye.faults;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.udp.Udp;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one thread that all sockets with faults need. */
@Timeout(60)
class WatchTest {

  /** Told of by the watching thread, which goes no further until it may. */
  private static final class Holding implements Watch.Watcher {
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    @Override
    public int wanted() {
      return SelectionKey.OP_READ;
    }

    @Override
    public void ready(int operations) {
      told.countDown();
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** One look takes the wakeups of both. */
  @Test
  void aTaskBehindOneThatThrowsIsRun() throws Exception {
    Watch watch = Watch.shared();
    Holding holding = new Holding();
    CountDownLatch run = new CountDownLatch(1);
    try (MessageEndpoint socket = Network.system().socket(Udp.DATAGRAM4)) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      socket.configureBlocking(false);
      socket.connect(socket.getLocalAddress());
      socket.send(ByteBuffer.allocate(1));
      watch.begin(socket, holding);
      holding.told.await();
      watch.execute(
          () -> {
            throw new IllegalStateException("of who is told of faults: part of the test");
          });
      watch.execute(run::countDown);
      holding.go.countDown();
      assertTrue(run.await(20, TimeUnit.SECONDS), "not run");
    }
  }
}
