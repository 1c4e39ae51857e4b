package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand peers that reset their connections are not a thousand lines. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LimitedFailuresTest {

  private static final EndpointUri TCP = EndpointUri.valueOf("tcp://127.0.0.1:0");
  private static final int RESETS = 200;

  private final Failures told = new Failures();

  private static Failure failure(String during, Throwable cause) {
    return new Failure(during, null, cause);
  }

  @Test
  void aFewOfEachKindAreToldOf() {
    LimitedFailures limited =
        new LimitedFailures(told, (last, count) -> {}, 3, Duration.ofHours(1));
    for (int i = 0; i < 100; i++) {
      limited.accept(failure("read", new IOException("peer")));
    }
    assertEquals(3, told.told().size());
    limited.accept(failure("handler", new IOException("peer")));
    limited.accept(failure("read", new IllegalStateException("bug")));
    assertEquals(5, told.told().size());
  }

  @Test
  void theRestIsTheirNumberAndTheLast() throws Exception {
    BlockingQueue<Failure> lasts = new LinkedBlockingQueue<>();
    LimitedFailures limited =
        new LimitedFailures(told, (last, count) -> lasts.add(last), 3, Duration.ofMillis(100));
    Failure last = failure("read", new IOException("the last"));
    Eventually.holds(
        "told of the rest",
        () -> {
          limited.accept(last);
          return !lasts.isEmpty();
        });
    assertSame(last, lasts.take());
    int before = told.told().size();
    Eventually.holds(
        "told of again",
        () -> {
          limited.accept(last);
          return told.told().size() > before;
        });
  }

  @Test
  void noneIsLostBetweenThoseToldOfAndTheirNumber() throws Exception {
    AtomicLong leftOut = new AtomicLong();
    LimitedFailures limited =
        new LimitedFailures(
            told, (last, count) -> leftOut.addAndGet(count), 3, Duration.ofMillis(20));
    int sent = 50_000;
    for (int i = 0; i < sent; i++) {
      limited.accept(failure("read", new IOException("peer")));
    }
    Eventually.holds(
        () -> told.told().size() + " and " + leftOut + " of " + sent,
        () -> told.told().size() + leftOut.get() == sent);
  }

  @Test
  void theRestIsToldOfWhileTheCommonThreadsAreBusy() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    ForkJoinPool common = ForkJoinPool.commonPool();
    for (int i = 0; i < common.getParallelism(); i++) {
      common.execute(() -> awaitDone(done));
    }
    try {
      BlockingQueue<String> threads = new LinkedBlockingQueue<>();
      LimitedFailures.Rest rest = (last, count) -> threads.add(Thread.currentThread().getName());
      LimitedFailures limited = new LimitedFailures(told, rest, 1, Duration.ofMillis(10));
      for (int i = 0; i < 3; i++) {
        limited.accept(failure("read", new IOException("peer")));
      }
      assertEquals("sockeye-failures", threads.poll(20, TimeUnit.SECONDS), "told by");
    } finally {
      done.countDown();
    }
  }

  private static void awaitDone(CountDownLatch done) {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Unless a program has asked for the failures itself. */
  @Test
  void resetsOfManyPeersAreFewLinesOfTheLogAndNoWarnings() throws Exception {
    Lines lines = new Lines();
    Logger logger = Logger.getLogger("dev.sockeye.server");
    logger.addHandler(lines);
    try (Server server = Server.builder().serveEvents(TCP, any -> (c, in) -> c.write(in)).start()) {
      for (int i = 0; i < RESETS; i++) {
        reset(server);
      }
      Eventually.holds("all reset", () -> server.counters().failures() == RESETS);
      assertTrue(lines.levels.size() < RESETS / 2, () -> lines.levels.size() + " lines");
      assertTrue(Set.of(Level.INFO).containsAll(lines.levels), lines.levels::toString);
    } finally {
      logger.removeHandler(lines);
    }
  }

  private static void reset(Server server) throws IOException {
    StreamEndpoint client = Clients.stream(Network.system(), TCP, server);
    Clients.write(client, "x");
    Clients.read(client, 1);
    client.setOption(StandardSocketOptions.SO_LINGER, 0);
    client.close();
  }

  /** The levels of what is logged of resets. */
  private static final class Lines extends Handler {
    private final BlockingQueue<Level> levels = new LinkedBlockingQueue<>();

    @Override
    public void publish(LogRecord line) {
      if (line.getMessage().contains("ECONNRESET")) {
        levels.add(line.getLevel());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
