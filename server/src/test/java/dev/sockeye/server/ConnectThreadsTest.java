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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
