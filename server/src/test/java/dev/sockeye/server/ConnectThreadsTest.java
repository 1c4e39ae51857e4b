package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many connects wait on threads at a time. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConnectThreadsTest {

  private static final int FURTHER = 44;

  /** Without a limit each would have a thread at once. */
  @Test
  void aBurstOfConnectsHasSoManyThreadsAndAllComeToTheirEnd() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch full = new CountDownLatch(ConnectThreads.MOST);
    AtomicInteger begun = new AtomicInteger();
    Network network = mock(Network.class);
    when(network.connectStream(any()))
        .thenAnswer(
            call -> {
              begun.incrementAndGet();
              full.countDown();
              go.await();
              throw new ConnectException("nobody");
            });
    List<Recorder> clients = new ArrayList<>();
    try (EventLoop loop = EventLoop.builder().name("test").onFailure(new Failures()).start()) {
      for (int i = 0; i < ConnectThreads.MOST + FURTHER; i++) {
        clients.add(new Recorder());
        loop.connect(network, EndpointUri.valueOf("tcp://host:1"), clients.get(i));
      }
      assertTrue(full.await(30, TimeUnit.SECONDS));
      CompletableFuture<Integer> all = new CompletableFuture<>();
      loop.execute(() -> all.complete(begun.get())); // after all that were asked for
      assertEquals(ConnectThreads.MOST, all.get(30, TimeUnit.SECONDS));
      go.countDown();
      for (Recorder client : clients) {
        assertTrue(client.cause().contains("nobody"), client.cause());
      }
    }
    assertEquals(ConnectThreads.MOST + FURTHER, begun.get());
  }

  /** Those that are done with neither begin nor stand in the way of others. */
  @Test
  void whatIsCancelledNoLongerWaits() throws Exception {
    ConnectThreads threads = new ConnectThreads(1);
    CountDownLatch go = new CountDownLatch(1);
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    threads.execute(() -> awaitQuietly(go));
    Runnable cancelled = () -> told.add("cancelled");
    threads.execute(cancelled);
    threads.execute(() -> told.add("next"));
    threads.remove(cancelled);
    go.countDown();
    assertEquals("next", told.poll(30, TimeUnit.SECONDS));
  }

  @Test
  void whatWaitsBeginsInItsOrderAndIsNotInterruptedForAnother() throws Exception {
    ConnectThreads threads = new ConnectThreads(1);
    CountDownLatch go = new CountDownLatch(1);
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    threads.execute(
        () -> {
          awaitQuietly(go);
          Thread.currentThread().interrupt();
        });
    for (int i = 0; i < 3; i++) {
      String name = "" + i;
      threads.execute(() -> told.add(name + Thread.currentThread().isInterrupted()));
    }
    assertTrue(told.isEmpty());
    go.countDown();
    for (int i = 0; i < 3; i++) {
      assertEquals(i + "false", told.poll(30, TimeUnit.SECONDS));
    }
    CountDownLatch later = new CountDownLatch(1);
    threads.execute(later::countDown);
    assertTrue(later.await(30, TimeUnit.SECONDS));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void whatThrowsCostsNoThread() throws Exception {
    ConnectThreads threads = new ConnectThreads(2);
    for (int i = 0; i < 3; i++) {
      threads.execute(
          () -> {
            throw new IllegalStateException("a task that throws");
          });
      threads.execute(
          () -> {
            throw new AssertionError("a task that throws");
          });
    }
    CountDownLatch both = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      threads.execute(
          () -> {
            both.countDown();
            awaitQuietly(both); // the other, which has a thread, too
          });
    }
    assertTrue(both.await(30, TimeUnit.SECONDS));
  }

  /** Of two that come while a thread is made in vain, neither waits for the other. */
  @Test
  void whereThereIsNoThreadNothingWaitsForOne() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    AtomicInteger refused = new AtomicInteger();
    ConnectThreads threads =
        new ConnectThreads(
            2,
            task -> {
              awaitQuietly(together);
              throw new OutOfMemoryError("no thread");
            });
    Runnable caller =
        () -> {
          try {
            threads.execute(() -> {});
          } catch (OutOfMemoryError e) {
            refused.incrementAndGet();
          }
        };
    Thread other = new Thread(caller);
    other.start();
    caller.run();
    other.join();
    assertEquals(2, refused.get());
  }

  private static void awaitQuietly(CyclicBarrier barrier) {
    try {
      barrier.await(1, TimeUnit.SECONDS); // They come together only if both may.
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      return;
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
